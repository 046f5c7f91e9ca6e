#!/bin/bash
# SPDX-License-Identifier: MIT
# build_engine.sh SOURCE BUILD ENGINE TARGET...: builds targets for an engine, once for all tests that look at them: the
# others find them in BUILD, and skip where this one did.
source=$1 build=$2 engine=$3
shift 3
skip() { echo "skipped: $1 is missing"; exit 77; }
for program in cmake ninja clang nm; do
	command -v "$program" >/dev/null || skip "$program"
done
sanitize=OFF
if [[ $engine == libfuzzer ]]; then
	sanitize=ON
	printf 'int LLVMFuzzerTestOneInput(void) { return 0; }\n' |
		clang -x c -fsanitize=fuzzer,address,undefined -o /dev/null - 2>/dev/null || skip "the run-time library of libFuzzer"
else
	command -v afl-fuzz >/dev/null || skip afl-fuzz
fi
cmake -G Ninja -S "$source" -B "$build" -DPQ_ENGINE="$engine" -DPQ_SANITIZE=$sanitize -DCMAKE_C_COMPILER=clang \
	-DCMAKE_BUILD_TYPE=RelWithDebInfo >"$build.log" 2>&1 || { cat "$build.log"; exit 1; }
cmake --build "$build" --parallel "$(nproc)" --target "$@" >>"$build.log" 2>&1 || { tail -n 40 "$build.log"; exit 1; }
