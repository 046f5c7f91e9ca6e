#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique fmt, lint, policy, rules and doctor.
source "${BASH_SOURCE[0]%/*}/lib.sh"

printf 'pratique-scenario 1\n# Spaces.\nfetch   GET   "http://a/"\n  header "A"   "b c"\nexpect allowed\n' >loose.scenario
cp loose.scenario kept.scenario
chmod 640 loose.scenario
run fmt --check loose.scenario
wants 1 "--check finds what is not canonical"
is out loose.scenario "and names it"
cmp -s loose.scenario kept.scenario || fail "--check changes nothing"
run fmt loose.scenario
wants 0 "fmt"
[[ ! -s out ]] || fail "fmt prints nothing"
[[ $(stat -c %a loose.scenario) == 640 ]] || fail "the mode stays"
run fmt --check loose.scenario
wants 0 "what fmt wrote is canonical"
filter fmt - <kept.scenario
cmp -s out loose.scenario || fail "fmt - is the same as a filter"
ln -s loose.scenario link.scenario
cp kept.scenario loose.scenario
run fmt link.scenario
[[ -L link.scenario ]] || fail "a link stays a link"
"$pratique" fmt --check loose.scenario >/dev/null || fail "and what it names is written"
printf 'pratique-policy 1\n# Mine.\nname   mine\nblock http   1,2-3\n' >mine.policy
run fmt mine.policy
wants 0 "fmt of a policy"
run fmt --check .
wants 1 "a directory holds what is not canonical"
is out ./kept.scenario "only that"
printf 'pratique-scenario 1\nfetch GET\n' >broken.scenario
run fmt broken.scenario
complains "a malformed scenario"
has err "broken.scenario:2:" "file and line"
grep -qx 'fetch GET' broken.scenario || fail "and it is untouched"
mkdir empty
run fmt empty
complains "a directory without such files"
has err "*.scenario or *.policy" "both endings are named"
rmdir empty
filter fmt --lenient - <broken.scenario
is out 'pratique-scenario 1' "--lenient leaves out what cannot be read"
printf 'something else\n' >other.txt
run fmt other.txt
complains "neither scenario nor policy"
run fmt
complains "no file"

smtp_form >sound.scenario
"$pratique" fmt sound.scenario
run lint sound.scenario
wants 0 "nothing to say"
sed '/^control/d' sound.scenario >open.scenario
run lint open.scenario
wants 1 "a refusal without control"
has out "open.scenario:6: warning: a refusal is expected" "named with its line"
sed '/^#/d; /^expect/d' sound.scenario >mute.scenario
run lint mute.scenario
has out "no comment" "no comment"
has out "no expect line" "no expect"
printf 'pratique-scenario 1\n# Nothing.\nexpect allowed\ncontrol GET http://a/\n' >idle.scenario
run lint idle.scenario
has out "no request but controls" "no attack"
sed 's/^expect .*/expect error bad-ulr/; s/^page .*/page evil.example\npolicy nome/' sound.scenario >names.scenario
run lint names.scenario
wants 1 "names that nobody has"
has out "names.scenario:3: warning: the page is no URL" "the page"
has out "names.scenario:4: warning: no built-in policy" "the policy"
has out "names.scenario:7: warning: no network error" "the network error"
sed 's/^expect .*/expect error bad-url/; s/^page .*/page http:\/\/evil.example\npolicy none/' sound.scenario >names.scenario
"$pratique" fmt names.scenario
run lint names.scenario
wants 0 "names that are known"
run lint --json open.scenario
has out '{"file":"open.scenario","line":6,"warning":' "JSON lines"
run lint mine.policy
has out "no date line" "a policy without date"
run lint broken.scenario
complains "lint of a malformed scenario"

