#!/bin/bash
# SPDX-License-Identifier: MIT
# archive.sh TREE ARCHIVE: libpratique_policy.a needs libc and nothing else, and shows the names of its header only,
# which compiles by itself under strict compilers.
set -eu
header=$1/harness/verdict/include/pratique/policy.h archive=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
wrong() { echo "$*"; status=1; }

# Of libc: memory, text, and the one file that is asked for.
libc='malloc|free|mem(cpy|move|set|cmp|chr)|strlen|strncmp|snprintf|f(open|read|close|error)|strerror|__errno_location'
libc+='|__(memcpy|memmove|memset|snprintf|fread)_chk|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_'
while read -r symbol; do
	[[ $symbol =~ ^($libc)$ ]] || wrong "the archive calls $symbol"
done < <(nm --undefined-only "$archive" | awk 'NF == 2 && $1 == "U" { print $2 }' | LC_ALL=C sort -u)

declared() { grep -oE '\bpq_policy_[a-z_]+\(' "$header" | tr -d '(' | LC_ALL=C sort -u; }
shown() { nm --defined-only --extern-only "$archive" | awk 'NF == 3 { print $3 }' | LC_ALL=C sort -u; }
diff <(declared) <(shown) || wrong "the header declares (<) other names than the archive shows (>)"

for standard in c99 c11 gnu2x; do
	cc -std=$standard -Wall -Wextra -Wpedantic -Wconversion -Werror -x c -fsyntax-only "$header" || wrong "as $standard"
done
exit $status
