#!/bin/bash
# SPDX-License-Identifier: MIT
# Commands as subjects: what they dial and write is read where it arrives, and what they cannot be asked is no pass.
# Each claim of a breach has a twin that differs in the port, the header or the program alone.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

# scenario NAME LINES...: with a control, as a refusal needs one
scenario() {
	local name=$1
	shift
	{
		echo "pratique-scenario 1"
		printf '%s\n' "$@"
	} >"$name.scenario"
}

control="control GET http://a.example/"
scenario mail "fetch GET http://a.example:25/" "expect blocked unsafe_port" "$control"
scenario web "fetch GET http://a.example:8025/" "expect allowed" "$control"
scenario tls "fetch GET https://a.example/secret?q" "  header X-Own yes" "expect allowed" "$control"
scenario host "fetch GET http://a.example/" '  header "Host" "b.example"' "$control"
scenario led "attacker server" "fetch GET http://a.example/" "answer" "  redirect 302 http://b.example:25/" \
	"answer" '  reply "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"' "expect blocked unsafe_port" "$control"
scenario hostile "attacker renderer" "fetch GET http://a.example:25/" "expect blocked unsafe_port" "$control"
scenario late "fetch GET http://a.example/" "pause 1000" "fetch GET http://a.example/" "expect allowed"
scenario body "fetch POST http://a.example/" '  text "a=\"b\"\r\n"' "expect allowed" "$control"

command -v curl >/dev/null || {
	echo "skipped: curl is not there"
	exit 77
}
run run --subject command:curl web.scenario
if ((code == 3)) && grep -q "cannot start" err; then
	cat err
	exit 77
fi
wants 0 "curl does what an allowed port asks for"
has out "1 as expected" "curl does what an allowed port asks for"

run run --subject command:curl mail.scenario
wants 1 "a dial to port 25 is a violation"
has out "unsafe_port: port 25 was dialled" "a dial to port 25 is a violation"

run explain --subject command:curl --transcript tls.scenario
wants 0 "what was written is shown"
has out 'resolve "a.example" 20.' "the look-up is seen by the name server"
has out ' 443 ok' "the dial is seen where it was meant to go"
has out 'tls 1 "a.example"' "TLS is spoken under the authority of the run"
has out 'GET /secret?q HTTP/1.1\r\n' "bytes inside TLS are seen in the clear"
has out 'X-Own: yes\r\n' "a header is told to curl"
has out 'outcome 1 done 200' "the outcome is what came back"

run run --subject command:curl host.scenario
wants 1 "a header that no page may set is a violation"
has out "forbidden_header" "a header that no page may set is a violation"
run run --subject command:curl led.scenario
wants 1 "a redirect that is followed to port 25 is a violation"
has out "unsafe_port: port 25 was dialled" "a redirect that is followed to port 25 is a violation"
run explain --subject command:curl --transcript body.scenario
has out 'a=\"b\"\r\n' "a body goes out as it is"
has out 'Content-Type: text/plain;charset=UTF-8' "a string has a page's type"

run run --subject command:curl hostile.scenario late.scenario
wants 0 "what a command cannot be asked is neither a pass nor a failure"
has out "a renderer's request" "a hostile renderer is not applicable"
has out "a pause" "a pause is not applicable"
has out "0 as expected, 0 differ, 0 void, 0 violations, 2 not applicable" "what is not applicable is counted so"
run explain --subject command:curl hostile.scenario
has out "not applicable to subject command:curl: a renderer's request" "explain says so as well"

# Other programs, by templates. The first refuses port 25 and has a control that succeeds, the second fetches nothing at all.
cat >careful <<'END'
#!/bin/sh
case $1 in *:25/) exit 1 ;; esac
exec curl -s "$1"
END
chmod +x careful
run run --subject "command:$work/careful {url}" mail.scenario web.scenario
wants 0 "a program that dials nothing for port 25, and something for others, refuses it"
has out "2 as expected" "a program that dials nothing for port 25, and something for others, refuses it"
run run --subject "command:false {url}" mail.scenario
wants 3 "where the control was not seen nothing is said"
has out "a control did not succeed" "where the control was not seen nothing is said"
run run --subject "command:true {url}" web.scenario
wants 3 "an exit status alone is no response"
run run --subject "command:curl -s {url}" host.scenario
has out "a header like that" "a template can say no header"

# Nothing of one request is there in the next: no process that dials later, no file. Each twin leaves the reason out.
cat >straggler <<'END'
#!/bin/sh
(
	exec >/dev/null 2>&1
	[ "$2" = and-waits ] || while kill -0 $$; do sleep 0.01; done
	exec curl -s http://b.example:25/
) &
[ "$2" = and-waits ] && wait
exec curl -s "$1"
END
cat >scribbler <<'END'
#!/bin/sh
[ -e "$2" ] && exit 1
echo scribbled >"$2"
[ -e "$2" ] && exec curl -s "$1"
END
chmod +x straggler scribbler
{
	echo "pratique-scenario 1"
	for number in {1..10}; do
		echo "fetch GET http://a.example/$number"
	done
	echo "expect allowed"
} >several.scenario
run run --subject "command:$work/straggler {url}" several.scenario
wants 0 "a child that would dial later is gone with its request"
run run --subject "command:$work/straggler {url} and-waits" several.scenario
wants 1 "a child that dials before the end is seen"
has out "b.example" "a child that dials before the end is seen"
run run --subject "command:$work/scribbler {url} /tmp/scribbled-$$" web.scenario
wants 0 "a file that was written is gone with its request"
run run --subject "command:$work/scribbler {url} $work/web.scenario" web.scenario
wants 3 "a file that was there is seen"

run run --subject command:curly web.scenario
wants 2 "an unknown name is bad input"
has err "expected curl, wget, or a template with {url}" "an unknown name is bad input"
run run --subject "command:curl '{url}" web.scenario
wants 2 "a quote that is not closed is bad input"
run run --subject command: web.scenario
wants 2 "an empty template is bad input"
run run --subject command web.scenario
wants 2 "a command needs a template"
run run --subject "command:no-such-program-at-all {url}" web.scenario
wants 3 "a program that is missing is told"
has err "no-such-program-at-all" "a program that is missing is told"

if command -v wget >/dev/null; then
	run run --subject command:wget mail.scenario web.scenario
	wants 1 "wget dials port 25"
	has out "unsafe_port: port 25 was dialled" "wget dials port 25"
	has out "1 as expected, 0 differ, 0 void, 1 violations" "and does what an allowed port asks for"
	run explain --subject command:wget --transcript body.scenario
	has out 'a=\"b\"\r\n' "wget sends a body as it is"
	run explain --subject command:wget --transcript tls.scenario
	has out 'X-Own: yes\r\n' "wget trusts the authority and is told a header"
else
	echo "left out: wget is not there"
fi
finish
