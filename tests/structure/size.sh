#!/bin/bash
# SPDX-License-Identifier: MIT
# No function has over 70 lines, no file over 500. The braces of a function stand alone in the first column.
source "${BASH_SOURCE[0]%/*}/lib.sh"

while read -r file; do
	lines=$(wc -l <"$file")
	((lines <= 500)) || wrong "$file: $lines lines, at most 500"
	while read -r at length; do
		wrong "$file:$at: a function of $length lines, at most 70"
	done < <(awk '/^\{$/ { start = NR }
		/^\}$/ && start { if (NR - start + 1 > 70) print start, NR - start + 1; start = 0 }' "$file")
done < <(c_files)
finish
