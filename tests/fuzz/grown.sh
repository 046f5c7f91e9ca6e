#!/bin/sh
# SPDX-License-Identifier: MIT
# What fuzzing grew breaks nothing: each folder of corpus/grown through the replay program of its target.
# $1: source tree, $2: folder of the programs.
set -eu
replayed=0
for folder in "$1"/corpus/grown/*/; do
	[ -d "$folder" ] || continue
	target=$(basename "$folder")
	"$2/fuzz_$target" "$folder" | grep -v ': 0 inputs,'
	replayed=$((replayed + 1))
done
[ "$replayed" -gt 0 ] || { echo "nothing was grown"; exit 1; }