run policy list
wants 0 "policy list"
grep -qE '^fetch +20[0-9-]+ +21 \+ 2 +http,https,ws,wss,stun-tcp,webtransport 83 ' "$work/out" || fail "fetch: 83 ports, 21 names, 2 prefixes"
grep -qE '^silverlight .* tcp 65503$' "$work/out" || fail "silverlight: all but 33"
run policy list --json
has out '"name":"fetch"' "JSON lines"
run policy show fetch
wants 0 "policy show"
cmp -s out "$source_tree/src/policy/builtin/fetch.policy" || fail "shows the text that was compiled in"
run policy show mine.policy
wants 0 "policy show of a file"
run policy list
has out "states 2013-11-05 2015-07-29 2016-03-10" "the days on which fetch changed"
run policy show fetch@2016-03
wants 0 "policy show of a state"
has out "date    2016-03-31" "its date is the last day of that month"
grep -q 'forbid-header Set-Cookie\|ports* 0 \|6697' out && fail "nothing of later days"
cp out state.policy
run policy show state.policy
cmp -s out state.policy || fail "a state is a text that says the same"
run policy show --json fetch@2016-03
has out '"as_of":"2016-03-31"' "JSON tells the day"
has out '"http":64' "64 ports then"
run policy show enterprise@today
wants 0 "as of today"
has out "date    $(date -u +%Y-)" "its date is today's"
run policy show fetch@2016-13
complains "no such month"
is err "pratique: fetch@2016-13: expected a date behind the @, such as 2016, 2016-03, 2016-03-10 or today" "and what would be one"
run policy show fetch@2016-02-30
complains "no such day"
run policy show --json silverlight
has out '"forbidden_headers":[]' "JSON has the names"
run policy show fetsh
complains "an unknown policy"
run policy
complains "no word"
run policy lost
complains "an unknown word"
has err "did you mean 'list'?" "the nearest is suggested"
run policy list more
complains "too many words"

run words
wants 0 "words"
grep -qE '^  header +fetch,xhr,websocket,embedder,control +NAME VALUE: ' "$work/out" || fail "word, place, arguments"
grep -qE '^  page +top +once  URL of the page' "$work/out" || fail "which stand once"
grep -qE '^  dial +CONN ' "$work/out" || fail "events"
grep -qE '^  forbid-header +NAME ' "$work/out" || fail "words of policies"
grep -qE '^  redirect-refused$' "$work/out" || fail "network errors"
run words --json
has out '{"format":"scenario","word":"mode","in":["fetch","control"],"not_after":["mode"],' "JSON lines"
while read -r constant; do
	grep -qF "$constant" "$source_tree/docs/formats.md" || fail "docs/formats.md does not tell $constant"
done < <(cat "$source_tree"/src/scenario/limits.h "$source_tree"/src/transcript/transcript.h \
	"$source_tree"/src/policy/policy.h "$source_tree"/src/fetch/env.h "$source_tree"/harness/cli/load.h |
	sed -n 's/^#define \(PQ_MAX_[A-Z_]*\) .*/\1/p')
while read -r word; do
	grep -qE "\`[^\`]*\b$word\b" "$source_tree/docs/formats.md" || fail "docs/formats.md does not tell $word"
done < <(sed -n 's/.*"word":"\([a-z-]*\)".*/\1/p; s/.*"network_error":"\([a-z-]*\)".*/\1/p' "$work/out")
run words all
complains "words takes no argument"

run rules
wants 0 "rules"
grep -qE '^unsafe_port +CWE-[0-9]+ +both +Fetch' "$work/out" || fail "id, CWE, sides, section"
[[ $(wc -l <"$work/out") == 15 ]] || fail "a heading and 14 rules"
run rules --json
has out '"id":"credential_leak"' "JSON lines"
run rules all
complains "rules takes no argument"

run doctor
[[ $code == 0 || $code == 3 ]] || fail "doctor exits with 0 or 3"
has out "libFuzzer" "doctor looks for libFuzzer"
PATH=/nonexistent run doctor
wants 3 "without any program"
has out "needed: apt install cmake" "doctor says how to get it"
run doctor --json
has out '"what":"cmake"' "JSON lines"
finish
