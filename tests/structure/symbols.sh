#!/bin/bash
# SPDX-License-Identifier: MIT
# symbols.sh TREE BUILD: src makes no system call, allocates nothing, and the monitor shares nothing with the judged
# code. Both are read off the undefined symbols of the static libraries in BUILD.
source "${BASH_SOURCE[0]%/*}/lib.sh"
build=${2:?a build folder}

# What the C library gives without asking the system.
plain='mem(cpy|move|set|cmp|chr)|strlen|__mem(cpy|move|set)_chk|__stack_chk_fail'
# UTS 46 and character properties; ICU puts its version behind each name.
icu='(uidna|u|utf8|ustr|u_str|unorm2)_[A-Za-z0-9_]+'
# Hashes and base64 in the caller's storage; nettle's own code asks the system for nothing there.
nettle='nettle_(base(16|64)|md5|sha1|sha256|sha512_256|hmac)_[a-z0-9_]+'
# What compilers and engines add to instrumented builds.
instrumented='__(asan|ubsan|sanitizer|sancov|afl|llvm|gcov|lsan)_.*|___asan_.*|_GLOBAL_OFFSET_TABLE_|__start_.*|__stop_.*'
# The handle of ICU and the judge's state live as long as their opener wants.
declare -A more=([url]='malloc|free|calloc' [monitor]='malloc|free|calloc')
# Of the model's folders the monitor may call only what reads its inputs and writes words.
monitor_may='pq_(buf|rule|side|outcome|err|diag|scenario|transcript|event|word|judge|judgement|case|monitor|naive)_.*'

# Undefined symbols of a library that none of its own objects defines.
needed() {
	comm -23 <(nm --undefined-only "$1" 2>/dev/null | awk 'NF == 2 { print $2 }' | LC_ALL=C sort -u) \
		<(nm --defined-only "$1" 2>/dev/null | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u)
}

for library in "$build"/src/*/libpq_*.a; do
	[[ -e $library ]] || wrong "$build: no libraries of src"
	folder=${library%/*}
	folder=${folder##*/}
	while read -r symbol; do
		[[ $symbol =~ ^pq_ ]] && continue
		[[ $symbol =~ ^($plain|$icu|$nettle|$instrumented${more[$folder]:+|${more[$folder]}})$ ]] && continue
		wrong "src/$folder: calls $symbol"
	done < <(needed "$library")
done

monitor=$build/src/monitor/libpq_monitor.a
if [[ -e $monitor ]]; then
	while read -r symbol; do
		[[ $symbol =~ ^($monitor_may)$ ]] || wrong "src/monitor: shares $symbol with what it judges"
	done < <(needed "$monitor" | grep '^pq_')
	# An engine's hooks in these would tell it what the judge looks for.
	while read -r symbol; do
		wrong "src/monitor: compares with $symbol instead of a loop of its own"
	done < <(needed "$monitor" | grep -xE 'memcmp|memchr|memmem|str(n?cmp|n?casecmp|str|chr)')
fi
finish
