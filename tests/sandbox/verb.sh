#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique sandbox: what a program dials is told and judged, and nothing of it stays.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

run sandbox -- true
if ((code == 3)); then
	printf 'SKIPPED: %s\n' "$(cat err)"
	exit 77
fi
wants 0 "a program that does nothing is fine"
has err "true ended with status 0" "and its status is told"
has err "0 look-ups, 0 dials, 0 of them to unsafe ports" "and that there was nothing"

run sandbox
complains "a command is needed"
run sandbox --judge nosuch -- true
complains "and a known policy"
run sandbox -- ./no-such-program
wants 3 "what cannot be run is said"
has err "cannot run './no-such-program': No such file or directory" "by name"
run sandbox -- false
wants 3 "a program that fails before it dialled anything shows nothing"
has err "void: false failed" "and is void"
run sandbox -- bash -c 'kill -9 $$'
has err "bash was killed by signal 9" "a signal is told"

# Bash dials by itself: no other program is needed for these.
run sandbox -- bash -c 'exec 3<>/dev/tcp/mail.corp.example/25 && printf "HELO\r\n\r\n" >&3'
wants 1 "a bad port is found"
has err "looks up mail.corp.example: 20." "the name is told"
has err "dials mail.corp.example, 20." "with the dial"
has err "!! unsafe_port: port 25 was dialled, which the policy blocks for http" "and judged"
has err "> HELO" "and what was written first"
run sandbox --judge none -- bash -c 'exec 3<>/dev/tcp/mail.corp.example/25'
wants 0 "another policy judges otherwise"
has err "port 25 over tcp: a connection, and no byte on it" "how far it came is told"
run sandbox -- bash -c 'exec 3<>/dev/tcp/20.0.0.1/0'
wants 1 "port 0 is seen"
has err "dials 20.0.0.1 port 0 over tcp" "as port 0"
run sandbox -- bash -c 'exec 3<>/dev/tcp/2001:db8::1/6667'
wants 1 "IPv6 as well"
has err "dials 2001:db8::1 port 6667 over tcp" "by its address"
run sandbox -- bash -c 'printf x >/dev/udp/20.0.0.1/5349'
wants 0 "of a datagram nothing is known that a policy could block"
has err "dials 20.0.0.1 port 5349 over udp: datagrams, 1 bytes" "but it is seen"
run sandbox -- bash -c 'printf "\x00\x03\x00\x00\x21\x12\xa4\x42123456789012" >/dev/udp/20.0.0.1/25'
wants 1 "STUN is known by its cookie"
has err "blocks for turn-udp" "and by its method as TURN"

if command -v curl >/dev/null; then
	run sandbox -- curl -sS --fail http://x.example:25/
	wants 1 "curl dials port 25"
	has err "dials x.example, 20.64.0.0 port 25 over tcp: a request" "and asks"
	run sandbox -- curl -sS --fail https://x.example/path
	wants 0 "the run's authority is trusted"
	has err "> GET /path HTTP/" "and what TLS hides is told"
	has out "pratique" "the program's output is its own"
	run sandbox --json -- curl -sS --fail http://x.example:6000/
	wants 1 "JSON says the same"
	has out '"port":6000' "port"
	has out '"finding":"unsafe_port"' "and finding"
	has err "pratique" "with the program's output elsewhere"
else
	printf 'SKIPPED: what needs curl\n'
fi

run sandbox --transcript story --keep kept -- bash -c 'exec 3<>/dev/tcp/20.1.2.3/99 && echo >&3'
wants 0 "files may be asked for"
for file in story kept/sink-0.transcript; do
	grep -q '^dial 1 tcp 20.1.2.3 99 ok$' "$file" || fail "a transcript tells the dial ($file)"
done

# Ended from outside, the report still comes, and nothing stays.
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
"$pratique" sandbox -- bash -c 'exec 3<>/dev/tcp/20.1.2.3/25; touch begun; exec sleep 98765' >out 2>err &
for ((i = 0; i < 100; i++)); do
	[[ -e begun ]] && break
	sleep 0.05
done
kill "$!"
wait "$!"
code=$?
wants 1 "what was seen until then is judged"
has err "bash was killed by signal 9" "and how it ended"
pgrep -f 'sleep 9876[5]' >/dev/null && fail "the program is gone"
[[ -z $(ls -A "$TMPDIR") ]] || fail "and so are its files"
finish
