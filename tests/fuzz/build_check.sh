#!/bin/bash
# SPDX-License-Identifier: MIT
# build_check.sh OUT SANITIZER: what OSS-Fuzz's own check looks at before it runs a build for libFuzzer (bad_build_check and
# test_all.py of its base-runner: thresholds, four runs, another folder), and what else a cluster reads of the folder.
# Prints a line for each target with its figures, a line "BAD BUILD: ..." for each finding, and fails if there is one.
out=$1 sanitizer=$2
umask 022
work=$(mktemp -d) || exit 3
here=$work/elsewhere log=$work/log
status=0

# The build is looked at in another folder, which nobody can write to, while its own is not there.
leave() {
	[[ ! -e $out.away ]] || mv "$out.away" "$out"
	chmod -R u+w "$work"
	rm -rf "$work"
}
trap leave EXIT
chmod 755 "$work"
cp -a "$out" "$here" && chmod -R a-w,a+rX "$here" && mv "$out" "$out.away" || exit 3

bad() {
	echo "BAD BUILD: $*"
	status=1
}

# Starts a program as a cluster does: another user if that can be had, no environment but the sanitizers' options, and
# not in the folder of the program.
as_runner=()
((EUID != 0)) || as_runner=(setpriv --reuid=65534 --regid=65534 --clear-groups)
leaks=1
start() {
	(cd / && timeout 300 "${as_runner[@]}" env -i PATH=/usr/bin:/bin \
		ASAN_OPTIONS=allocator_may_return_null=1:detect_leaks=$leaks:detect_stack_use_after_return=1:handle_abort=1:handle_sigill=1:strict_memcmp=1:symbolize=0:dedup_token_length=3 \
		MSAN_OPTIONS=print_stats=1:symbolize=0:dedup_token_length=3 \
		UBSAN_OPTIONS=print_stacktrace=1:silence_unsigned_overflow=1:symbolize=0:dedup_token_length=3 \
		"$@" </dev/null >"$log" 2>&1)
}

# option TARGET KEY: the key's value in the target's options; nothing if it has none.
option() {
	sed -n "s/^$2 = //p" "$here/$1.options" 2>/dev/null
}

# A program is a target if it is a file that can be executed and has the engines' function.
find_targets() {
	local file
	for file in "$here"/*; do
		[[ -f $file && -x $file ]] || continue
		grep -q LLVMFuzzerTestOneInput "$file" || continue
		[[ $(head -c 4 "$file" | od -An -c | tr -d ' ') == '177ELF' ]] || continue
		printf '%s\n' "${file##*/}"
	done
}

# Calls of each sanitizer's run-time library, "asan msan ubsan", and how many of all stand in our own global functions. The
# base-runner counts with -C, and so its count is mostly that of the library's calls of itself.
count_calls() {
	objdump -dC "$1" | awk '
		/^[0-9a-f]+ <.*>:$/ { ours = /<(pq_[a-z0-9_]+|LLVMFuzzerTestOneInput)>:$/ }
		!/call/ { next }
		/<__asan/ { asan++ }
		/<__msan/ { msan++ }
		/<__ubsan/ { ubsan++ }
		ours && /<__(asan|msan|ubsan)/ { own++ }
		END { print asan + 0, msan + 0, ubsan + 0, own + 0 }'
}

# Thresholds of the base-runner.
check_sanitizer() {
	local target=$1 asan=$2 msan=$3 ubsan=$4 own=$5
	((own >= 20)) || bad "$target: its own code calls the sanitizer $own times"
	case $sanitizer in
	address) ((asan >= 1000)) ;;
	memory) ((msan >= 1000)) ;;
	undefined) ((ubsan >= 169)) ;;
	esac || bad "$target: seems not to be compiled with the sanitizer $sanitizer"
	[[ $sanitizer == address ]] || ((asan == 0)) || bad "$target: calls AddressSanitizer $asan times"
	[[ $sanitizer == memory ]] || ((msan <= 3)) || bad "$target: calls MemorySanitizer $msan times"
	[[ $sanitizer == undefined ]] || ((ubsan <= 200)) || bad "$target: calls UndefinedBehaviorSanitizer $ubsan times"
}

