#!/bin/bash
# SPDX-License-Identifier: MIT
# Made-up clients: what is wrong with each of them is found, and an honest one conforms.
source "${BASH_SOURCE[0]%/*}/lib.sh"

audit_fake honest
wants 0 "an honest client conforms"
has out "controls   2 of 2 seen" "its controls are seen"
has out "verdict: conforms" "and it is said"
kept '"first":25,"last":25' "the result tells of its ports"

audit_fake redirect
wants 1 "a client that skips the check after a redirect is caught"
has out "ports 25,6667: fetch/302" "at the ports that it should have blocked, behind the redirect alone"
lacks out "unsafe_port      ports 25,6667: fetch," "and not where it checks"
[[ -s $work/run/findings/fetch-302-25.scenario ]] || fail "the finding is a scenario"
run judge --shows dials,bytes,outcomes "$work/run/findings/fetch-302-25.scenario" "$work/run/findings/fetch-302-25.transcript"
wants 1 "which the judge alone finds guilty too"
has out "unsafe_port" "by the same rule"

audit_fake all
wants 1 "a client that blocks everything is caught"
has out "over_block       ports 81,8000: fetch" "as over_block"

audit_fake idle
wants 3 "a client that does nothing is void"
has out "VOID" "and it is said"

finish
