#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique run: verdicts, summary, exit codes, reports.
source "${BASH_SOURCE[0]%/*}/lib.sh"

mkdir -p set/deep
smtp_form >set/b.scenario
smtp_form | sed 's/:25/:24/; s/expect .*/expect allowed/' >set/deep/a.scenario
printf 'not a scenario\n' >set/notes.txt
run run set
wants 0 "all as expected"
has out "2 scenarios: 2 as expected, 0 differ, 0 void, 0 violations" "the summary; other files are left out"
[[ $(head -n 1 "$work/out") == *set/b.scenario ]] || fail "sorted"

smtp_form | sed 's/expect .*/expect allowed/' >differs.scenario
run run differs.scenario
wants 1 "an expectation that does not hold"
has out "1 scenarios: 0 as expected, 1 differ, 0 void, 0 violations" "counts as a difference"
has out "line 6: " "its line is named"
run run --policy none set/b.scenario
wants 1 "a subject that lets it through"
has out "unsafe_port" "the rule is named"
has out "0 as expected, 0 differ, 0 void, 1 violations" "counts as a violation"
run run --policy none --judge none set/b.scenario
wants 1 "under a judge that allows it"
has out "1 differ" "only the expectation does not hold"
smtp_form | sed 's/expect .*/expect violation unsafe_port/' >awaited.scenario
run run --policy none awaited.scenario
wants 0 "a violation that is expected"
run run awaited.scenario
wants 1 "a violation that is expected and missing"
smtp_form | sed '/^control/d' >nocontrol.scenario
run run nocontrol.scenario
wants 3 "a refusal without a control is void"
has out "1 void" "and counted so"
smtp_form | sed 's#^control.*#control GET http://nowhere.invalid/#' >failing.scenario
run run failing.scenario
wants 3 "a refusal whose control fails is void"

# Which policy drives: --policy, then the scenario's own line, then fetch.
smtp_form | sed '3apolicy none
s/expect .*/expect violation unsafe_port/' >open.scenario
run run open.scenario set
wants 0 "a scenario under the policy that it names, and others under fetch"
run run --policy fetch open.scenario
wants 1 "--policy counts more than the scenario's line"
run explain open.scenario
has out "model under policy none, judged under policy fetch" "the story names it"
sed 's/policy none/policy  nosuch/' open.scenario >nosuch.scenario
run explain nosuch.scenario
complains "a policy that is not built in"
has err "pratique: nosuch.scenario:4:9: expected a built-in policy: fetch, chromium, " "line and column are named"
sed 's/policy none/policy  fetch@2016-13/' open.scenario >nosuch.scenario
run explain nosuch.scenario
complains "a day that is none"
has err "pratique: nosuch.scenario:4:9: expected a built-in policy: fetch, chromium, " "it is a name as well"
sed 's/policy none/policy fetch@2016-03/' open.scenario >state.scenario
sed -i 's/expect .*/expect blocked unsafe_port/' state.scenario
run explain state.scenario
has out "model under policy fetch@2016-03, judged under policy fetch" "a state of a policy drives"
run explain --policy fetch@today --judge none@2020-02 state.scenario
has out "model under policy fetch@$(date -u +%Y-)" "today is told as a date"
has out "judged under policy none@2020-02" "the judge takes states too"
run explain --judge fetch@2020-02-30 state.scenario
complains "a day that is none, for the judge"
mkdir many
for year in {1980..2024}; do
	sed "s/policy fetch@2016-03/policy none@$year/; s/expect .*/expect violation unsafe_port/" state.scenario >many/$year.scenario
done
run run many
wants 0 "more policies than are kept at once"
has out "45 as expected" "all of them"
run explain "$source_tree/corpus/seeds/policies/silverlight-redirector.scenario"
has out "request 1, tcp port 25: the documented way out is a port redirector" "a note on a port that was blocked"
has out "4502 forwarded to 25 (policy silverlight)" "and whose it is"
run explain "$source_tree/corpus/seeds/policies/silverlight-redirector-allowed.scenario"
lacks out "redirector on a port" "nothing is noted about a port that may be used"
printf 'pratique-scenario 1\nfetch GET http://a.example:554/\n  mode no-cors\nexpect blocked unsafe_port\ncontrol GET http://a.example/\n' >rtsp.scenario
run explain --policy chromium-2021 --judge fetch rtsp.scenario
has out "http port 554: the policy ExplicitlyAllowedNetworkPorts could open it until then (policy chromium-2021)" "a note until a day"
run explain --policy chromium-2021 --judge fetch state.scenario
lacks out "(policy chromium-2021)" "no port of a note"
run explain --policy chromium-2021@2021-10-15 --judge chromium-2021@2021-10-14 rtsp.scenario
has out "(policy chromium-2021@2021-10-14)" "the judge's notes are told where it has another policy"
run explain --policy chromium-2021@2021-10-15 --judge fetch rtsp.scenario
lacks out "ExplicitlyAllowedNetworkPorts could" "and not from that day on"
run run --policy fetch nosuch.scenario
wants 1 "where --policy counts, nobody asks for the name that the scenario gives"
has out "1 differ" "and the scenario is run"

