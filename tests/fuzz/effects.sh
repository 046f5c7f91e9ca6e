#!/bin/sh
# SPDX-License-Identifier: MIT
# Sockets, look-ups, clocks and randomness end a fuzz target; nothing else does. $1: the program of effects.c
set -u
input=$(mktemp) || exit 1
trap 'rm -f "$input"' EXIT
status=0
for effect in socket lookup clock time getrandom rand; do
	printf %s "$effect" > "$input"
	if "$1" "$input" 2>&1 | grep -q '^ASSERTION FAILED: pq_fuzz_forbidden$'; then
		echo "$effect: fatal, as it must be"
	else
		echo "$effect: was let through"
		status=1
	fi
done
printf nothing > "$input"
if ! "$1" "$input" > /dev/null 2>&1; then
	echo "nothing: was fatal"
	status=1
fi
exit $status
