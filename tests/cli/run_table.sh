#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique run with several subjects: a table of what differs, what explains it, exit codes. Where the machine allows no
# sandbox only the wrong calls are tested.
source "${BASH_SOURCE[0]%/*}/lib.sh"

mkdir seeds
smtp_form >seeds/smtp.scenario
smtp_form | sed 's/:25/:24/; s/expect .*/expect allowed/' >seeds/web.scenario
printf 'pratique-scenario 1\npolicy none\nfetch GET http://a.example:25/\n  mode no-cors\nexpect violation unsafe_port\ncontrol GET http://a.example/\n' >seeds/driven.scenario

run run --subject model --subject model seeds
complains "a subject that is named twice"
run run --subject model --subject modle seeds
complains "one that nobody knows"
has err "did you mean 'model'?" "the nearest is suggested"
run run --all seeds
complains "--all with one subject"
run run --explained why seeds
complains "--explained with one subject"
run run --html page.html seeds
complains "--html with one subject"
run run --subject model --subject service --html nowhere/page.html seeds
complains "a page that cannot be written"
run run --subject model --subject service --html - --json seeds
complains "standard output is for one"
run run --subject model --subject service --junit report.xml seeds
complains "--junit with several"
run run --subject model --subject service --explained nothere seeds
complains "explanations that are not there"
printf 'pratique-baseline 1\naccept verdict service * eror until 2099-01-01 "typo"\n' >why
run run --subject model --subject service --explained why seeds
complains "explanations that cannot be read"
has err "why:2:26: expected blocked, allowed, error, void, unmet or the id of a rule" "line and column are named"
run run --subject model --subject service --jsonl ./why --explained why seeds
complains "a report in place of the explanations"
run run --subject model --subject service --jsonl nowhere/t.jsonl seeds
complains "a report that cannot be written"

run run --subject model --subject service seeds/web.scenario
if [[ $code == 3 ]] && grep -q 'cannot start' "$work/err"; then
	((failed == 0)) || exit 1
	echo 'skipped: no sandbox here'
	exit 77
fi
run run --subject model --subject service seeds
wants 0 "they agree, also in what a driven policy lets through"
has out "model and service agree in 3 of 3" "the pair"
has out "3 scenarios: 3 agree" "the sums"
lacks out "smtp.scenario" "rows in which they agree are not shown"
run run --subject model --subject service --all seeds
wants 0 "--all changes no exit code"
has out "agree        allowed unsafe_port  allowed unsafe_port  seeds/driven.scenario" "all rows"
has out "agree        blocked              blocked              seeds/smtp.scenario" "and what each came to"
run run --subject model --subject service --policy none seeds/smtp.scenario
wants 1 "they agree, and break a rule"
has out "violation    allowed unsafe_port  allowed unsafe_port  seeds/smtp.scenario" "which is no difference"
has out "  service: request 1: unsafe_port: port 25 was dialled" "rule and place are told"

# A link-local address cannot be dialled without the name of an interface, and no URL has one.
printf 'pratique-scenario 1\nfetch GET http://[fe80::1]/\n  mode no-cors\ncontrol GET http://a.example/\n' >seeds/link.scenario
run run --subject model --subject service seeds
wants 1 "they differ"
has out "differs      allowed  error    seeds/link.scenario" "the row"
has out "  service: request 1: network error connection" "the reason"
has out "     1  model allowed, service error" "the kind"
has out "4 scenarios: 3 agree, 1 differs" "the sums"
filter run --subject service --subject model - <seeds/link.scenario
wants 1 "the order of the subjects, and standard input, which is read once"
has out "differs      error    allowed  -" "the first one is what the second is measured against"
cat >why <<-'END'
	pratique-baseline 1
	accept verdict service *link.scenario error until 2099-01-01 "no URL names an interface"
	accept verdict service *web.scenario error until 2099-01-01 "was once so"
	accept dial * until 2099-01-01 "of an audit"
