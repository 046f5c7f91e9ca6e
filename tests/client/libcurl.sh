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
scenario embedded "embedder GET http://a.example/" '  header "Cookie" "a=b"' "expect blocked forbidden_header"
scenario post "fetch POST http://a.example/" "expect allowed" 'expect sent "\r\nContent-Length: 0\r\n"' 'expect unsent "Content-Type"'
scenario params "fetch POST http://a.example/" '  param "a" "b"' "expect allowed" \
	'expect sent "Content-Type: application/x-www-form-urlencoded;charset=UTF-8\r\n"'
scenario blob "fetch POST http://a.example/" '  blob "a/b\r\nX: y" "data"' "expect allowed" 'expect unsent "X: y"'
scenario type "form POST http://a.example/ multipart" '  file "f" "x" "a/b\r\nX: y" "data"' "expect allowed" 'expect unsent "X: y"'
scenario idna 'fetch GET "http://b\xc3\xbccher.example/"' "expect allowed" 'expect sent "Host: xn--bcher-kva.example\r\n"'
scenario proxied "proxy http://p.example:25/" "fetch GET http://a.example:25/" "expect blocked unsafe_port"
scenario "form" "form POST http://a.example/ urlencoded" '  field "a b" "*~ü"' "expect allowed" \
	'expect sent "\r\n\r\na+b=*%7E%C3%BC"'
scenario through "attacker server" "proxy http://p.example:3128/" "fetch GET http://a.example/" "answer" \
	"  redirect 302 http://b.example:25/" "expect blocked unsafe_port"
redirected led 302 25 "blocked unsafe_port"
redirected on 302 8025 "allowed"
redirected choice 300 25 "allowed"

run run --subject libcurl web.scenario
if ((code == 3)) && grep -q "cannot start" err; then
	cat err
	exit 77
fi
wants 0 "libcurl does what an allowed port asks for"
has out "1 as expected" "libcurl does what an allowed port asks for"
run run --subject libcurl-guarded web.scenario on.scenario form.scenario tls.scenario
wants 0 "behind its guard as well"
has out "4 as expected" "behind its guard as well"
run explain --subject libcurl --transcript tls.scenario
has out 'tls 1 "a.example"' "TLS is spoken under the authority of the run"
has out 'a\0b' "what was written inside TLS is seen, NUL and all"

# ends CODE TEXT CLAIM SUBJECT ARGUMENTS...: of a run, which exits so and prints that
ends() {
	run run --subject "${@:4}"
	wants "$1" "$3"
	has out "$2" "$3"
}

for name in mail led proxied through; do
	ends 1 "  unsafe_port: " "$name: libcurl has no list of ports" libcurl "$name.scenario"
	ends 0 "as expected blocked" "$name: the guard refuses it" libcurl-guarded "$name.scenario"
	ends 1 "  unsafe_port: " "$name: it is the policy that the guard applies" libcurl-guarded --policy none "$name.scenario"
done
for name in mail led; do
	run explain --subject libcurl-guarded --transcript "$name.scenario"
	lacks out " 25 ok" "$name: nothing is dialled at port 25"
	run explain --subject libcurl --transcript "$name.scenario"
	has out " 25 ok" "$name: but without the guard"
done

while read -r name rule outcome; do
	ends 1 "  $rule: " "$name: libcurl sends what it is given" libcurl "$name.scenario"
	ends 0 "as expected $outcome" "$name: the guard does not" libcurl-guarded "$name.scenario"
done <<-END
	host forbidden_header allowed
	trace forbidden_method blocked
	split request_split blocked
END
run explain --subject libcurl-guarded --transcript host.scenario
has out 'X-Own: yes' "only what is forbidden is dropped"
ends 0 "as expected allowed" "a 300 is no redirect for Fetch" libcurl-guarded choice.scenario

run run --subject libcurl-guarded post.scenario params.scenario blob.scenario type.scenario idna.scenario
wants 0 "bodies without bytes, types, and names that are not ASCII are what a page makes of them"
has out "5 as expected" "in all of them"
ends 1 "  forbidden_header: " "embedded: an embedder's header is sent" libcurl embedded.scenario
ends 0 "as expected blocked" "embedded: the guard refuses it" libcurl-guarded embedded.scenario

# A build without libcurl has no such program.
cp "$pratique" alone
pratique=$work/alone run run --subject libcurl web.scenario
wants 3 "without the program the subject is not there"
has err "libcurl4-openssl-dev" "and says what is missing"
run run --subject libcurl:x web.scenario
wants 2 "libcurl takes no argument"
finish
