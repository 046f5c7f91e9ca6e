#!/bin/bash
# SPDX-License-Identifier: MIT
# coverage.sh PRATIQUE SOURCE BUILD: 95 % of the lines of src/ are run by what people wrote into the corpus, and each of
# the others is explained; and what the verb says of wrong use.
pratique=$1 build=$3
export PRATIQUE_SOURCE=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# expect CODE ARGUMENTS...: the verb's exit code.
expect() {
	local wanted=$1 code
	shift
	"$pratique" coverage "$@" >"$work/out" 2>&1
	code=$?
	((code == wanted)) && return
	printf 'coverage %s: exit code %d, not %d\n' "$*" "$code" "$wanted"
	cat "$work/out"
	status=1
}

expect 2 "$work/none"
expect 2 --check --json
expect 2 --build ''
PATH=/nonexistent expect 3 --build "$build"
grep -q 'is missing' "$work/out" || status=1

for program in cmake ninja clang llvm-profdata llvm-cov; do
	if ! command -v "$program" >/dev/null; then
		((status)) && exit 1
		printf 'skipped: %s is missing\n' "$program"
		exit 77
	fi
done
expect 0 --check --build "$build"
cat "$work/out"
exit $status
