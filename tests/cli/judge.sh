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
# What --policy refuses, --judge refuses with the same words.
malformed() {
	printf 'pratique-policy 1\n%b' "$2" >bad.policy
	run run --policy bad.policy form.scenario
	complains "--policy: $1"
	cp err driving.err
	run run --judge bad.policy form.scenario
	complains "--judge: $1"
	cmp -s err driving.err || fail "--judge speaks as --policy does: $1"
}
malformed "a name given twice" 'name a\nname b\n'
malformed "a date that is none" 'date 2026-13-01\n'
malformed "since a day that is none" 'block http 25 since 2026-02-30\n'
malformed "a missing end quote" 'block http 25 "smtp\n'
malformed "a bare source" 'source\n'
malformed "too many rules" "$(printf 'block http 1\\n%.0s' {1..600})"
printf 'pratique-policy 1\nname a\ndate 2026-02-28\nsource here\nblock http 25 since 2026-01-31 "smtp"\n' >good.policy
run run --judge good.policy form.scenario
wants 0 "a sound policy judges"

run judge --shows dails form.scenario first.transcript
complains "an unknown capability"

sed 's/^outcome 1/outcame 1/' first.transcript >bad.transcript
run judge form.scenario bad.transcript
complains "a malformed transcript"
has err "bad.transcript:4:1: expected " "file, line and column"
{ printf 'pratique-transcript 1\n'; yes 'close 1' | head -n 131073; } >long.transcript
run judge form.scenario long.transcript
complains "more events than a transcript may have"
has err "at most 131072 events (PQ_MAX_EVENTS)" "refused by the maximum's name"
{ printf 'pratique-transcript 1\nresolve "a"'; yes ' ::1' | head -n 65537 | tr -d '\n'; printf '\n'; } >long.transcript
run judge form.scenario long.transcript
has err "at most 65536 addresses (PQ_MAX_TRANSCRIPT_ADDRESSES)" "so are addresses"
printf 'pratique-transcript 1\nsend 1 fill 67108865 "a"\n' >long.transcript
run judge form.scenario long.transcript
has err "at most 67108864 bytes (PQ_MAX_TRANSCRIPT_BYTES)" "and bytes"
# What a hostile transcript could make grow faster than itself ends the case, and is no verdict.
printf 'pratique-scenario 1\nfetch GET http://a.example/\n' >dials.scenario
{
	printf 'pratique-transcript 1\nrequest 1\nresolve "a.example" 20.0.0.1\n'
	yes 'close 1' | head -n 65000
	yes 'dial 1 tcp 20.0.0.1 80 refused' | head -n 65000
	printf 'outcome 1 error refused\n'
} >dials.transcript
run judge dials.scenario dials.transcript
wants 3 "dials without end, far behind their look-up"
has out "the case is larger than the judge can hold" "and why"
printf 'pratique-scenario 1\nice-server turn:a.example user secret-secret\n' >allocate.scenario
{
	printf 'pratique-transcript 1\nrequest 1\nresolve "a.example" 20.0.0.1\ndial 1 udp 20.0.0.1 3478 ok\n'
	printf -v message '%s' 'send 1 "\x00\x03\x00\x08!\x12\xa4Baaaaaaaaaaaa\x00\x06\x00\x04user"' $'\nreceive 1 fill 200 "z"'
	yes "$message" | head -n 60000
	printf 'outcome 1 error bad-stun\n'
} >allocate.transcript
run judge allocate.scenario allocate.transcript
wants 3 "answers without end, each of which may hold the nonce"
head -n 6 allocate.transcript >short.transcript
printf 'outcome 1 error bad-stun\n' >>short.transcript
run judge allocate.scenario short.transcript
wants 0 "the same, of usual length"
printf 'pratique-scenario 1\nnavigate "http://a/" + fill 65536 "a"\n' >long.scenario
run explain long.scenario
has out "network error limit" "a URL that is too long"
has out "(over PQ_MAX_URL, " "the maxima are named"
run judge form.scenario
complains "one file is missing"
run judge - -
complains "standard input twice"
run judge form.scenario missing.transcript
complains "a file that is not there"
run judge first.transcript form.scenario
complains "the wrong way round"
# tells SEED TEXT...: the story of a seed has these lines.
tells() {
	local seed=$1 text
	shift
	run explain "$source_tree/corpus/seeds/$seed.scenario"
	wants 0 "the story of $seed"
	for text in "$@"; do
		has out "$text" "$seed"
	done
}
tells ftp/pasv-own-host-allowed 'port 21 over tcp: connected (connection 1), for commands' \
	'port 50000 over tcp: connected (connection 2), for data' 'the server has sent what was asked for, reply 226'
lacks out '-- ' "a data connection is no hop, and no attempt"
tells proxy/cookie-in-a-tunnel-allowed 'proxy     http://proxy.example:3128/' "(connection 1), the user's proxy" \
	'on connection 1, which asks the proxy for a tunnel:' 'with a.example, inside the tunnel;'
tells alt-svc/other-port-allowed 'port 9443 over tcp: connected (connection 2), an alternative service of the origin'
lacks out 'connected (connection 1), ' "the origin itself is none"
tells reuse/redirect-over-the-same-connection-allowed 'network   connections are kept open' \
	'  -- hop 2: where the answer has led'
tells hints/preconnect-used-allowed 'on connection 1, kept open since request 1:' 'there is no response to it'
tells preflight/put-permitted-allowed 'on connection 1, a CORS preflight:' '  -- behind the preflight, the request itself'
lacks out 'hop' "no hop led there"
tells webrtc/challenge-answered-allowed 'sends a datagram of 36 bytes on connection 1, an Allocate request:' \
	'sends 36 bytes on connection 2, an Allocate request:'
tells websocket/messages-allowed ', a text frame, masked:' ', beginning with a close frame:' 'the WebSocket was opened'
printf 'pratique-scenario 1\ndns a.example 20.0.0.1 20.0.0.2\nfetch GET http://a.example/\nanswer\n  refuse\nanswer\n' >twice.scenario
run explain twice.scenario
has out '  -- another attempt' "the second address of a name is no hop"
lacks out 'hop' "neither does anybody call it one"
run explain form.scenario form.scenario
complains "two scenarios to explain"
run explain missing.scenario
complains "no such scenario"
finish
