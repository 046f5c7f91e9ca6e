#!/bin/sh
# SPDX-License-Identifier: MIT
# The mutator really runs under an engine and really changes inputs: a canary that only it reaches is found with it, and
# stays silent without it. $1: folder of build_engine.sh, $2: engine.
set -eu
build=$1 engine=$2
[ -x "$build/bin/fuzz_mutator_canary" ] || { echo "skipped: nothing is built for $engine"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/seeds"
printf 'form POST http://a.example/ multipart\n  field "a" "1"\n' > "$work/seeds/form"
runs=30000
export PQ_FUZZ_COUNTERS="$work/counters"

# Fuzzes with the mutator "on" or "off"; what the engine said is in $work/log.
fuzz() {
	rm -rf "$work/counters" "$work/out"
	mkdir "$work/out"
	case $engine-$1 in
	libfuzzer-on) set -- ;;
	libfuzzer-off) set -- PQ_FUZZ_MUTATOR=off ;;
	aflpp-on) set -- AFL_CUSTOM_MUTATOR_LIBRARY="$build/bin/pq_mutator_aflpp.so" ;;
	aflpp-off) set -- PQ_FUZZ_MUTATOR=off ;;
	esac
	if [ "$engine" = libfuzzer ]; then
		env "$@" "$build/bin/fuzz_mutator_canary" -seed=1 -runs=$runs -max_len=4096 -detect_leaks=0 \
			-artifact_prefix="$work/out/" "$work/out" "$work/seeds" > "$work/log" 2>&1
	else
		env "$@" AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 AFL_BENCH_UNTIL_CRASH=1 \
			AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
			afl-fuzz -s 1 -E $runs -V 500 -t 60000 -i "$work/seeds" -o "$work/out" -- "$build/bin/fuzz_mutator_canary" \
			> "$work/log" 2>&1
	fi
}
found() {
	if [ "$engine" = libfuzzer ]; then
		grep -qx 'ASSERTION FAILED: pq_mutator_canary' "$work/log"
	else
		[ -n "$(find "$work/out/default/crashes" -name 'id:*' 2> /dev/null)" ]
	fi
}
# Words 5 and 6 of the counters: inputs that the mutator made, and made by what it knows.
counted() { od -A n -t u8 -j 40 -N 16 "$work/counters" | tr -s ' '; }

status=0
fuzz on || :
echo "$engine with the mutator: inputs made, and by what they mean:$(counted)"
if ! found; then
	tail -20 "$work/log"
	echo "the mutator's canary stayed silent under $engine"
	status=1
fi
case $(counted) in
" 0 "* | *" 0") echo "the mutator made no input"; status=1 ;;
esac
# What AFL++ calls a finding tells what the mutator did.
if [ "$engine" = aflpp ] && ! find "$work/out/default/crashes" -name '*echo*' | grep -q .; then
	echo "no finding is named after what the mutator did"
	status=1
fi
fuzz off || :
if found || [ "$(counted)" != " 0 0" ]; then
	echo "without the mutator the canary is found as well, or the mutator runs:$(counted)"
	status=1
fi
exit $status