smtp_form | sed '4s/form/from/' >bad.scenario
run run bad.scenario set
wants 2 "bad input weighs most"
has err "pratique: bad.scenario:4:1: expected " "file, line and column"
has out "3 scenarios: 2 as expected" "the others are run"
has out "1 unreadable" "and it is counted"
run run --lenient bad.scenario
wants 3 "--lenient skips what cannot be read, here the attack: void"
run run differs.scenario nocontrol.scenario
wants 1 "differences weigh more than void"
run run missing.scenario
wants 2 "a file that is not there"
cp -r set deep && mkdir -p deep/{1..9}/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/r/s/t
(ulimit -n 16 && "$pratique" run deep >"$work/out" 2>"$work/err" </dev/null)
code=$?
wants 2 "a directory that cannot be walked"
has err "expected a readable directory" "and why"
mkdir empty
run run empty
complains "a directory without scenarios"
run run empty set
wants 2 "one of several directories is empty"
has out "2 scenarios: 2 as expected" "the others are run"
run run
complains "no argument"
run run --subject modle set
complains "an unknown subject"
has err "did you mean 'model'?" "the nearest is suggested"
run run --judge nothere set
complains "an unknown judging policy"
head -c 5000000 /dev/zero >large.scenario
run run large.scenario
wants 2 "over the maximum"
has err "PQ_MAX_SCENARIO_TEXT" "refused by the limit's name"
smtp_form >piped.scenario
filter run - <piped.scenario
wants 0 "a scenario from standard input"

run run --json set differs.scenario
wants 1 "JSON does not change the exit code"
[[ $(wc -l <"$work/out") == 4 ]] || fail "a line a scenario and the summary"
has out '"grade":"differs"' "grades are told"
has out '"scenarios":3,"as_expected":2,"differ":1' "summary"
run run --quiet set
[[ $(wc -l <"$work/out") == 1 ]] || fail "--quiet prints only the summary when all is well"

run run --policy none --junit r.xml --jsonl r.jsonl set bad.scenario
wants 2 "with reports"
[[ $(wc -l <r.jsonl) == 3 ]] || fail "JSON lines, one a scenario"
grep -qF '<testsuite name="pratique" tests="3" failures="1" errors="1" skipped="0">' r.xml || fail "JUnit counts"
grep -qF '<failure type="unsafe_port"' r.xml || fail "JUnit names the rule"
if command -v xmllint >/dev/null; then
	xmllint --noout r.xml || fail "JUnit is XML"
fi
[[ $(find . -name 'r.*' | wc -l) == 2 ]] || fail "no temporary file stays"
cp differs.scenario kept.scenario
for report in --junit --jsonl; do
	run run "$report" ./kept.scenario kept.scenario
	complains "$report in place of what is read"
	cmp -s differs.scenario kept.scenario || fail "$report: the scenario is as it was"
	run run "$report" beside.report kept.scenario
	wants 1 "$report beside it"
done
run run --junit nowhere/r.xml set
complains "a report that cannot be written"
run run --jsonl - set differs.scenario
wants 1 "a report on standard output"
[[ $(wc -l <"$work/out") == 3 ]] || fail "nothing but a line a scenario"
has out '"grade":"differs"' "in JSON"
has err "3 scenarios: 2 as expected, 1 differ" "what is for people goes to standard error"
run run --junit - set
wants 0 "the other report on standard output"
[[ $(head -n 1 "$work/out") == '<?xml'* && $(tail -n 1 "$work/out") == '</testsuite>' ]] || fail "nothing but XML"
[[ ! -e ./- ]] || fail "no file has the name -"
for both in '--junit - --jsonl -' '--json --jsonl -' '--json --junit -'; do
	# shellcheck disable=SC2086
	run run $both set
	complains "standard output is for one: $both"
done
if [[ -e /dev/full ]]; then
	"$pratique" run --jsonl - set >/dev/full 2>"$work/err"
	code=$?
	: >"$work/out"
	wants 3 "a report that standard output does not take"
	has err "No space left on device" "and why"
fi
cp r.xml before.xml
run run --junit r.xml --jsonl nowhere/r.jsonl set
complains "the second report cannot be written"
cmp -s r.xml before.xml || fail "the first is untouched then"
finish
