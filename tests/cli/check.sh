#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique check: what the policy says about URLs, methods and headers.
source "${BASH_SOURCE[0]%/*}/lib.sh"

run check http://a/ https://a:8443/ ws://a/
wants 0 "all allowed"
is out $'allowed http://a/\nallowed https://a:8443/\nallowed ws://a/' "a line each"
run check http://a/ http://a:25/
wants 1 "some is blocked"
has out "blocked http://a:25/: unsafe_port, port 25 (smtp, since 2016-03-10)" "service and date stand in the reason"
run check http://a:6679/
has out "since 2024-04-02" "the date is that of the port's own entry"
run check 'http://a:0025/'
wants 1 "leading zeros spell port 25 too (URL 4.4, port state)"
run check 'http://a:65561/'
wants 2 "65536 + 25 is no port and the text no URL"
has out "invalid http://a:65561/: not an absolute URL" "and is called invalid"
run check http://a:25/ /relative
wants 2 "bad input weighs more than a block"
run check mailto:a@b
wants 2 "policies have no rules for mailto"
run check turn:relay.example:53
wants 2 "for an ICE server the transport counts"
has out "rules for turn-udp and turn-tcp" "and how to ask"
run check turn-udp://relay.example:53/
wants 0 "so it is asked"
run check turn-tcp://relay.example:5060/
wants 1 "of both"
run check --policy silverlight tcp://a:4502 tcp://a:4534
wants 0 "the range that silverlight leaves"
run check --policy silverlight tcp://a:4501
wants 1 "below the range"
run check --policy silverlight tcp://a
wants 2 "a raw socket needs a port"
run check --policy fetch@2020-10 http://a:5060/ ftp://a:6697/ http://a:10080/
wants 1 "a list as of a day: one of the three was on it"
has out "allowed http://a:5060/" "not yet"
has out "port 6697 (the list, since 2018-05-31) is blocked for ftp by policy fetch@2020-10" "already"
run check --policy enterprise@2026 http://a:10080/ turn-tcp://a:10080/
has out "allowed http://a:10080/" "an exception while it is"
has out "port 10080 (the list, since 2021-04-14) is blocked for turn-tcp" "for the web's schemes alone"
run check --policy enterprise@2027 http://a:10080/
wants 1 "and when it has ended"
has out "port 10080 (amanda, since 2021-04-14) is blocked for http by policy enterprise@2027" "what stands behind it"
run check --policy webtransport
complains "a scheme is no policy"
run check webtransport://a:25/ webtransport://a:4433/
has out "port 25 (the list, since 2025-11-19) is blocked for webtransport" "WebTransport has the list"
has out "allowed webtransport://a:4433/" "and the rest"
run check --policy flash --header 'User_Agent: x' http://a:25/
wants 1 "an underscore counts as a hyphen"
has out "User_Agent is a forbidden request-header" "in that name"
run check --header 'Keep_Alive: x' http://a/
wants 0 "by Fetch's rules it does not"
printf 'pratique-policy 1\nblock http 80 until 2030-01-01\n' >until.policy
run check --policy until.policy http://a/
has out "port 80 (until 2030-01-01) is blocked" "until when"
run check --policy none http://a:25/
wants 0 "policy none blocks nothing"

for method in TRACE trace CONNECT TRACK 'GET X' ''; do
	run check --method "$method" http://a/
	wants 1 "method '$method' is refused (Fetch 2.2.1)"
	has out "forbidden_method" "for that rule"
done
run check --method PATCH http://a/
wants 0 "method PATCH is allowed"
for header in 'Host: x' 'sec-x: y' 'PROXY-a: b' 'X-HTTP-Method: GET, track' 'Via:'; do
	run check --header "$header" http://a/
	wants 1 "header '$header' is forbidden (Fetch 2.2.2)"
	has out "forbidden_header" "for that rule"
done
for header in 'X-Host: x' 'section: y' 'X-HTTP-Method: GET' 'X-HTTP-Method: "a,TRACE"'; do
	run check --header "$header" http://a/
	wants 0 "header '$header' is allowed"
done
run check --header 'A B: c' http://a/
has out "malformed_header" "a name with a blank"
run check --header $'A: b\nC: d' http://a/
has out "request_split" "a value with LF"
run check --header 'A: b' --header 'Host: c' http://a/
wants 1 "every header counts"
run check --header nothing http://a/
complains "a header without a colon"

filter check - <<<$'http://a/\nhttp://a:25/'
wants 1 "standard input, one URL a line"
[[ $(wc -l <"$work/out") == 2 ]] || fail "two lines for two URLs"
run check --json http://a:25/ http://b/
wants 1 "JSON does not change the exit code"
has out '"answer":"blocked","rule":"unsafe_port"' "JSON names answer and rule"
run check $'http://a\033[31m/'
lacks out $'\033' "no escape sequence of others reaches the terminal"

run check
complains "no URL"
run check --policy fecth http://a/
complains "an unknown policy"
has err "did you mean 'fetch'?" "the nearest policy is suggested"
run check --policy ./missing.policy http://a/
complains "a policy file that is not there"
run check --policy / http://a/
complains "a directory as policy"
printf 'pratique-policy 1\nname x\nblock http 99999\n' >bad.policy
run check --policy bad.policy http://a/
complains "a malformed policy"
has err "bad.policy:3:" "file and line are named"
run check --policy nosuch http://a/
complains "a policy that is neither a name nor a file"
has err "or the path of a file" "a file is offered too"
printf 'pratique-policy 1\nname x\nbase fetch\nallow http 25\n' >mail.policy
run check --policy mail.policy http://a:25/ https://a:25/
wants 1 "a policy file on a base"
has out "allowed http://a:25/" "its own line counts"
has out "blocked https://a:25/" "and the base's for the rest"
finish
