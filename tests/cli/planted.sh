#!/bin/bash
# SPDX-License-Identifier: MIT
# planted.sh PRATIQUE SOURCE: what planted says before it builds anything; its runs take an engine, and are no test.
source "${BASH_SOURCE[0]%/*}/lib.sh"
export PRATIQUE_SOURCE=$source_tree

run planted --list
wants 0 "bugs are listed"
(($(wc -l <"$work/out") >= 40)) || fail "at least forty of them"
grep -qE '^port-altsvc-u16-wrap +M +A +unsafe_port +CVE-2021-29946' "$work/out" || fail "name, cost, set, rule, origin"

run planted port-zero-allow
complains "a name that nobody knows"
has err "'port-zero-allowed'" "the nearest name is offered"
run planted nothing-like-it
complains "no name is near"
has err "--list" "where names are to be found is told"
run planted --engine honggfuzz
complains "an engine that there is not"
run planted --time soon
complains "a time that is none"
for repeat in 0 101 -1 many; do
	run planted --repeat "$repeat"
	complains "--repeat $repeat"
done
run planted --out ''
complains "no folder"
run planted --csv "$work/none/x.csv" port-zero-allowed
complains "a place that cannot be written to"

PATH=/nonexistent run planted port-zero-allowed --out "$work/out-folder"
wants 3 "nothing to build with"
has err "is missing" "what is missing is named"
PRATIQUE_SOURCE=$work run planted --list
wants 3 "no source tree"
has err "$work/fuzz/planted/bugs: no planted bugs are here" "where they were looked for"
finish
