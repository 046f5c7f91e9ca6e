#!/bin/bash
# SPDX-License-Identifier: MIT
# grown.sh TREE PRATIQUE: what fuzzing grew stays small and readable: at most 8 MiB, each file an input of a target, named
# by its hash, no two the same, and scenarios canonical where strict reading understands them. tests/cli/corpus.sh shows
# that each of these can fail.
source "${BASH_SOURCE[0]%/*}/lib.sh"
pratique=${2:?the program}
limit=$((8 << 20))

[[ -d corpus/grown ]] || finish
bytes=$(find corpus/grown -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum + 0 }')
((bytes <= limit)) || wrong "corpus/grown: $bytes bytes, at most $limit"
while read -r folder; do
	name=${folder##*/}
	stats=$("$pratique" corpus stats --no-run --json --target "$name" "$folder") || {
		wrong "$folder: no target's folder of inputs"
		continue
	}
	files=$(find "$folder" ! -type d | wc -l)
	number() { grep -o "\"$1\":[0-9]*" <<<"$stats" | grep -o '[0-9]*$' || echo 0; }
	(($(number inputs) == files)) || wrong "$folder: of $files files $(number inputs) are different inputs"
	(($(number named_by_hash) == files)) || wrong "$folder: of $files files $(number named_by_hash) are named by their hash"
	(($(number strict) == $(number canonical))) ||
		wrong "$folder: of $(number strict) scenarios that strict reading understands $(number canonical) are canonical"
	readable=$(find "$folder" -name '*.scenario' | wc -l)
	(($(number strict) == readable)) ||
		wrong "$folder: $(number strict) files can be read strictly, $readable are named *.scenario"
done < <(find corpus/grown -mindepth 1 -maxdepth 1 -type d | LC_ALL=C sort)
finish
