#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique lab evidence: what a user sees of it, from results that are written here.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

# result SERVICES...: a result that holds these services.
result() {
	local IFS=,
	printf '{"format":"pratique-lab-services 1","version":"1.2.3","date":"2026-01-02","services":[%s]}\n' "$*"
}

# service NAME PORT CLASS [REASON]: a service of which form F, in one write of a patient client, has that class three times.
service() {
	local tried='{"family":"firefox","padding":0,"class":"'$3'"}' k=3
	[[ $3 != VOID ]] || k=0
	printf '{"name":"%s","group":"test","packages":"%s 1.0","port":%d,"for":%d,"by_default":true,' "$1" "$1" "$2" "$2"
	printf '"where":"all addresses, says its manual","user":"nobody","start":"exec %s","sink":false,"expected":{},' "$1"
	printf '"cases":[{"form":"F","client":"patient","shape":"whole","class":"%s","reason":"%s","padding":0,' "$3" "${4:-}"
	printf '"k":%d,"n":%d,"tried":[%s,%s,%s],' $k $k "$tried" "$tried" "$tried"
	printf '"steps":[{"from":"page","to":"server","bytes":"\\"do %s\\\\r\\\\n\\""}]}]}' "$RANDOM$RANDOM"
}

run lab evidence
complains "no result"
run lab evidence nosuch.json
complains "a file that is not there"
printf '{"format":"pratique-lab-services 1",\n"version":3}\n' >bad.json
run lab evidence bad.json
complains "a result that is none"
has err "bad.json: expected .date to be a string" "has what was expected told"
printf '{"format":"pratique-lab-services 1",\n,}\n' >broken.json
run lab evidence broken.json
complains "a file that is no JSON"
has err "broken.json:2:" "has its line told"
printf '{"format":"pratique-lab-nat 1"}\n' >other.json
run lab evidence other.json
complains "another lab's result"
has err "pratique-lab-services 1" "is told so"

result "$(service queue 11300 EXECUTES)" "$(service news 119 EXECUTES)" "$(service mail 25 REJECTS)" \
	"$(service post 110 VOID 'the control failed')" >one.json
run lab evidence one.json --json /nonexistent/x
complains "a place that cannot be written to"
run lab evidence one.json --html one.json
complains "a place that is read"
run lab evidence one.json --dossiers bad.json
complains "a file where a folder is wanted"

run lab evidence one.json --json all.json --html page.html --dossiers dossiers
wants 0 "a result is told"
has out "  queue             EXECUTES F 3/3; not tried GUTMW" "with the class and k of n"
has out "11300  blocked by nobody" "with who blocks the port"
has out "119    nntp, blocked since 2016-03-10 by fetch and " "and since when"
for section in "executes, and nobody blocks it" "executes, and is blocked" "blocked, and no evidence found" \
	"blocked, and no service was tested" "void: nothing is stated of"; do
	has out "$section" "with its sections"
done
grep -A1 -F 'blocked, and no evidence found' out | grep -qF '25     mail REJECTS' || fail "what rejects is without evidence"
has out "110    post F: the control failed" "what is void is told apart"
[[ $(ls dossiers) == port-11300.md ]] || fail "a dossier for what executes and is open, and for nothing else: $(ls dossiers)"
grep -qF '| queue 1.0 | listens | all addresses, says its manual |' dossiers/port-11300.md || fail "it tells whether it listens"
grep -qF '"unfounded": [' all.json || fail "the sections are in the JSON"
grep -qF 'do ' page.html || fail "what was sent is in the page"

run lab evidence one.json one.json
has out "4 services come from a run that was read already, and counted once" "a result that is named twice is one"
result "$(service queue 11300 EXECUTES)" >two.json
result "$(service queue 11300 REJECTS)" >three.json
run lab evidence one.json two.json three.json
wants 0 "several results"
has out "F: EXECUTES in 2 of 3 results" "are one vote each"
mkdir kept
cp two.json kept
run lab evidence kept
wants 0 "a folder of results"
has out "1 result, 1 port: 1 executes (1 blocked by nobody)" "is read"

result "$(service post 110 VOID 'the control failed')" >void.json
run lab evidence void.json
wants 3 "where all is void"
has err "nothing to tell: all is void" "that is said"
has out "110    post F: the control failed" "with the reason"
lacks out "no evidence found" "and is no statement"
result >none.json
run lab evidence none.json
wants 3 "where no service was tested"
has err "nothing to tell" "that is said"

run lab evidence one.json --json -
wants 0 "JSON on standard output"
has out '"format": "pratique-lab-evidence 1"' "alone"
has err "blocked, and no evidence found" "and the table elsewhere"
finish