# Libraries that the images which run targets have; all others must lie beside the targets.
check_libraries() {
	local name arrow file
	while read -r name arrow file _; do
		[[ $arrow == '=>' ]] || continue
		[[ $name =~ ^lib(c|m|dl|rt|pthread|resolv|gcc_s|stdc\+\+)\.so ]] && continue
		[[ $file == "$here"/* ]] || bad "$1: $name is taken from $file, not from beside the target"
	done < <(ldd "$here/$1" 2>&1)
}

check_options() {
	local dict
	grep -qvE '^(\[(libfuzzer|asan|msan|ubsan)\]|[a-z_]+ = [A-Za-z0-9_.-]+)$' "$here/$1.options" &&
		bad "$1: a line of its options is neither a section nor a setting"
	[[ $(head -n 1 "$here/$1.options") == '['* ]] || bad "$1: its options begin without a section"
	[[ $(option "$1" max_len) =~ ^[1-9][0-9]*$ ]] || bad "$1: its options set no max_len"
	dict=$(option "$1" dict)
	[[ -n $dict && -s $here/$dict ]] || bad "$1: the dictionary ${dict:-} of its options is not there"
}

# Four runs from nothing, with the dictionary.
check_start() {
	start "$here/$1" -seed=1337 -runs=4 "${arguments[@]}"
	if grep -q 'no interesting inputs were found' "$log"; then
		bad "$1: is not instrumented"
	elif grep -q 'ParseDictionaryFile: error' "$log"; then
		bad "$1: its dictionary cannot be read"
	elif ! grep -q 'Done 4 runs' "$log"; then
		bad "$1: does not start, or does not survive four runs"
		tail -n 20 "$log"
	fi
	edges=$(sed -n 's/^INFO: Loaded .*(.*\(counters\|guards\)): *\([0-9]*\).*/\2/p' "$log" | head -n 1)
	((${edges:-0} >= 100)) || bad "$1: only ${edges:-0} edges are instrumented"
}

check_junk() {
	local junk=$work/junk name
	mkdir -p "$junk"
	: >"$junk/empty"
	head -c 4096 /dev/zero >"$junk/zeros"
	tr '\0' '\377' <"$junk/zeros" >"$junk/ones"
	awk 'BEGIN { srand(1); for (i = 0; i < 2000; i++) printf "%c", 1 + int(rand() * 126) }' >"$junk/noise"
	for name in empty zeros ones noise; do
		start "$here/$1" "$junk/$name" || bad "$1: does not survive $name"
	done
}

check_seeds() {
	local zip=$here/$1_seed_corpus.zip seeds=$work/seeds long
	rm -rf "$seeds"
	mkdir "$seeds"
	count=0
	if ! (cd "$seeds" && cmake -E tar xf "$zip") >"$log" 2>&1; then
		bad "$1: its seeds cannot be unpacked"
		return
	fi
	count=$(find "$seeds" -type f | wc -l)
	((count > 0)) || bad "$1: has no seeds"
	# A zip ends with a directory, which tells how many there are; what unpacks it may be content with less.
	[[ $(tail -c 22 "$zip" | od -An -tx1 -N4) == ' 50 4b 05 06' && $(tail -c 22 "$zip" | od -An -tu2 -j10 -N2) -eq $count ]] ||
		bad "$1: the zip of its seeds is not whole"
	long=$(find "$seeds" -type f -size "+$(option "$1" max_len)c" -printf '%P\n' | head -n 1)
	[[ -z $long ]] || bad "$1: the seed $long is longer than max_len"
	if ! start "$here/$1" -runs=0 "${arguments[@]}" "$seeds"; then
		bad "$1: does not survive its seeds"
		tail -n 20 "$log"
	fi
}

check_target() {
	local asan msan ubsan own edges count arguments
	[[ $1 =~ ^[A-Za-z0-9_-]+$ ]] || bad "$1: a cluster runs no target of such a name"
	read -r asan msan ubsan own < <(count_calls "$here/$1")
	check_sanitizer "$1" "$asan" "$msan" "$ubsan" "$own"
	check_libraries "$1"
	check_options "$1"
	arguments=("-max_len=$(option "$1" max_len)" "-timeout=$(option "$1" timeout)" "-dict=$here/$(option "$1" dict)")
	check_start "$1"
	check_junk "$1"
	check_seeds "$1"
	printf '%-20s %9d bytes  %5d edges  calls of asan %5d, msan %5d, ubsan %5d, own %5d  %4d seeds\n' \
		"$1" "$(stat -c %s "$here/$1")" "${edges:-0}" "$asan" "$msan" "$ubsan" "$own" "$count"
}

mapfile -t targets < <(find_targets)
((${#targets[@]} > 0)) || bad "there is no target"
# Leaks are looked for by a process that traces the target; not every machine allows that.
if ((${#targets[@]} > 0)); then
	start "$here/${targets[0]}" -runs=0
	if grep -q 'LeakSanitizer has encountered a fatal error' "$log"; then
		echo "leaks are not looked for: this machine forbids to trace processes"
		leaks=0
	fi
fi
for target in "${targets[@]}"; do
	check_target "$target"
done
echo "$(du -sk "$here" | cut -f 1) KiB, of them $(du -sk "$here/lib" 2>/dev/null | cut -f 1) KiB of libraries"
exit $status
