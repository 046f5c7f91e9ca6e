#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique policy drift: a newer text of the standard against a policy of ours.
source "${BASH_SOURCE[0]%/*}/lib.sh"
cp "$source_tree"/tests/data/policy-check/fetch*.bs .

# line FILE TEXT: the number of the first line that holds the text.
line() {
	grep -nF -m 1 -- "$2" "$1" | cut -d: -f1
}

run policy drift fetch.bs
wants 0 "the standard as our list has it"
has out "policy fetch (2026-07-02) says what fetch.bs says" "is told so"
run policy drift fetch-newer.bs
wants 1 "a standard that has moved on"
has out "fetch-newer.bs:$(line fetch-newer.bs '<td>7547'): + block http,https,ws,wss 7547 \"cwmp\"" "a line to add, with its service"
has out "fetch-newer.bs:$(line fetch-newer.bs '<code>Sync<'): + forbid-header Sync" "a header to add"
has out '- block http,https,ws,wss 601 "syslog-conn"' "a line to take out"
has out "differs from fetch-newer.bs by 3 lines" "and how many there are"

# What it says to do brings the policy up to date.
{
	"$pratique" policy show fetch | grep -v 'https,ws,wss 601 '
	sed -n 's/^fetch-newer.bs:[0-9]*: + //p' out
} >ours.policy
run policy drift fetch-newer.bs --against ours.policy
wants 0 "the lines that it gives are policy text"

run policy drift
complains "no file"
run policy drift fetch.bs fetch-newer.bs
complains "two files"
printf 'nothing\n' >empty.bs
run policy drift empty.bs
complains "a text without lists"
run policy drift --against fetsh fetch.bs
complains "an unknown policy"
finish
