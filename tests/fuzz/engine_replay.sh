#!/bin/sh
# SPDX-License-Identifier: MIT
# Every seed of every target survives AddressSanitizer and UndefinedBehaviorSanitizer in libFuzzer's build.
# $1: source tree, $2: folder of build_engine.sh; then all targets.
set -eu
source=$1 build=$2
shift 2
targets=$*
[ -x "$build/bin/fuzz_scenario" ] || { echo "skipped: nothing is built for libFuzzer"; exit 77; }
folders=$(mktemp -d)
trap 'rm -rf "$folders"' EXIT

# Runs the seeds of one target; libFuzzer says how many it read.
replay() {
	target=$1
	shift
	if ! "$build/bin/fuzz_$target" -runs=0 -detect_leaks=0 -max_len=65536 "$@" > "$folders/log" 2>&1; then
		tail -40 "$folders/log"
		echo "fuzz_$target does not survive its seeds"
		exit 1
	fi
	if ! grep -q 'seed corpus: files: [1-9]' "$folders/log"; then
		echo "fuzz_$target read no seed"
		exit 1
	fi
	sed -n "s/^INFO: seed corpus/$target/p" "$folders/log"
}

find "$source/corpus/seeds" -mindepth 1 -maxdepth 1 -type d > "$folders/list"
set --
while IFS= read -r folder; do
	set -- "$@" "$folder"
done < "$folders/list"
mkdir "$folders/out"
replay scenario "$folders/out" "$@"
# Those that a library may be missing for.
for target in libcurl libsoup; do
	[ ! -x "$build/bin/fuzz_$target" ] || replay "$target" "$folders/out" "$@"
done
# What fuzzing grew survives it as well.
for folder in "$source"/corpus/grown/*/; do
	[ ! -d "$folder" ] || replay "$(basename "$folder")" "$folders/out" "$folder"
done
for target in $targets; do
	[ "$target" = scenario ] || replay "$target" "$folders/out" "$source/corpus/targets/$target"
done
