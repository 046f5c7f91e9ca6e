#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique url: components as text and JSON lines.
source "${BASH_SOURCE[0]%/*}/lib.sh"

run url 'HTTP://u:p@EXAMPLE.com:8080/a/../b?q#f'
wants 0 "a URL"
for part in 'href      http://u:p@example.com:8080/b?q#f' 'origin    http://example.com:8080' 'host      example.com:8080' \
	'hostname  example.com' 'port      8080' 'search    ?q' 'hash      #f' 'username  u' 'password  p'; do
	has out "$part" "component"
done
run url nowhere
wants 2 "no URL"
has out failure "says so"
run url --base http://h/a/b ../c
has out "href      http://h/c" "relative to the base"
run url --base nowhere ../c
complains "a base that is no URL"
run url
complains "no argument"
run url --batch --base http://h/
complains "--base with --batch"
run url --json http://a:80/
is out '{"href":"http://a/","origin":"http://a","protocol":"http:","username":"","password":"","host":"a","hostname":"a","port":"","pathname":"/","search":"","hash":""}' "JSON has the eleven getters"
filter url - <<<$'http://a/\nhttp://b/'
wants 0 "URLs from standard input"
has out "href      http://b/" "the second too"

filter url --batch <<'END'
{"input":"../c","base":"http://h/a/b"}
{"input":"http://[::1"}
{"input":"x","base":null}
{"input":"http://h/\u0000x","base":null}
{"input":"http://h/\ud800\udc00\udc00","other":1}
{"input":"non-special:\\\\ud800"}
END
wants 0 "failures are answers in a batch"
[[ $(wc -l <"$work/out") == 6 ]] || fail "a line for each line"
[[ $(sed -n 2p "$work/out") == '{"failure":true}' ]] || fail "a failure is told"
[[ $(sed -n 3p "$work/out") == '{"failure":true}' ]] || fail "base null is no base"
has out '"href":"http://h/%00x"' "NUL survives JSON"
has out '"href":"http://h/%F0%90%80%80%EF%BF%BD"' "a pair is one code point, a lone surrogate U+FFFD"
has out '"pathname":"\\\\ud800"' "an escaped backslash is no surrogate"

filter url --batch <<<$'{"input":"http://a/"}\n{"input":\n{"input":"http://b/"}\n[]'
wants 2 "lines that are no questions"
[[ $(wc -l <"$work/out") == 4 ]] || fail "each line is answered"
has out '"href":"http://b/"' "what stands behind them too"
[[ $(sed -n 2p "$work/out") == '{"error":"a JSON object ('*',"line":2,"column":'* ]] || fail "malformed JSON"
[[ $(sed -n 4p "$work/out") == '{"error":"an object","line":4,"column":1}' ]] || fail "no object"
[[ $(wc -l <"$work/err") == 1 ]] || fail "one complaint for all of them"
has err "pratique: -:2:" "which names the first line"
for line in '[]' '{}' '{"input":1}' '{"input":"a","base":1}'; do
	filter url --batch <<<"$line"
	wants 2 "not such an object: $line"
	has out '"line":1,"column":1}' "answered with the place: $line"
done
run url --batch missing.jsonl
complains "a file that is not there"
filter url --batch <<<''
wants 0 "empty lines are skipped"
finish
