#!/bin/sh
# SPDX-License-Identifier: MIT
# The judge must not teach the fuzzer: in an engine's build the monitor has no coverage, traces no comparison and
# calls no comparing function of libc that an engine listens to; its second copy, and the model, have coverage. And
# what no fuzz target may do is fatal there too. $1: source tree, $2: folder of build_engine.sh, $3: engine.
set -eu
source=$1 build=$2 engine=$3
[ -x "$build/bin/fuzz_effects" ] || { echo "skipped: nothing is built for $engine"; exit 77; }

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
