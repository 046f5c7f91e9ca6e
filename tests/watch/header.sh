#!/bin/bash
# SPDX-License-Identifier: MIT
# The public header alone, under strict C and C++ compilers, and a program of each that links the archive.
source "${BASH_SOURCE[0]%/*}/lib.sh" "$@"

strict='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror'
include=$source/harness/watch/include
echo '#include "pratique/watch.h"' >"$work/alone.c"
for standard in c99 c11 gnu2x; do
	cc -std=$standard $strict -I "$include" -c "$work/alone.c" -o "$work/alone.o" || fail "as $standard"
done
cxx=
for compiler in g++ clang++; do
	command -v "$compiler" >/dev/null && cxx=$compiler && break
done
[[ -n $cxx ]] || skip "a C++ compiler"
for standard in c++11 c++17; do
	$cxx -std=$standard $strict -I "$include" -c "$source/tests/watch/header.cc" -o "$work/header.o" ||
		fail "as $standard, by $cxx"
done
# shellcheck disable=SC2046
cc "$work/header.o" "$archive" $(libraries icu-uc) -o "$work/header" || fail "linking with ICU alone"
"$work/header" || fail "the program: $?"
echo ok
