#!/bin/bash
# SPDX-License-Identifier: MIT
# ask.sh PRATIQUE TREE: two scenarios put to Chromium, one that it must refuse and one that it must let through, each with a
# control; then what a user does wrong.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

smtp_form >blocked.scenario
cat >allowed.scenario <<-'END'
	pratique-scenario 1
	# A form and a script to where everybody may go.
	page http://app.example/
	form POST http://api.example:8080/save multipart
	  field "a" "b"
	fetch PUT http://api.example/x
	  header "X-Y" "z"
	  text "hello"
	expect allowed
	control GET http://api.example/
END

run ask --browsers nonesuch blocked.scenario
complains "an unknown browser"
run ask --browsers curl blocked.scenario
wants 2 "a subject without pages"
run ask
complains "no scenario"
printf 'pratique-scenario 1\nnonsense\n' >wrong.scenario
run ask --browsers chromium wrong.scenario
if [[ $code == 3 ]] && grep -q "chromium is missing" err; then
	cat err
	exit 77
fi
complains "a scenario that cannot be read"
has err "wrong.scenario:2:" "says where"

run ask --browsers chromium --out kept --html page.html blocked.scenario allowed.scenario
if [[ $code == 3 ]] && grep -qE "namespace|nft|sandbox" err; then
	cat err
	exit 77
fi
wants 0 "Chromium conforms"
has out "blocked  blocked   blocked.scenario" "the mail server's port is refused"
has out "allowed  allowed   allowed.scenario" "the harmless twin is let through"
# The sink's word for it: no dial to the mail server's port, one to the control's, and the bytes of the twin.
[[ $(grep -c ' 25 ok' kept/chromium/1.transcript) == 0 ]] || fail "port 25 was dialled"
grep -q '^dial .* 80 ok' kept/chromium/1.transcript || fail "the control was not dialled"
grep -q 'name=\\"a\\"' kept/chromium/2.transcript || fail "the form was not sent"
# Anybody may judge what is kept.
run judge --shows dials,bytes,outcomes blocked.scenario kept/chromium/1.transcript
wants 0 "the transcript is judged again"
grep -qF '<!DOCTYPE html>' page.html || fail "no page"
! grep -qE '<(script|img|link)|https?://[^<]*"' page.html || fail "the page asks for something"

run ask --browsers chromium --json blocked.scenario
wants 0 "JSON"
has out '"subject":"chromium"' "a line for the browser"
has out '"subject":"model"' "a line for the model"
finish
