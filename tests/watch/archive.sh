#!/bin/bash
# SPDX-License-Identifier: MIT
# The archive needs libc and ICU and nothing else, compares with its own loops, and shows the names of pratique/watch.h only.
source "${BASH_SOURCE[0]%/*}/lib.sh" "$@"
status=0
wrong() { echo "$*"; status=1; }

# Of libc: memory, text, the day on which baselines expire, and standard error.
libc='malloc|calloc|free|mem(cpy|move|set)|strlen|str(c)?spn|snprintf|strftime|gmtime_r|time|write|__errno_location'
libc+='|__(memcpy|memmove|memset|snprintf)_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_'
icu='uidna_(openUTS46|close|nameToASCII_UTF8)(_[0-9]+)?'
while read -r symbol; do
	[[ $symbol =~ ^($libc|$icu)$ ]] || wrong "the archive calls $symbol"
done < <(nm --undefined-only "$archive" | awk 'NF == 2 && $1 == "U" { print $2 }' | LC_ALL=C sort -u)

declared() {
	grep -oE '\bpq_watch_[a-z_0-9]+\(' "$source/harness/watch/include/pratique/watch.h" | tr -d '(' |
		grep -vxE 'pq_watch_(defaults|run|str)' | LC_ALL=C sort -u
}
shown() { nm --defined-only --extern-only "$archive" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u; }
diff <(declared) <(shown) || wrong "the header declares (<) other names than the archive shows (>)"
# The control: the names that a stack must show are there, though not for the linker.
for rule in unsafe_port credential_leak; do
	nm "$archive" | grep -q " t pq_rule_$rule$" || wrong "pq_rule_$rule is missing"
done
exit $status
