#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique from-curl and from-har: what comes out is canonical, runs, and puts on the wire what went in.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# sent TRANSCRIPT: the bytes of the first request that is no preflight, as they went out.
sent() {
	local bytes
	bytes=$(awk '/^outcome 1 / { exit } /^receive / { if (text ~ /^OPTIONS/) text = "" }
		/^send / { sub(/^send [0-9]+ "/, ""); sub(/"$/, ""); text = text $0 }
		END { gsub(/\\\\/, "\\x5c", text); gsub(/\\"/, "\\x22", text); print text }' "$1")
	printf '%b' "$bytes"
}

# same CLAIM NAME...: request line, these headers and the body are the same in wire.model and wire.curl.
same() {
	local claim=$1 name file
	shift
	for file in model curl; do
		{
			head -n 1 "wire.$file"
			for name in "$@"; do
				sed '/^\r*$/q' "wire.$file" | grep -i "^$name:" | sed 's/^[^:]*/\L&/; s/ *\r$//'
			done
			sed '1,/^\r*$/d' "wire.$file"
		} >"part.$file"
	done
	cmp -s part.model part.curl || fail "$claim: $(diff part.model part.curl)"
}

run from-curl "curl -L 'http://a.example/x?y=1' -X PUT -H 'X-A: b' -b 'c=d' --data-raw \$'{\"e\":\"\\u00e9\\\\n\"}' --max-time 3"
wants 0 "a command line as one argument"
has err "pratique: not turned: --max-time" "what is not turned is told"
has out "# not turned: --max-time" "and stands in the scenario"
cp out one.scenario
run fmt --check one.scenario
wants 0 "the text is canonical"
run run one.scenario
wants 0 "and runs"
run explain --transcript one.scenario
cp out one.transcript
sent one.transcript >wire
[[ $(head -n 1 wire) == $'PUT /x?y=1 HTTP/1.1\r' ]] || fail "method and target on the wire"
grep -q $'^X-A: b\r$' wire && grep -q $'^Cookie: c=d\r$' wire || fail "headers and cookies on the wire"
[[ $(tail -n 1 wire) == '{"e":"é\n"}' ]] || fail "the body on the wire"
run from-curl curl -L -d 'a b' -H 'X: y' http://a.example/
wants 0 "a command line as words"
has out 'binary "a b"' "as they are"
run from-curl -- curl -L -d 'a b' -H 'X: y' http://a.example/
wants 0 "behind --"
filter from-curl - < <(printf 'curl http://a.example/ \\\n  -H "A: b"\n')
wants 0 "a command line from standard input, over several lines"
has out 'header "A" "b"' "whole"
printf 'x&y' >file
run from-curl "curl http://a.example/ -d @file"
wants 0 "a file, which is not read"
has err "not turned: the file file: files are read with --files only" "and that is told"
lacks out "x&y" "nothing of it is there"
run from-curl --files "curl http://a.example/ -d @file"
wants 0 "a file that is read because that is asked for"
has out 'binary "x&y"' "its bytes"

for line in '' 'wget x' 'curl' "curl 'x" 'curl $HOME' 'curl http://a.example/ | sh' 'curl --foo http://a.example/' 'curl -H'; do
	run from-curl "$line"
	complains "no command line of curl: $line"
done
has err "expected a value behind -H" "what is missing"
run from-curl $'curl http://a.example/ \\\n "$(id)"'
complains "a command in a command"
has err "pratique: from-curl:2:3: expected no \$ that a shell expands" "line and column"
run from-curl
complains "no argument"
run from-curl --flies 'curl http://a.example/'
complains "an option that is none"
has err "did you mean '--files'?" "the nearest is suggested"
run from-curl --help
wants 0 "help"

cat >a.har <<-'END'
	{"log":{"entries":[
	{"request":{"method":"GET","url":"https://a.example/start","headers":[{"name":"cookie","value":"sid=s3cret"}]},
	 "response":{"status":302,"statusText":"Found","redirectURL":"/home","headers":[{"name":"location","value":"/home"}]}},
	{"request":{"method":"GET","url":"https://a.example/home","headers":[]},"response":{"status":200,"headers":[]}},
	{"request":{"method":"POST","url":"http://b.example:8080/../api?x","headers":[{"name":"Content-Type","value":"text/plain"},
	  {"name":"Authorization","value":"Bearer s3cret"},{"name":"X-Y","value":"z"}],"postData":{"mimeType":"text/plain","text":"a\r\nb"}},
	 "response":{"status":401,"headers":[]}},
	{"request":{"method":"GET","url":"data:,x","headers":[]},"response":{"status":200,"headers":[]}}
	]}}
END
run from-har --out made a.har
wants 0 "an archive"
has out "3 scenarios of 4 entries in made" "how many"
has err "a.har: entry 4: not turned: its URL is none of the web" "what is not turned is told"
[[ $(ls made) == $'0001-get-a.example-start.scenario\n0002-get-a.example-home.scenario\n0003-post-b.example-api.scenario' ]] ||
	fail "names from method, host and path"
! grep -rq s3cret made || fail "secrets are replaced"
run run made
wants 0 "all of them run"
run fmt --check made
wants 0 "and are canonical"
run explain --transcript made/0003-post-b.example-api.scenario
cp out three.transcript
sent three.transcript >wire
[[ $(head -n 1 wire) == $'POST /api?x HTTP/1.1\r' ]] || fail "method and target on the wire"
grep -q $'^X-Y: z\r$' wire && grep -q $'^Authorization: Bearer replaced\r$' wire || fail "headers on the wire"
[[ $(sed '1,/^\r$/d' wire) == $'a\r\nb' ]] || fail "the body on the wire"
run from-har --answers --keep-secrets --out answered a.har
wants 0 "with what servers answered"
has out "2 scenarios of 4 entries in answered" "the second is a hop of the first"
grep -rq 'sid=s3cret' answered || fail "secrets are kept where that is asked for"
run run answered
wants 0 "all of them run"
run explain answered/0001-get-a.example-start.scenario
has out "> GET /home HTTP/1.1" "the redirect is followed"
run from-har --entry 3 a.har
wants 0 "one entry goes to standard output"
has out "fetch POST http://b.example:8080/../api?x" "the third"
run from-har a.har
complains "several entries, and no place for them"
run from-har --entry 5 a.har
complains "an entry that is not there"
run from-har --entry x a.har
complains "no number"
run from-har missing.har
complains "a file that is not there"
head -c 300 a.har >cut.har
run from-har --out nothing cut.har
complains "half an archive"
has err "pratique: cut.har:4:" "line and column"
sed 's#"url":"http://b[^"]*"#"url":7#' a.har >bad.har
run from-har --out nothing bad.har
complains "an archive with a wrong member"
has err "log.entries[2].request.url, a string" "which one"
[[ ! -e nothing ]] || fail "nothing is written then"
printf '{"log":{"entries":[{"request":{"method":"GET","url":"data:,x"}}]}}' >none.har
run from-har none.har
wants 2 "nothing that can be turned"
run from-har --out a.har/x a.har
wants 2 "a folder that cannot be made"

# What curl itself writes, where there are curl and a sandbox.
if command -v curl >/dev/null && "$pratique" sandbox -- true >/dev/null 2>&1; [[ $? != 3 ]] && command -v curl >/dev/null; then
	compare() {
		local claim=$1 names=$2
		shift 2
		"$pratique" sandbox --transcript curl.transcript -- curl -s "$@" >/dev/null 2>&1
		"$pratique" from-curl curl "$@" >it.scenario 2>/dev/null || fail "$claim: from-curl"
		"$pratique" explain --transcript it.scenario >it.transcript || fail "$claim: explain"
		sent it.transcript >wire.model
		sent curl.transcript >wire.curl
		# shellcheck disable=SC2086
		same "$claim" $names
	}
	compare "as curl: data" "content-type content-length x-a" -d a=1 --data-urlencode 'b=c d/é' -H 'X-A: b' http://a.example/p?q
	compare "as curl: get" "accept user-agent" -G -d a=1 -A agent -H 'Accept: x/y' 'http://a.example:8080/p?q#f'
	compare "as curl: user" "authorization" -u 'joe:p w' -X DELETE http://a.example/
	compare "as curl: userinfo" "authorization" 'http://joe:p%40w@a.example/x'
	compare "as curl: json" "content-type accept content-length" --json '{"a":"\u0001"}' http://a.example/
	compare "as curl: cookies" "cookie range" -b 'a=1; b=2' -r 0-9 http://a.example/d/e
	: >'an empty one'
	compare "as curl: upload" "content-length" -T 'an empty one' http://a.example/d/
	compare "as curl: head" "x" -I -H 'X;' http://a.example/
fi
finish
