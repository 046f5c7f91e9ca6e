#!/bin/bash
# SPDX-License-Identifier: MIT
# libcurl.sh PROGRAM SOURCE: libcurl as a plug-in, built by the command of docs/subjects.md: it really fetches, over the world
# in memory, says itself where it wants to go, and behind the host's lists it dials no unsafe port; without them it does.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
source "${BASH_SOURCE[0]%/*}/lib.sh"
pkg-config --exists 'libcurl >= 7.85' 2>/dev/null || { echo "skipped: libcurl's development package is missing"; exit 77; }
read -ra flags < <(pkg-config --cflags libcurl)
read -ra libraries < <(pkg-config --libs libcurl)
build libcurl "$source_tree/examples/libcurl/libcurl.c" "${flags[@]}" -Wl,--no-as-needed "${libraries[@]}"
build bare "$source_tree/examples/libcurl/libcurl.c" -DNO_FILTER=1 "${flags[@]}" -Wl,--no-as-needed "${libraries[@]}"
seeds=$source_tree/corpus/seeds

run run --subject ./libcurl.so "$seeds/smtp-form/multipart-form-to-port-25.scenario" "$seeds/ports/mail.scenario" \
	"$seeds/ports/mail-renderer.scenario" "$seeds/redirects/301-to-mail.scenario"
wants 0 "behind the lists no unsafe port is dialled, and the controls are fetched"
has out "4 as expected" "in all of them"
run explain --transcript --subject ./libcurl.so "$seeds/redirects/301-to-mail.scenario"
has out 'send 1 "GET / HTTP/1.1\r\n' "what libcurl wrote is in the transcript, and what it said to its proxy is not"
has out 'receive 1 "HTTP/1.1 301' "and what it read"
has out "outcome 1 blocked unsafe_port service" "it was stopped on the hop of the redirect"
run run --subject ./bare.so "$seeds/redirects/301-to-mail.scenario"
wants 1 "without the lists libcurl dials what it is led to"
has out "unsafe_port: port 25 was dialled" "and the judge says so"

# Literals are addresses to it, and are dialled without a look-up.
cat >six.scenario <<-'END'
	pratique-scenario 1
	page http://page.example/
	navigate http://[2001:db8::7]:8080/six
	navigate http://192.0.2.7:8081/four
	control GET http://page.example/
END
run explain --transcript --subject ./libcurl.so six.scenario
wants 0 "addresses are fetched from"
has out "dial 1 tcp 2001:db8::7 8080 ok" "of version 6"
has out "dial 2 tcp 192.0.2.7 8081 ok" "and 4"
has out 'send 2 "GET /four HTTP/1.1\r\nHost: 192.0.2.7:8081\r\n' "as they stand in the URL"

# A renderer gives any method a body; the method is what was asked for.
for method in HEAD GET PUT; do
	printf 'pratique-scenario 1\nattacker renderer\nfetch %s http://a.example/\n  binary "a"\ncontrol GET http://a.example/\n' \
		$method >body.scenario
	run explain --transcript --subject ./libcurl.so body.scenario
	has out "send 1 \"$method / HTTP/1.1" "a body makes no POST of $method"
done
finish
