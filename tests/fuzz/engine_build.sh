#!/bin/sh
# SPDX-License-Identifier: MIT
# The judge must not teach the fuzzer: in an engine's build the monitor has no coverage, traces no comparison and
# calls no comparing function of libc that an engine listens to; its second copy, and the model, have coverage. And
# what no fuzz target may do is fatal there too. $1: source tree, $2: build folder, $3: engine.
set -eu
source=$1 build=$2 engine=$3
skip() { echo "skipped: $1 is missing"; exit 77; }
command -v clang > /dev/null || skip clang
command -v nm > /dev/null || skip nm
[ "$engine" != aflpp ] || command -v afl-fuzz > /dev/null || skip afl-fuzz
sanitize=ON
[ "$engine" = libfuzzer ] || sanitize=OFF
cmake -S "$source" -B "$build" -DPQ_ENGINE="$engine" -DPQ_SANITIZE=$sanitize -DCMAKE_C_COMPILER=clang \
	-DCMAKE_BUILD_TYPE=RelWithDebInfo > "$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" --target pq_monitor pq_monitor_instrumented pq_fetch fuzz_effects >> "$build.log" 2>&1 ||
	{ tail -40 "$build.log"; exit 1; }

taught='__sanitizer_cov|__sancov|__afl_'
listened='^(bcmp|memcmp|memmem|strcasecmp|strcasestr|strcmp|strncasecmp|strncmp|strstr)$'
library() { find "$build" -name "libpq_$1.a"; }
symbols() { nm "$(library "$1")" 2> /dev/null | awk '{ print $NF }' | sort -u; }

status=0
if symbols monitor | grep -E "$taught"; then
	echo "the monitor teaches $engine"
	status=1
fi
if symbols monitor | grep -E "$listened"; then
	echo "the monitor compares with functions that $engine listens to"
	status=1
fi
for twin in monitor_instrumented fetch; do
	if ! symbols $twin | grep -Eq "$taught"; then
		echo "$twin has no coverage for $engine, but must"
		status=1
	fi
done
"$source/tests/fuzz/effects.sh" "$build/bin/fuzz_effects" || status=1
exit $status
