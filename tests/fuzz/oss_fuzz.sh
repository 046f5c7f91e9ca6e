#!/bin/bash
# SPDX-License-Identifier: MIT
# oss_fuzz.sh SOURCE BUILD short|SANITIZER|afl: builds as OSS-Fuzz does, in an empty folder and with nothing but its
# variables, and looks at the result as its build check does. short: a few targets under AddressSanitizer, and whether the
# check notices builds that are broken. SANITIZER: all targets under address, undefined or memory. afl: one target under
# AddressSanitizer through afl-clang-fast, fuzzed by afl-fuzz for a few seconds.
set -u
source=$1 build=$2 mode=$3
check=$source/tests/fuzz/build_check.sh
skip() { echo "skipped: $1 is missing"; exit 77; }
for program in clang clang++ cmake make nm objdump ldd; do
	command -v "$program" >/dev/null || skip "$program"
done
printf 'int LLVMFuzzerTestOneInput(void) { return 0; }\n' | clang -x c -fsanitize=fuzzer,address -o /dev/null - 2>/dev/null ||
	skip "the run-time library of libFuzzer"

# The flags of OSS-Fuzz's base-builder.
flags='-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION'
address='-fsanitize=address -fsanitize-address-use-after-scope'
kinds=array-bounds,bool,builtin,enum,float-divide-by-zero,function,integer-divide-by-zero,null,object-size,return,returns-nonnull-attribute,shift,signed-integer-overflow,unreachable,vla-bound,vptr
undefined="-fsanitize=$kinds,unsigned-integer-overflow -fno-sanitize-recover=$kinds"
memory='-fsanitize=memory -fsanitize-memory-track-origins'

# contract SANITIZER ENGINE COMMAND...: runs the command with the contract's variables.
contract() {
	local sanitizer=$1 engine=$2 cc=clang coverage=-fsanitize=fuzzer-no-link lib=-fsanitize=fuzzer
	shift 2
	if [[ $engine == afl ]]; then
		cc=afl-clang-fast coverage='' lib=$driver
	fi
	env -i PATH="$PATH" HOME="$build" SRC="$build/src" OUT="$build/out" WORK="$build/work" ARCHITECTURE=x86_64 \
		SANITIZER="$sanitizer" FUZZING_ENGINE="$engine" LIB_FUZZING_ENGINE="$lib" CC="$cc" CXX="$cc++" \
		CFLAGS="$flags ${!sanitizer} $coverage" CXXFLAGS="$flags ${!sanitizer} $coverage" "$@"
}

# make_build SANITIZER ENGINE NAME...: into $build/out.
make_build() {
	local sanitizer=$1 engine=$2
	shift 2
	rm -rf "$build"
	mkdir -p "$build/src" "$build/out" "$build/work"
	ln -s "$source" "$build/src/pratique"
	(cd "$build/src" && contract "$sanitizer" "$engine" bash -eu "$source/fuzz/oss-fuzz/build.sh" "$@") >"$build/log" 2>&1 ||
		{ tail -n 40 "$build/log"; echo "the build script failed"; exit 1; }
}

# The targets that are shipped are those of the table, and no other program is.
same_targets() {
	diff <("$build/work/pratique/bin/oss_fuzz_options" | sed 's/ .*//; s/^/fuzz_/' | LC_ALL=C sort) \
		<(cd "$build/out" && find . -maxdepth 1 -type f -executable -printf '%P\n' | LC_ALL=C sort) ||
		{ echo "the table has other targets than the build"; exit 1; }
}

# What no target may do is fatal here as well.
check_effects() {
	contract "$1" libfuzzer cmake --build "$build/work/pratique" --target fuzz_effects >>"$build/log" 2>&1 ||
		{ tail -n 40 "$build/log"; exit 1; }
	"$source/tests/fuzz/effects.sh" "$build/work/pratique/bin/fuzz_effects"
}

