#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique audit --idle: what a browser dials by itself, against a baseline. A control shows that it would be seen.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

run sandbox -- true
if ((code == 3)); then
	printf 'SKIPPED: %s\n' "$(cat err)"
	exit 77
fi
run audit --command 'curl -s {url}' --idle 2s
complains "a command has no page to idle on"
run audit --browser chromium --idle soon
complains "a time is a number"

if [[ ! -x /usr/lib/chromium/chromium ]]; then
	printf 'SKIPPED: what needs chromium\n'
	finish
fi
printf 'pratique-baseline 1\naccept dial * until 2999-01-01 "all of them"\n' >all
printf 'pratique-baseline 1\n' >none
run audit --browser chromium --idle 2s --out watched --baseline all
wants 0 "a baseline accepts dials by their names"
has out "1 of 1 seen" "the control was seen"
grep -q '"depth": *"idle"' watched/result.json || fail "the result says what it is of"
grep -q 'control.probe.example' watched/result.json && fail "the control is none of its own dials"
if grep -q '"dials": *\[\]' watched/result.json; then
	printf 'SKIPPED: it dialled nothing, so nothing can be unexpected\n'
else
	run audit --browser chromium --idle 2s --out again --baseline none
	wants 1 "what no row accepts is unexpected"
fi
finish
