#!/bin/bash
# SPDX-License-Identifier: MIT
# No function has over 70 lines, no file over 500. The braces of a function stand alone in the first column.
source "${BASH_SOURCE[0]%/*}/lib.sh"

while read -r line; do
	wrong "$line"
done < <(c_files | xargs -d '\n' -r awk '
	function leave() { if (lines > 500) print file ": " lines " lines, at most 500" }
	FNR == 1 { leave(); file = FILENAME; start = 0 }
	{ lines = FNR }
	/^\{$/ { start = FNR }
	/^\}$/ && start {
		if (FNR - start + 1 > 70) print FILENAME ":" start ": a function of " FNR - start + 1 " lines, at most 70"
		start = 0
	}
	END { leave() }')
finish
