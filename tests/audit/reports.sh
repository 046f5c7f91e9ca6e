#!/bin/bash
# SPDX-License-Identifier: MIT
# reports.sh PRATIQUE TREE: the reports and baselines of a short audit of node, judged under a policy that blocks
# nothing: what node refuses is over_block then.
source "${BASH_SOURCE[0]%/*}/lib.sh"

command -v node >/dev/null || {
	printf 'skipped: node is missing\n'
	exit 77
}
audit() {
	run audit --browser node --judge none --vectors fetch --ports 25,80,8080 --out run "$@"
}

audit --junit run.xml --sarif run.sarif --bundle run.tar
wants 1 "node refuses a port that the policy allows"
has out "over_block       port 25: fetch" "the finding"
has out "verdict: violations or differences" "the verdict"
for file in run/report.html run/result.json run.xml run.sarif run.tar; do
	[[ -s $file ]] || fail "$file is not there"
done
grep -qF "<testcase classname=\"pratique.vectors\" name=\"fetch\">" run.xml || fail "no test case of the vector"
grep -qF '"ruleId": "over_block"' run.sarif || fail "no result in SARIF"
tar -xf run.tar && cd pratique-finding || fail "no archive"
for file in README finding.json scenario.txt page.html recipe.txt; do
	[[ -s $file ]] || fail "$file is not in the bundle"
done
cd ..
run run --judge none pratique-finding/scenario.txt
[[ $code != 2 ]] || fail "the bundle's scenario cannot be read"

# Accepted until its day; then it counts again.
printf 'pratique-baseline 1\naccept over_block * 25 until 2999-01-01 "the runtime blocks it"\n' >good.baseline
audit --baseline good.baseline
wants 0 "an accepted finding"
has out "1 accepted" "how much is accepted"
printf 'pratique-baseline 1\naccept over_block * 25 until 2020-01-01 "the runtime blocks it"\n' >old.baseline
audit --baseline old.baseline
wants 1 "a row that has expired accepts nothing"
has out "expired  over_block * 25 (line 2)" "which row has expired"
printf 'pratique-baseline 1\naccept over_block * 25 until someday "..."\n' >wrong.baseline
audit --baseline wrong.baseline
complains "a baseline without a date"
has err "wrong.baseline:2:30: expected a date" "where it is wrong"

# The earlier result as baseline: the same finding is accepted, and what it tested must be tested.
cp run/result.json earlier.json
audit --baseline earlier.json
wants 0 "what stood in the earlier result"
run audit --browser node --judge none --vectors 'fetch/302' --ports 25,80,8080 --out other --baseline earlier.json
wants 1 "a vector that the earlier result tested is not asked for"
has out "lost             fetch was tested in the baseline and is untested now" "which vector is lost"

audit --bundle run.tar --finding "port fetch 80"
has err "--bundle: expected the name of a finding" "a finding that there is not"

# A report that cannot be written is told of before the work.
for option in json html junit sarif bundle; do
	rm -rf run
	audit --$option /nonexistent/report
	wants 2 "--$option to a folder that is not there"
	has err "/nonexistent/report: expected a place to write to" "which place"
	[[ ! -e run/result.json ]] || fail "--$option is tried behind the work"
done

# Where nothing was found there is nothing to bundle.
run audit --browser node --judge none --vectors fetch --ports 80,8080 --out run --bundle nothing.tar
wants 0 "a conforming audit with --bundle"
has err "nothing to bundle" "why there is no bundle"

# Options that would be ignored are refused.
refuses() {
	run audit "$@"
	wants 2 "$*"
}
refuses --command 'curl -s {url}' --family chromium
refuses --command 'curl -s {url}' --pref a=b
refuses --command 'curl -s {url}' --stock
refuses --command 'curl -s {url}' --headers
refuses --browser node --bodies
refuses --browser node --spaces
refuses --browser node --finding "port fetch 25"
refuses --browser chromium --idle 2s --ports 80
refuses --browser chromium --idle 2s --depth full
refuses --compare run/result.json run/result.json --out there
run audit --compare run/result.json run/result.json
wants 0 "--compare by itself"
finish
