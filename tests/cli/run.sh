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
run run /
wants 2 "a directory that cannot be walked or holds none"
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