# The judge must not teach the engine, whatever the flags ask for.
check_judge() {
	local library count
	for library in monitor fetch; do
		count=$(nm "$(find "$build/work/pratique" -name "libpq_$library.a")" 2>/dev/null | grep -cE '__sanitizer_cov|__sancov|__afl_')
		echo "$library: $count references to coverage"
		[[ $library == monitor ]] && ((count > 0)) && exit 1
		[[ $library == fetch ]] && ((count == 0)) && exit 1
	done
	return 0
}

# The example of a plug-in, linked in, is asked in the model's place: with a port forgotten it is told of it.
check_plugin() {
	local target=$build/work/pratique/bin/fuzz_scenario seed=$source/corpus/seeds/ports/irc.scenario name
	cp "$source/examples/port-checker/port_checker.c" "$build/right.c"
	sed 's/ 6667,//' "$build/right.c" >"$build/forgot.c"
	for name in right forgot; do
		# shellcheck disable=SC2016 # expanded where the contract's variables are
		contract address libfuzzer bash -euc '$CC $CFLAGS -I "$SRC/pratique/harness/plugin/include" -c "$1.c" -o "$1.o" &&
			cmake -S "$SRC/pratique" -B "$WORK/pratique" -DPQ_ENGINE=contract -DPQ_PLUGIN="$1.o" &&
			cmake --build "$WORK/pratique" --parallel "$(nproc)" --target fuzz_scenario' bash "$build/$name" >>"$build/log" 2>&1 ||
			{ tail -n 40 "$build/log"; echo "a plug-in cannot be linked in"; exit 1; }
		ASAN_OPTIONS=detect_leaks=0 LD_LIBRARY_PATH=$build/out/lib "$target" "$seed" >"$build/plugin" 2>&1
		if [[ $name == right ]]; then
			grep -q "Executed .*irc" "$build/plugin" || { cat "$build/plugin"; echo "a right plug-in breaks a rule"; exit 1; }
		else
			grep -q "port 6667 was dialled" "$build/plugin" || { cat "$build/plugin"; echo "a wrong plug-in breaks none"; exit 1; }
		fi
	done
	echo "a plug-in can be linked in"
}

# must_fail WORDS: the check fails for $bad and says so.
must_fail() {
	local said
	tried=$((tried + 1))
	if said=$("$check" "$bad" address 2>&1) || [[ $said != *"BAD BUILD: "*"$1"* ]]; then
		printf '%s\n' "$said" "the check does not notice: $1"
		failed=1
	fi
}

# A target of three lines; $1 is what it does with an input, $2 are further flags. Without coverage it has none.
stub() {
	printf '#include <stdlib.h>\n#include <unistd.h>\nint LLVMFuzzerTestOneInput(const unsigned char *, unsigned long);\n%s\n' \
		"int LLVMFuzzerTestOneInput(const unsigned char *data, unsigned long size) { $1; return !data && size; }" >"$build/stub.c"
	# shellcheck disable=SC2086 # flags are words
	clang $flags $2 -c "$build/stub.c" -o "$build/stub.o" && clang $address -fsanitize=fuzzer "$build/stub.o" -o "$bad/fuzz_stun"
}

# fresh: a sound folder with one target, to be broken.
fresh() {
	rm -rf "$bad"
	mkdir "$bad"
	cp -a "$build"/out/fuzz_stun* "$bad"
	# Of the libraries only what this target needs; ICU, which others need, is large.
	mkdir "$bad/lib"
	ldd "$bad/fuzz_stun" | awk '$2 == "=>" { print $1 }' | while read -r library; do
		[[ ! -e $build/out/lib/$library ]] || cp -a "$build/out/lib/$library" "$bad/lib"
	done
}

