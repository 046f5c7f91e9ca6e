#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique judge and explain: a transcript is judged by whoever it comes from, and told as a story.
source "${BASH_SOURCE[0]%/*}/lib.sh"

smtp_form >form.scenario
run explain form.scenario
wants 0 "explain, as expected"
has out "request 1  form POST http://mail.example:25/ multipart" "the request"
has out "blocked by the page side, for unsafe_port" "the refusal and its side"
has out "    > GET / HTTP/1.1\\r\\n" "the control's bytes, control bytes visible"
has out "holds           expect blocked unsafe_port" "the expectation"
has out "verdict: blocked, as expected" "the verdict"
lacks out $'\r' "no control byte reaches the terminal"
run explain --policy none form.scenario
wants 1 "explain, a violation"
has out "    > HELO evil\\r\\n" "the smuggled command on the wire, on a line of its own"
has out "violated        unsafe_port" "the rule"
has out "Fetch" "the standard's section"
has out "CWE-" "the CWE"
has out "verdict: allowed, violation of unsafe_port" "the verdict names the rule"

run explain --transcript form.scenario
wants 0 "a transcript"
cp out first.transcript
run explain --transcript form.scenario
cmp -s out first.transcript || fail "two runs give the same bytes"
run judge form.scenario first.transcript
wants 0 "the transcript is judged as the run was"
has out "verdict: blocked, as expected" "with that verdict"
filter judge form.scenario - <first.transcript
wants 0 "a transcript from standard input"
run explain --policy none --transcript form.scenario
wants 0 "--transcript does not judge"
cp out open.transcript
run judge form.scenario open.transcript
wants 1 "a transcript that shows the dial"
has out "violated        unsafe_port" "breaks the rule"
run judge --judge none form.scenario open.transcript
lacks out "violated        unsafe_port" "a judge under policy none does not mind"
run judge --json form.scenario open.transcript
wants 1 "JSON does not change the exit code"
has out '"unsafe_port":"violated"' "JSON has the rules"
run judge --shows dials,bytes form.scenario first.transcript
has out "not judged      weak_boundary" "what is not shown is not judged"
run judge --shows dails form.scenario first.transcript
complains "an unknown capability"

sed 's/^outcome 1/outcame 1/' first.transcript >bad.transcript
run judge form.scenario bad.transcript
complains "a malformed transcript"
has err "bad.transcript:4:1: expected " "file, line and column"
run judge form.scenario
complains "one file is missing"
run judge - -
complains "standard input twice"
run judge form.scenario missing.transcript
complains "a file that is not there"
run judge first.transcript form.scenario
complains "the wrong way round"
run explain form.scenario form.scenario
complains "two scenarios to explain"
run explain missing.scenario
complains "no such scenario"
finish
