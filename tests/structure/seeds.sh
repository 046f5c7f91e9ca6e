#!/bin/bash
# SPDX-License-Identifier: MIT
# seeds.sh TREE PRATIQUE: every scenario kept in the tree is strict and canonical, and has a comment, an expect line
# and the controls that it wants; what was found and kept comes out as it is expected to. The policies beside the code are read the same way.
source "${BASH_SOURCE[0]%/*}/lib.sh"
pratique=${2:?the program}

if [[ -n $(find corpus/seeds -name '*.scenario' -print -quit 2>/dev/null) ]]; then
	"$pratique" fmt --check corpus/seeds || wrong "corpus/seeds: not canonical (or not readable); see above"
	"$pratique" lint corpus/seeds || wrong "corpus/seeds: lint has something to say"
	"$pratique" run --quiet corpus/seeds || wrong "corpus/seeds: not as expected; see above"
	count=$(find corpus/seeds -name '*.scenario' | wc -l)
	((count >= 80)) || wrong "corpus/seeds: $count scenarios, at least 80 are wanted"
else
	wrong "corpus/seeds: no scenario"
fi
if [[ -n $(find corpus/regressions -name '*.scenario' -print -quit 2>/dev/null) ]]; then
	"$pratique" fmt --check corpus/regressions || wrong "corpus/regressions: not canonical (or not readable); see above"
	"$pratique" lint corpus/regressions || wrong "corpus/regressions: lint has something to say"
	"$pratique" run --quiet corpus/regressions || wrong "corpus/regressions: not as expected; see above"
fi
while read -r file; do
	"$pratique" fmt --check "$file" || wrong "$file: not canonical"
done < <(find src/policy -name '*.policy' | LC_ALL=C sort)
finish
