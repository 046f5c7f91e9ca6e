#!/bin/bash
# SPDX-License-Identifier: MIT
# breach.sh PROGRAM: what a process of the sandbox calls that is not its own is a breach of the rule
# socket_outside_service wherever the judge speaks. PROGRAM has breach.c in it; its processes breach nothing unless they are
# told to.
set -u
program=$1
failed=0
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
rule=socket_outside_service
blocked='pratique: fetch: violation of socket_outside_service: the renderer called connect'

wrong() {
	printf 'failed: %s\n%s\n' "$1" "$(cat out err)"
	failed=1
}

# run BREACH ARGUMENTS...: what is printed lies in out and err, the exit code in code
run() {
	PQ_BREACH=$1 "$program" "${@:2}" >out 2>err </dev/null
	code=$?
}

# wants CODE CLAIM [FILE TEXT]...: each file has the text
wants() {
	[[ $code == "$1" ]] || wrong "$2: exit code $1 wanted, not $code"
	local claim=$2
	shift 2
	while (($#)); do
		grep -qF -- "$2" "$1" || wrong "$claim: no '$2' in $1"
		shift 2
	done
}

lacks() {
	! grep -qF -- "$2" "$1" || wrong "$3: '$2' in $1"
}

printf 'pratique-scenario 1\nfetch GET http://a.example/\nexpect allowed\n' >first.scenario
printf 'pratique-scenario 1\nfetch GET http://b.example/\nexpect allowed\n' >second.scenario
printf 'pratique-scenario 1\nfetch GET http://a.example/\nexpect violation %s\n' "$rule" >breach.scenario
ask=(fetch --policy none --judge none http://127.0.0.1:1/)

# The twin, which also tells whether the machine can have three processes.
run none "${ask[@]}"
if grep -q 'cannot start' err; then
	cat err
	exit 77
fi
wants 3 "fetch without a breach" err "network error refused"
lacks err "$rule" "fetch without a breach"
run none run --subject service first.scenario second.scenario
wants 0 "run without a breach" out "2 as expected"
run none run --subject service --json first.scenario
wants 0 "the rule is kept" out "\"$rule\":\"held\""
run none run --subject service breach.scenario
wants 1 "an expected breach that is none"

run renderer "${ask[@]}"
wants 1 "fetch with a renderer that dials" err "$blocked"
run renderer "${ask[@]:0:5}" --explain "${ask[5]}"
wants 1 "the story of it" out "  the renderer calls connect, which its sandbox refuses" out "!! $rule: the renderer called connect"
run service "${ask[@]}"
wants 1 "fetch with a service that changes a file" err "violation of $rule: the network service called chmod"

run renderer run --subject service --json --junit junit.xml first.scenario
wants 1 "run with a renderer that dials" out "\"$rule\":\"violated\"" junit.xml "$rule"
run renderer run --subject service first.scenario second.scenario
wants 1 "each scenario has its own renderer" out "2 violations"
run renderer run --subject service breach.scenario
wants 0 "an expected breach"
run renderer explain --subject service first.scenario
wants 1 "explain" out "!! $rule: the renderer called connect"
run renderer explain --subject service --transcript first.scenario
wants 0 "a transcript for programs" out "call renderer connect refused"
cp out first.transcript
run none judge first.scenario first.transcript
wants 1 "the transcript is judged alike" out "$rule"
grep -v '^call ' first.transcript >twin.transcript
run none judge --json first.scenario twin.transcript
lacks out "\"$rule\":\"violated\"" "its twin"

run late run --subject service first.scenario second.scenario
wants 1 "a call between two requests" out "$rule"
run service run --subject service --json first.scenario second.scenario
wants 1 "a service that changes a file" out "\"$rule\":\"violated\""
[[ $(grep -c "\"$rule\":\"violated\"" out) == 2 ]] || wrong "another service for the second scenario"

run none run --json first.scenario
wants 0 "the model is one process" out "\"$rule\":\"not judged\""
exit "$failed"
