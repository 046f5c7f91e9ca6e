#!/bin/bash
# SPDX-License-Identifier: MIT
# Each source file says under which licence it is, in its first line (scripts: in their second).
source "${BASH_SOURCE[0]%/*}/lib.sh"

while read -r file; do
	[[ $(head -n 1 "$file") == '/* SPDX-License-Identifier: MIT */' ]] || wrong "$file: no SPDX line"
done < <(c_files)
while read -r file; do
	head -n 2 "$file" | grep -qxF '# SPDX-License-Identifier: MIT' || wrong "$file: no SPDX line"
done < <(find . -path ./build -prune -o -path ./.git -prune -o -path ./out -prune -o \
	\( -name CMakeLists.txt -o -name '*.cmake' -o -name '*.sh' -o -path ./harness/pratique -o -path ./.ci/run \) \
	-print | LC_ALL=C sort)
finish
