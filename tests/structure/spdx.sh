#!/bin/bash
# SPDX-License-Identifier: MIT
# Each source file says under which licence it is, in its first line (scripts: in their second).
source "${BASH_SOURCE[0]%/*}/lib.sh"

# without LINE LAST: those of the listed files, an empty one too, that have no such line among their first LAST.
without() {
	local line=$1 last=$2 list
	list=$(cat)
	[[ -n $list ]] || return
	LC_ALL=C comm -23 <(printf '%s\n' "$list") <(printf '%s\n' "$list" | xargs -d '\n' -r awk -v line="$line" -v last="$last" '
		FNR == 1 { found = 0 }
		FNR <= last && $0 == line && !found { print FILENAME; found = 1 }')
}

while read -r file; do
	wrong "$file: no SPDX line"
done < <(
	c_files | without '/* SPDX-License-Identifier: MIT */' 1
	find . -path ./build -prune -o -path ./.git -prune -o -path ./out -prune -o -path ./corpus -prune -o \
		\( -name CMakeLists.txt -o -name '*.cmake' -o -name '*.sh' -o -path ./harness/pratique -o -path ./.ci/run \) \
		-print | LC_ALL=C sort | without '# SPDX-License-Identifier: MIT' 2
)
finish
