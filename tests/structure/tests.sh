#!/bin/bash
# SPDX-License-Identifier: MIT
# Every test program and test script of the tree is built and run: a CMakeLists.txt names it, in its own folder.
source "${BASH_SOURCE[0]%/*}/lib.sh"

while read -r file; do
	name=${file##*/test_}
	name=${name%.c}
	grep -qE "^ *(pq_([a-z]+_)?test\($name |add_test\(.* COMMAND test_$name[ )])" "${file%/*}/CMakeLists.txt" 2>/dev/null ||
		wrong "$file: not named in ${file%/*}/CMakeLists.txt, so nobody runs it"
done < <(find tests -name 'test_*.c' 2>/dev/null | LC_ALL=C sort)
while read -r file; do
	name=${file##*/}
	[[ $name == lib.sh ]] && continue
	grep -qE "(^|[^a-z_])${name%.sh}([^a-z_]|$)" "${file%/*}/CMakeLists.txt" 2>/dev/null ||
		wrong "$file: not named in ${file%/*}/CMakeLists.txt, so nobody runs it"
done < <(find tests -name '*.sh' 2>/dev/null | LC_ALL=C sort)
finish
