#!/bin/bash
# SPDX-License-Identifier: MIT
# libcurl as a subject: alone it dials port 25 and sends what it is given; behind its guard it does neither, as long as the
# policy says so.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

control="control GET http://a.example/"
scenario() {
	local name=$1
	shift
	printf '%s\n' "pratique-scenario 1" "$@" "$control" >"$name.scenario"
}
redirected() {
	scenario "$1" "attacker server" "fetch GET http://a.example/" "answer" "  redirect $2 http://b.example:$3/" "answer" \
		'  reply "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"' "expect $4"
}
scenario mail "fetch GET http://a.example:25/" "expect blocked unsafe_port"
scenario web "fetch GET http://a.example:8025/" "expect allowed"
scenario tls "fetch POST https://a.example/secret" '  text "a\0b"' "expect allowed"
scenario host "fetch GET http://a.example/" '  header "Host" "b.example"' '  header "X-Own" "yes"' 'expect dropped "Host"' \
	"expect allowed"
scenario trace "fetch TRACE http://a.example/" "expect blocked forbidden_method"
scenario split "fetch GET http://a.example/" '  header "X" "a\r\nb: c"' "expect blocked request_split"
scenario proxied "proxy http://p.example:25/" "fetch GET http://a.example:25/" "expect blocked unsafe_port"
scenario "form" "form POST http://a.example/ urlencoded" '  field "a b" "*~ü"' "expect allowed" \
	'expect sent "\r\n\r\na+b=*%7E%C3%BC"'
redirected led 302 25 "blocked unsafe_port"
redirected on 302 8025 "allowed"
redirected choice 300 25 "allowed"

run run --subject libcurl web.scenario
if ((code == 3)) && grep -q "cannot start" err; then
	cat err
	exit 77
fi
wants 0 "libcurl does what an allowed port asks for"
run run --subject libcurl-guarded web.scenario on.scenario form.scenario tls.scenario
wants 0 "behind its guard as well"
has out "4 as expected" "behind its guard as well"
run explain --subject libcurl --transcript tls.scenario
has out 'tls 1 "a.example"' "TLS is spoken under the authority of the run"
has out 'a\0b' "what was written inside TLS is seen, NUL and all"

for name in mail led proxied; do
	run run --subject libcurl $name.scenario
	wants 1 "$name: libcurl has no list of ports"
	has out "  unsafe_port: " "$name: libcurl has no list of ports"
	run run --subject libcurl-guarded $name.scenario
	wants 0 "$name: the guard refuses it"
	has out "as expected blocked" "$name: the guard refuses it"
	run run --subject libcurl-guarded --policy none $name.scenario
	wants 1 "$name: it is the policy that the guard applies"
	has out "  unsafe_port: " "$name: it is the policy that the guard applies"
done
run explain --subject libcurl-guarded --transcript mail.scenario
lacks out " 25 ok" "nothing is dialled at port 25"
run explain --subject libcurl-guarded --transcript led.scenario
lacks out " 25 ok" "nothing is dialled at port 25 behind a redirect"

for name in host trace split; do
	run run --subject libcurl $name.scenario
	wants 1 "$name: libcurl sends what it is given"
	has out "violation" "$name: libcurl sends what it is given"
	run run --subject libcurl-guarded $name.scenario
	wants 0 "$name: the guard does not"
	has out "as expected" "$name: the guard does not"
done
run explain --subject libcurl-guarded --transcript host.scenario
has out 'X-Own: yes' "only what is forbidden is dropped"
run run --subject libcurl-guarded choice.scenario
wants 0 "a 300 is no redirect for Fetch"
has out "as expected allowed" "a 300 is no redirect for Fetch"

# A build without libcurl has no such program.
cp "$pratique" alone
pratique=$work/alone run run --subject libcurl web.scenario
wants 3 "without the program the subject is not there"
has err "libcurl4-openssl-dev" "and says what is missing"
run run --subject libcurl:x web.scenario
wants 2 "libcurl takes no argument"
finish