controls() {
	local covered="$address -fsanitize=fuzzer-no-link"
	bad=$build/bad failed=0 tried=0
	fresh && { "$check" "$bad" address >"$build/check" 2>&1 || { cat "$build/check"; echo "a sound build is refused"; failed=1; }; }
	fresh && stub '' '' && must_fail 'its own code calls the sanitizer 0 times'
	must_fail 'is not instrumented'
	fresh && stub "if (access(\"$bad/fuzz_stun.dict\", F_OK)) exit(1)" "$covered" && must_fail 'does not start'
	fresh && stub 'if (size > 7 && data[0] == 1) __builtin_trap()' "$covered" && must_fail 'does not survive its seeds'
	fresh && stub 'if (size > 99 && data[99] == 255) __builtin_trap()' "$covered" && must_fail 'does not survive ones'
	fresh && rm "$bad/fuzz_stun.dict" && must_fail 'the dictionary fuzz_stun.dict of its options is not there'
	fresh && echo 'no entry' >>"$bad/fuzz_stun.dict" && must_fail 'its dictionary cannot be read'
	fresh && echo 'timeout: 10' >>"$bad/fuzz_stun.options" && must_fail 'a line of its options is neither'
	fresh && rm "$bad/fuzz_stun.options" && must_fail 'its options set no max_len'
	fresh && sed -i 's/^max_len = .*/max_len = 7/' "$bad/fuzz_stun.options" && must_fail 'is longer than max_len'
	fresh && rm "$bad/fuzz_stun_seed_corpus.zip" && must_fail 'its seeds cannot be unpacked'
	fresh && head -c 100 "$build/out/fuzz_stun_seed_corpus.zip" >"$bad/fuzz_stun_seed_corpus.zip" && must_fail 'the zip of its seeds is not whole'
	fresh && rm "$bad/lib/libnettle.so".* && must_fail 'libnettle.so'
	fresh && mv "$bad/fuzz_stun" "$bad/fuzz.stun" && must_fail 'a cluster runs no target of such a name'
	fresh && rm "$bad/fuzz_stun" && must_fail 'there is no target'
	if fresh && "$check" "$bad" undefined >"$build/check" 2>&1 || ! grep -q 'calls AddressSanitizer' "$build/check"; then
		echo "the check does not notice the wrong sanitizer"
		failed=1
	fi
	((tried == 15)) || { echo "of fifteen targets only $tried could be broken"; failed=1; }
	((failed)) || echo "the check notices each of sixteen broken builds"
	return $failed
}

# A few seconds of afl-fuzz, as the base-runner starts it.
fuzz_with_afl() {
	local target=$build/out/fuzz_stun execs
	mkdir "$build/seeds"
	(cd "$build/seeds" && cmake -E tar xf "${target}_seed_corpus.zip")
	(cd / && env -i PATH="$PATH" AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 \
		AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_FORKSRV_INIT_TMOUT=30000 \
		ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0:detect_odr_violation=0 \
		afl-fuzz -m none -t 5000+ -E 2000 -V 120 -i "$build/seeds" -o "$build/afl" -x "$target.dict" -- "$target") >"$build/afl.log" 2>&1
	grep -q 'All set and ready to roll' "$build/afl.log" || { tail -n 30 "$build/afl.log"; echo "afl-fuzz does not start the target"; exit 1; }
	execs=$(sed -n 's/^execs_done *: //p' "$build/afl/default/fuzzer_stats")
	echo "afl-fuzz: $execs executions, mutator: no, $(sed -n 's/^stability *: //p' "$build/afl/default/fuzzer_stats") stable"
	((${execs:-0} >= 2000)) || { echo "that is too few"; exit 1; }
	! nm "$target" | grep -q LLVMFuzzerCustomMutator || { echo "the target has a mutator that afl-fuzz cannot call"; exit 1; }
}

case $mode in
short)
	make_build address libfuzzer scenario stun
	"$check" "$build/out" address || exit 1
	check_judge
	check_effects address || exit 1
	check_plugin
	controls
	;;
afl)
	command -v afl-fuzz >/dev/null || skip afl-fuzz
	driver=$(find /usr/lib/afl /usr/local/lib/afl -name libAFLDriver.a 2>/dev/null | head -n 1)
	[[ -n $driver ]] || skip libAFLDriver.a
	make_build address afl stun scenario
	check_judge
	fuzz_with_afl
	;;
*)
	make_build "$mode" libfuzzer
	same_targets
	check_judge
	"$check" "$build/out" "$mode"
	;;
esac
