#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique lab explain: what a user sees of it, from results and of real cases.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

# told TEXT CLAIM: the story holds the text, wherever its lines are broken.
told() {
	tr '\n' ' ' <out | tr -s ' ' | grep -qF -- "$1" || fail "$2 (wanted: $1)"
}

run lab explain
complains "no name"
run lab explain nat/ftp nat/irc
complains "two names"
run lab explain nat/fpt/form
complains "a helper that nobody knows"
has err "unknown case 'nat/fpt'; did you mean 'nat/ftp'?" "with the near one"
run lab explain nosuch
complains "a lab that nobody knows"
has err "expected one of: services, nat, proxy" "with all that there are"
run lab explain nat/ftp/carrier-pigeon
complains "a way that nobody knows"
has err "nat/ftp/form-text-plain, nat/ftp/form-multipart" "with those of the helper"
run lab explain nat/ftp --html /nonexistent/x
complains "a place that cannot be written to"

run lab explain --list
wants 0 "the cases are listed"
for name in services/beanstalkd/T/patient/whole nat/ftp/form-text-plain/split nat/snmp proxy/squid-accel/host; do
	grep -qxF "$name" out || fail "$name is listed"
done
[[ -z $(sort out | uniq -d) ]] || fail "each once"
run lab explain --list proxy/squid-strict
wants 0 "some of them are listed"
has out "proxy/squid-strict/host" "those that are meant"
lacks out "nat/" "and no others"
run lab explain --list proxy/squids
complains "a list of none"

row() {
	printf '{"helper":"ftp","way":"%s","shape":"%s","setting":"%s","port":21,"outcome":"%s","expected":"%s",' "$1" "$2" "$3" "$4" "$4"
	printf '"varies":false,"padding":0,"begins":false,"deviates":false,%s"steps":[' "$5"
	printf '{"from":"page","to":"user agent","bytes":"\\"form POST\\"","note":"what is asked for"}]}'
}
{
	printf '{"format":"pratique-lab-nat 1","subject":"model","kernel":"6.1","date":"2026-11-26","unhelped":false,"rows":['
	row 'form text/plain' split 'policy none' used '"hole":"tcp to 5900",'
	printf ,
	row 'form text/plain' split 'policy fetch' 'not dialled' '"blocked_by":"policy fetch: port 21",'
	printf ,
	row websocket whole 'policy none' void '"reason":"the tap was deaf",'
	printf ']}\n'
} >nat.json
run lab explain nat/ftp/form --from nat.json --html page.html
wants 0 "a case of a result is told"
has out "nat/ftp/form-text-plain/split: used" "the one that goes furthest"
told "nat/ftp/form-text-plain/split/policy-fetch: not dialled" "with what would have stopped it"
told "since 2016-03-10" "and since when"
grep -q '<svg class="seq"' page.html || fail "the page has a picture"
! grep -qE '<script|https?://[^<" ]*"' page.html || fail "and no script, and no link that leads away"
filter lab explain nat/ftp/form/split/policy-fetch --from - <nat.json
wants 0 "a result from standard input"
has out "the list of bad ports: stopped this case" "and what stopped it"
run lab explain nat/ftp/websocket --from nat.json --html void.html
wants 3 "a void case"
has out "the tap was deaf" "with its reason"
run lab explain nat/irc --from nat.json
complains "a case that the result does not have"
run lab explain --list --from nat.json
is out $'nat/ftp/form-text-plain/split\nnat/ftp/form-text-plain/split/policy-fetch\nnat/ftp/websocket/whole' "its cases are listed"
printf '{"format":"pratique-lab-nat 1","subject":"model","unhelped":false,"rows":[]}\n' >empty.json
run lab explain nat/ftp --from empty.json
wants 3 "a result without a case"
printf '{"format":"something else"}\n' >other.json
run lab explain nat/ftp --from other.json
complains "another format"
run lab explain nat/ftp --from nosuch.json
complains "a file that is not there"

# Real cases, where they can be run.
run lab explain nat/ftp/form-text/split --html nat.html
if ((code != 3)); then
	wants 0 "a real router's helper"
	told "nat/ftp/form-text-plain/split: used" "is made to open a hole"
	told "takes it for a client's command" "by words that are pointed out"
	told "It has obeyed" "which it obeys"
	told "The attacker reads what only the inside was to reach" "with what follows"
	for defence in "the list of bad ports" masking TLS "a helper that is switched off"; do
		told "$defence: seen to stop it" "and what stops it"
	done
	run lab explain nat/ftp/websocket/padded
	told "masking: stopped this case" "masking is seen"
else
	printf 'not here: %s\n' "$(tail -n 1 out err)"
fi
run lab explain proxy/tinyproxy/host
if ((code != 3)); then
	wants 0 "a real proxy"
	told "proxy/tinyproxy/host: fetched" "fetches what is named"
	told "Host names intranet.corp.example" "by the bytes"
	told "goes where the bytes point" "and not where the connection went"
	told "now holds what only the inside was to read" "for the page"
	told "The control" "and the control is told"
else
	printf 'not here: %s\n' "$(tail -n 1 out err)"
fi
run lab explain services/beanstalkd/T
if ((code != 3)); then
	wants 0 "a real server"
	told "EXECUTES" "obeys"
	told "lines of its own protocol" "what it takes for its protocol"
	told "page's commands have done is seen from outside" "and the effect is seen"
	told "encoding: seen to stop it" "unless it is encoded"
else
	printf 'not here: %s\n' "$(tail -n 1 out err)"
fi
finish
