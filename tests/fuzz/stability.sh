#!/bin/sh
# SPDX-License-Identifier: MIT
# What AFL++ says of a target's stability: 100 %, or edges vary from one run of an input to the next. Prints a table.
# $1: source tree, $2: folder of build_engine.sh, $3: executions of each target, then the targets.
set -eu
source=$1 build=$2 executions=$3
shift 3
[ -x "$build/bin/fuzz_leaky" ] || { echo "skipped: nothing is built for AFL++"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/leaky"
printf a > "$work/leaky/a"
printf b > "$work/leaky/b"
printf c > "$work/leaky/c"

# Fuzzes a program from a flat folder of seeds; prints the stability, as in "100.00%".
stability() {
	rm -rf "$work/out"
	AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 PQ_FUZZ_MUTATOR=off \
		afl-fuzz -s 1 -E "$executions" -V 500 -t 60000 -i "$2" -o "$work/out" -- "$build/bin/$1" \
		> "$work/log" 2>&1 || { tail -20 "$work/log" >&2; return 1; }
	sed -n 's/^stability *: *//p' "$work/out/default/fuzzer_stats"
}

status=0
found=$(stability fuzz_leaky "$work/leaky") || found=none
case $found in
100.00% | none) echo "a target that remembers is said to be stable: $found"; status=1 ;;
esac
for target; do
	seeds=$source/corpus/targets/$target
	[ "$target" != scenario ] || seeds=$source/corpus/seeds
	rm -rf "$work/seeds"
	mkdir "$work/seeds"
	number=0
	find "$seeds" -type f | sort > "$work/list"
	while IFS= read -r file; do
		number=$((number + 1))
		cp "$file" "$work/seeds/$number"
	done < "$work/list"
	found=$(stability "fuzz_$target" "$work/seeds") || found=none
	printf '%-12s %8s  %d seeds\n' "$target" "$found" "$number"
	[ "$found" = 100.00% ] || status=1
done
exit $status
