#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique policy check: lists in source code in each way of being wrong, each with its innocent twin; bad input;
# baselines and reports.
source "${BASH_SOURCE[0]%/*}/lib.sh"
data=$source_tree/tests/data/policy-check
cp -r "$data" lists
cd lists || exit 2

# finds FILE OPTIONS -- FINDING...: exactly these findings, each as "LINE RULE: beginning of its text".
finds() {
	local file=$1 options=() finding line rule
	shift
	while [[ ${1:---} != -- ]]; do
		options+=("$1")
		shift
	done
	shift
	run policy check "${options[@]}" "$file"
	wants $(($# > 0 ? 1 : 0)) "$file"
	(($(grep -E "^[^ ]+:[0-9]+(:[0-9]+)?: [a-z_]+: " "$work/out" | grep -cv ': note: ') == $#)) ||
		fail "$file: $# findings"
	for finding in "$@"; do
		line=${finding%% *}
		rule=${finding#* }
		grep -qE "^$file:$line(:[0-9]+)?: ${rule//+/\\+}" "$work/out" || fail "$file: $finding"
	done
}

# line FILE TEXT: the number of the first line that holds the text.
line() {
	grep -nF -m 1 -- "$2" "$1" | cut -d: -f1
}

finds chromium.cc --
has out "read as chromium: 83 ports in kRestrictedPorts (line 11); ports for http,https,ws,wss" "what was read"
has out "table only; the comparison" "what was not looked at"
has out "run the audit or link the code" "and what would"
has out "not looked at, for want of a list of them: header names" "other lists"
finds chromium-missing.cc -- "$(line chromium-missing.cc 4045,) missing_port: port 4190 \(sieve, since 2024-04-02\)"
finds chromium-extra.cc -- "$(line chromium-extra.cc 8443,) extra_port: port 8443 in kRestrictedPorts"
finds chromium-duplicate.cc -- "$(($(line chromium-duplicate.cc 587,) + 1)) duplicate_port: port 587"
finds chromium-unread.cc -- "$(line chromium-unread.cc kSanePort) unread: "
finds chromium-sides.cc --
finds chromium-conditional.cc -- "$(line chromium-conditional.cc 5060,) conditional: port 5060 \(sip" \
	"$(line chromium-conditional.cc 5061,) conditional: port 5061 \(sips"
has out 'only under "#if BUILDFLAG(ENABLE_SIP)" (line 83): on the other side it is missing' "the side is named"

# A 0 ends the list of one loop, and is a port to the other one.
finds gecko.cpp --
finds gecko-zero.cpp -- "$(line gecko-zero.cpp '// reserved') zero_terminator_cuts: this 0 ends gBadPortList: port 0 and the 82 entries behind it"
finds gecko-ended.cpp --against fetch@2024 --
finds gecko-ended.cpp -- "$(line gecko-ended.cpp gBadPortList) missing_port: port 0"
# The code may refuse port 0 by itself: only where its answer is no, and nothing else is asked.
beside() {
	cat gecko-ended.cpp
	printf 'nsresult nsIOService::AllowPort(int32_t inPort, bool* _retval) {\n  if (%s) {\n    *_retval = %s;\n' "$1" "$2"
	printf '    return NS_OK;\n  }\n  return Look(inPort, _retval);\n}\n'
}
beside 'inPort <= 0 || inPort > 65535' false >beside.cpp
finds beside.cpp --
has out "note: port 0 is refused beside the list, read off a condition: AllowPort" "and this is told"
finds beside.cpp --against firefox --
beside 'inPort <= 0 || inPort > 65535' true >beside.cpp
finds beside.cpp -- "$(line beside.cpp gBadPortList) missing_port: port 0"
beside 'inPort <= 0 && mStrict' false >beside.cpp
finds beside.cpp -- "$(line beside.cpp gBadPortList) missing_port: port 0"
beside 'inPort == 1' false >beside.cpp
finds beside.cpp -- "$(line beside.cpp gBadPortList) missing_port: port 0"

# Preferences come to the list that is built in: what they open or close besides is told, and nothing is missing.
printf 'pref("network.security.ports.banned", "6000");\n' >prefs.js
finds prefs.js --
has out "not looked at, for want of a list of them: ports" "they are no list of ports"
printf 'pref("network.security.ports.banned", "6000,8443");\npref("network.security.ports.banned.override", "25");\n' >prefs.js
finds prefs.js -- "1 extra_port: port 8443" "2 exempt_port: port 25"

printf 'pratique-policy 1\nbase fetch\nblock http,https,ws,wss 49152,65000 "our own"\n' >own.policy
finds gecko-unsigned.cpp --against own.policy --
finds gecko-signed.cpp --against own.policy -- \
	"$(line gecko-signed.cpp 49152,) signedness_spoils: port 49152 does not fit into an element of type int16_t" \
	"$(line gecko-signed.cpp 65000,) signedness_spoils: port 65000"

finds webkit.cpp --
finds webkit-unsorted.cpp -- "$(line webkit-unsorted.cpp 5060,) unsorted: port 5060 stands behind 6566"
finds webkit-ftp.cpp --
finds webkit-exempt.cpp -- "$(line webkit-exempt.cpp '== 25') exempt_port: port 25 .* for ftp"
finds servo.rs --
finds servo-unsorted.rs -- "[0-9]+ unsorted: port 5060 stands behind 6566 in BAD_PORTS"
finds ladybird.cpp --
finds ladybird-missing.cpp -- "$(line ladybird-missing.cpp 6697,) missing_port: port 10080 \(amanda"
finds undici.js --
finds undici-missing.js -- "[0-9]+ missing_port: port 6679 \(osaut"
finds plain.txt --
finds plain-missing.txt -- "[0-9]+ missing_port: port 25 \(smtp"
finds fetch.bs --
finds fetch-newer.bs -- "[0-9]+ missing_port: port 601" "[0-9]+ extra_port: port 7547" "[0-9]+ extra_header: header Sync"

# Headers and methods.
finds http_util.cc --
has out "not looked at, for want of a list of them: ports" "no list of ports"
finds http_util-missing-header.cc -- "$(line http_util-missing-header.cc referer) missing_header: header Set-Cookie \(since 2022-06-28\)"
finds http_util-missing-prefix.cc -- "$(line http_util-missing-prefix.cc proxy-) missing_prefix: prefix sec-"
finds http_util-missing-override.cc -- "$(line http_util-missing-override.cc x-http-method-override) missing_override: override header X-Method-Override"
finds http_util-missing-method.cc -- "$(line http_util-missing-method.cc '"trace"') missing_method: method TRACK"
finds http_util-extra.cc -- "$(line http_util-extra.cc user-agent) extra_header: header user-agent"
finds http_util-duplicate.cc -- "[0-9]+ duplicate_name: host stands in kForbiddenHeaders already"

# Enumerators are read as the headers that they spell; a branch that asks about methods has the override headers.
cp "$source_tree/tests/data/import/webkit_headers.cpp" enumerators.cpp
finds enumerators.cpp --
has out "not looked at, for want of a list of them: ports, override headers" "it has no branch for them"
asks='case HTTPHeaderName::XHTTPMethod: case HTTPHeaderName::XMethodOverride:'
sed "s/        case HTTPHeaderName::Accept:/        $asks return hasForbiddenMethod(value);\n&/" enumerators.cpp >overrides.cpp
finds overrides.cpp -- "[0-9]+ missing_override: override header X-HTTP-Method-Override"
sed 's/hasForbiddenMethod(value)/value.isEmpty()/' overrides.cpp >others.cpp
finds others.cpp --

# What is said of another list, in the next line, is said of none of the entries.
sed 's/^};$/};\nconst int kBlockedPorts[] = {8443, 9000};/' chromium.cc >another.cc
finds another.cc --
has out "note: another list of ports: it does not count" "which list counts is told"
lacks out "kBlockedPorts neither blocks" "once"

# Between two sides that list a port there may be one that does not.
sed 's/^#else$/#elif BUILDFLAG(OTHER)\n#else/' chromium-sides.cc >between.cc
finds between.cc -- "[0-9]+ conditional: port 5060" "[0-9]+ conditional: port 5061"
sed 's/^#else$/#elif 0\n#else/' chromium-sides.cc >between.cc
finds between.cc --

# Headers that a guard includes once are there always; a list that a switch leaves out is told of once.
{
	printf '#ifndef NET_PORTS_H_\n#define NET_PORTS_H_\n'
	cat chromium.cc
	printf '#endif\n'
} >guarded.h
finds guarded.h --
sed 's/NET_PORTS_H_$/NET_PORTS/; 2s/.*/#define OTHER/' guarded.h >switched.h
finds switched.h -- "$(line switched.h kRestrictedPorts) conditional: all of kRestrictedPorts"

# What policy show prints of a policy is that policy.
while read -r name _; do
	"$pratique" policy show "$name" >shown.policy || fail "policy show $name"
	run policy check shown.policy --against "$name"
	wants 0 "$name is what policy show prints of it"
	has out "no finding" "and nothing is found"
done < <("$pratique" policy list --json | sed -n 's/.*"name":"\([^"]*\)".*/\1/p')
"$pratique" policy show fetch | grep -v ' 6000 ' >lacking.policy
run policy check lacking.policy
wants 1 "a policy text that lacks a port"
has out "missing_port: port 6000 (x11, since 2016-03-10): not blocked for http,https,ws,wss" "is told of it"
lacks out "table only" "a policy text has no comparison"

# Baselines.
printf 'pratique-baseline 1\naccept missing_port 4190 until 2999-01-01 "the server is ours"\n' >one.baseline
run policy check --baseline one.baseline chromium-missing.cc
wants 0 "accepted"
has out 'accepted missing_port: port 4190' "and told so"
has out '(until 2999-01-01: the server is ours)' "with day and reason"
has out "no finding; 1 accepted" "and counted"
printf 'accept extra_port 1-9 until 2999-01-01 "no longer"\n' >>one.baseline
run policy check --baseline one.baseline chromium-missing.cc
wants 0 "a row that is not used"
has out 'one.baseline:3: unused: accept extra_port 1-9 until 2999-01-01: no longer' "is told"
sed -i 's/2999/2020/' one.baseline
run policy check --baseline one.baseline chromium-missing.cc
wants 1 "an expired row accepts nothing"
has out 'one.baseline:2: expired: accept missing_port 4190 until 2020-01-01' "and is told"
printf 'pratique-baseline 1\naccept missing_prt 4190 until 2999-01-01 "x"\n' >two.baseline
run policy check --baseline two.baseline chromium-missing.cc
complains "a baseline with a wrong row"
has err "two.baseline:2:8: expected one of: " "line and column"
run policy check --baseline none.baseline chromium.cc
complains "a baseline that is not there"

# Reports.
cp chromium.cc kept.cc
ln -s kept.cc link.cc
for place in kept.cc ./kept.cc link.cc; do
	run policy check --json "$place" kept.cc
	complains "a report in place of what is read"
	cmp -s chromium.cc kept.cc || fail "the source is as it was"
done
run policy check --json beside.json kept.cc
wants 0 "a report beside it"
run policy check --json beside.json kept.cc
wants 0 "and in place of the last one"
run policy check --json a.json --sarif a.sarif --junit a.xml chromium-missing.cc chromium-duplicate.cc
wants 1 "two files at once"
has out "2 findings: 1 missing_port, 1 duplicate_port" "both counted"
grep -q '"format": "pratique-policy-check 1"' a.json || fail "JSON tells its format"
grep -q '"rule": "missing_port"' a.json || fail "JSON has the rule"
grep -q '"since": "2024-04-02"' a.json || fail "JSON has the date"
grep -q '"version": "2.1.0"' a.sarif || fail "SARIF 2.1.0"
grep -q '"ruleId": "missing_port"' a.sarif || fail "SARIF has the rule"
grep -q '"uri": "chromium-missing.cc"' a.sarif || fail "SARIF has the file"
grep -q '"startLine": '"$(line chromium-missing.cc 4045,)" a.sarif || fail "SARIF has the line"
grep -q 'external/cwe/cwe-918' a.sarif || fail "SARIF has the CWE"
grep -q 'testcase classname="pratique.policy.ports" name="4190 sieve"' a.xml || fail "a case for each port"
grep -q 'failure type="missing_port"' a.xml || fail "a failure with the rule"
(($(grep -c '<testcase ' a.xml) >= 83)) || fail "one case a port of the policy"
run policy check --sarif - chromium.cc
wants 0 "SARIF on standard output"
lacks out "against policy" "and nothing else there"
run policy check --sarif - --json - chromium.cc
complains "two reports on standard output"
run policy check --json nowhere/a.json chromium.cc
complains "a place that cannot be written to"

# Bad input: one line each, exit code 2.
printf 'int main(void)\n{\n\treturn 0;\n}\n' >bare.c
run policy check bare.c
complains "a file without a list"
{
	cat chromium.cc
	sed 's/kRestrictedPorts/kBlockedPorts/' chromium-missing.cc
} >two.cc
sed -i 's/kRestrictedPorts/kForbiddenPorts/' two.cc
run policy check two.cc
complains "a file with two lists"
has err "'kForbiddenPorts' (line 11) and 'kBlockedPorts' (line 120)" "both are named"
has err "--list NAME tells which" "and what to do"
finds two.cc --list kForbiddenPorts --
finds two.cc --list kBlockedPorts -- "[0-9]+ missing_port: port 4190"
run policy check nothing.cc
complains "a file that is not there"
sed 's/^    25,/    70000,/' chromium.cc >range.cc
run policy check range.cc
complains "a number that is no port"
has err "range.cc:$(line range.cc 70000,):5: expected" "with its line"
head -c 4096 /dev/urandom >noise.bin
printf '\0' >>noise.bin
run policy check noise.bin
complains "a binary file"
truncate -s 100M large.cc
run policy check large.cc
complains "100 MiB"
has err "at most 8388608 bytes (PQ_MAX_IMPORT_TEXT)" "the maximum is named"
run policy check
complains "no file"
run policy check --against fetsh chromium.cc
complains "an unknown policy"
has err "did you mean 'fetch'" "the nearest is suggested"
run policy check --format chromiun chromium.cc
complains "an unknown format"
run policy check --schemes http,gopher chromium.cc
complains "an unknown scheme"
run policy check --list kNone chromium.cc
complains "a list that is not there"
run policy check chromium-missing.cc bare.c
complains "one file of two that cannot be read"

# Fast enough to stand in every build: a file of 2,000 lines in under 50 ms, the best of ten runs. (Without
# optimisation and under sanitizers it is told, and not judged.)
{
	sed '/^}  \/\/ namespace$/,$d' chromium.cc
	for ((i = 0; i < 1900; i++)); do
		printf '// Line %d of a file that is long.\n' "$i"
	done
	sed -n '/^}  \/\/ namespace$/,$p' chromium.cc
} >long.cc
best=1000000
for ((i = 0; i < 10; i++)); do
	began=${EPOCHREALTIME/./}
	"$pratique" policy check long.cc >/dev/null || fail "a long file"
	took=$((${EPOCHREALTIME/./} - began))
	((took < best)) && best=$took
done
[[ $pratique != */release/* ]] || ((best < 50000)) || fail "2,000 lines took $best us, at most 50000 are wanted"
printf '2,000 lines: %d us\n' "$best"
finish