END
run run --subject model --subject service --explained why seeds
wants 0 "what differs is explained"
has out "  service: explained in why:2: no URL names an interface" "beside the difference"
has out "why:3 explains nothing: verdict service *web.scenario error" "and what explains nothing is told"
has out "4 scenarios: 3 agree, 1 explained" "the sums"
has out "     1  service: no URL names an interface" "and what explains how much is told"
printf 'pratique-baseline 1\naccept verdict model *smtp.scenario blocked until 2099-01-01 "elsewhere"\n' >first
run run --subject model --subject service --explained first --explained why seeds
wants 0 "files of explanations go together"
has out "explained in why:2: no URL" "each with its own lines"
has out "first:2 explains nothing: " "and its own rows to tell of"
run run --subject model --subject service $(printf -- '--explained why %.0s' {1..9}) seeds
complains "more of them than there is room for"
has err "PQ_MAX_EXPLAINED_FILES" "by its name"
run run --subject model --subject service --explained why --json --jsonl rows.jsonl seeds
wants 0 "as JSON lines"
[[ $(wc -l <"$work/out") == 5 && $(wc -l <rows.jsonl) == 4 ]] || fail "a line a scenario, and the sums"
has out '"grade":"explained"' "the row's grade"
has out '"pairs":[{"subjects":["model","service"],"compared":4,"agree":3}]' "the pair"
run run --subject model --subject service --explained why --html page.html seeds
wants 0 "as a page"
has out "4 scenarios: 3 agree, 1 explained" "beside what is printed"
grep -qF '<title>all is explained - pratique run</title>' page.html || fail "the page's title"
run run --subject model --subject service --html - seeds
wants 1 "as a page on standard output"
[[ $(head -n 1 "$work/out") == '<!doctype html>' ]] || fail "nothing but the page"
has err "4 scenarios: 3 agree, 1 differs" "what is for people goes to standard error"
sed -i 's/2099/2001/' why
run run --subject model --subject service --explained why seeds
wants 1 "what is expired explains nothing"
has out "why:2 is expired: " "and is told"

printf 'pratique-scenario 1\nfetch GET http://[fe80::1]/\n  mode no-cors\ncontrol GET http://[fe80::1]/\n' >void.scenario
run run --subject model --subject service void.scenario
wants 3 "one of them makes no statement"
has out "void         allowed  void     void.scenario" "which is no difference"
sed 's/accept verdict .* until/accept verdict service void.scenario void until/; s/2001/2099/' why >void.why
run run --subject model --subject service --explained void.why void.scenario
wants 3 "explained or not, nothing is compared"
run run --subject model --subject service --explained void.why void.scenario seeds/web.scenario
wants 0 "beside something that is compared it is explained"
printf 'pratique-scenario 1\nfetch GET http://a.example/\n  mode no-cors\npause 5\nfetch GET http://a.example/\n  mode no-cors\n' >pause.scenario
run run --subject model --subject service pause.scenario
wants 3 "nothing is compared"
has out "not applicable" "what cannot be asked is counted"
run run --subject model --subject service pause.scenario seeds/web.scenario
wants 0 "beside something that is compared"
has out "2 scenarios: 1 agree, 1 not compared" "it is neither a pass nor a failure"
run explain --subject service pause.scenario
wants 0 "explain says so too"
has out "  not applicable to subject service: a pause: " "and why"
run explain --subject service --transcript pause.scenario
wants 3 "there is no transcript then"
[[ ! -s $work/out ]] || fail "and standard output is empty"
printf 'no scenario\n' >bad.scenario
run run --subject model --subject service --json bad.scenario seeds
wants 2 "bad input weighs most"
has err "pratique: bad.scenario:1:1: expected " "line and column, once"
[[ $(wc -l <"$work/err") == 1 ]] || fail "one complaint for all subjects"
has out '{"case":"bad.scenario","error":' "a line without a table's row"
finish
