#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique policy diff, timeline and why. tests/snapshots/policy_*.txt shows what they print; after an intended change,
# run this with PQ_UPDATE_SNAPSHOTS=1 and read the diff.
source "${BASH_SOURCE[0]%/*}/lib.sh"
unset LC_ALL LC_CTYPE COLUMNS TERM
export LANG=C.UTF-8

# snapshot NAME: what the last run printed is what that file shows.
snapshot() {
	local file=$source_tree/tests/snapshots/$1.txt
	[[ -z ${PQ_UPDATE_SNAPSHOTS:-} ]] || cp "$work/out" "$file"
	cmp -s "$work/out" "$file" || fail "$1 is not as tests/snapshots shows it: $(diff "$file" "$work/out" | head -n 5)"
}

# fits COLUMNS CLAIM: no line of what was printed is wider.
fits() {
	local widest
	widest=$(LC_ALL=C.UTF-8 awk '{ if (length($0) > most) most = length($0) } END { print most + 0 }' "$work/out")
	# An awk that counts bytes sees three for each character of a line.
	[[ $(printf '\u2500' | LC_ALL=C.UTF-8 awk '{ print length($0) }') == 1 ]] || return 0
	((widest <= $1)) || fail "$2 ($widest columns, at most $1 wanted)"
}

printf 'pratique-policy 1\nname mine\ndate 2022-01-01\nsource our tree\nbase fetch@2022-01-01\nallow http,https,ws,wss 10080\nforbid-header X-Ours\n' \
	>mine.policy

run policy diff fetch fetch
wants 0 "a policy does not differ from itself"
has out "Both refuse the same." "and that is said"
run policy diff fetch@2020-12 fetch@2020-11-05
wants 0 "two days without a change between them"
run policy diff chromium fetch
wants 1 "two that differ"
snapshot policy_diff_chromium_fetch
fits 80 "a difference fits 80 columns"
run policy diff fetch fetch@2021-06
wants 1 "the list and an older state of it"
has out "only fetch refuses" "what came since"
has out "b fetch@2021-06, 2021-06-30" "a state has its day"
has out "4190  sieve                        since 2024-04-02  Sieve, IRC over TLS" "each port with its service and date"
lacks out "only fetch@2021-06 refuses" "nothing went"
run policy diff mine.policy fetch@2022-01
wants 1 "a file and a built-in policy"
has out "headers    X-Ours" "a name that only one has"
has out "10080  amanda" "a port that only one blocks"
has out "a mine.policy, 2022-01-01" "which is which"
run policy diff silverlight fetch
has out "  tcp                                                      65503       0      33" "how many they share"
has out " 4502-4534" "ports that nothing is known of stand together"
run policy diff --json chromium fetch
wants 1 "JSON has the same exit code"
has out '"equal":false' "JSON says whether they differ"
has out '"only_b":[{"first":4190,"last":4190,"service":"sieve","since":"2024-04-02","listed":"2024-04-02"}' "and what"
has out '"headers":{"both":21,"only_a":["User-Agent"],"only_b":[]}' "names too"
run policy diff flash none
has out "with '_' for '-' in them" "a policy that takes underscores for hyphens"
run policy diff tenfourfox lightpanda
has out "0  reserved              listed since 2025-08-11  port 0" "what a policy does not date has the list's date"
run policy diff enterprise webkit
fits 80 "many schemes fit 80 columns"
run policy diff fetch
complains "one policy is not enough"
run policy diff fetch fetsh
complains "an unknown policy"
run policy diff fetch absent.policy
complains "a file that is not there"

run policy timeline
wants 0 "the whole history"
snapshot policy_timeline_80
fits 80 "the history fits 80 columns"
lacks out $'\033' "no colour where there is no terminal"
COLUMNS=120 run policy timeline
snapshot policy_timeline_120
fits 120 "the history fits 120 columns"
LANG=C run policy timeline
wants 0 "without UTF-8"
snapshot policy_timeline_ascii
LC_ALL=C grep -q '[^ -~]' "$work/out" && fail "only ASCII without UTF-8"
run policy timeline --reasons
has out "2021-04-14  Held back a month for compatibility" "why each change was made"
has out "web-platform-tests 28445" "and where"
run policy timeline --json
wants 0 "the history as JSON lines"
[[ $(grep -c '"kind":"change"' "$work/out") == 9 ]] || fail "nine changes"
sizes=$(sed -n 's/.*"kind":"change".*"size":\([0-9]*\).*/\1/p' "$work/out" | tr '\n' ' ')
[[ $sizes == "64 67 69 69 77 78 80 82 83 " ]] || fail "the sizes of the list: $sizes"
has out '"policy":"chromium-2021","product":"chromium","date":"2021-05-25"' "states of products"

run policy timeline 10080
snapshot policy_timeline_10080
run policy timeline 8080
has out "The Fetch standard has never blocked it." "a port that was never listed"
run policy timeline --json 10080
has out '"kind":"exception","since":null,"until":"2022-04-01"' "exceptions of the port"
has out '{"kind":"policy","policy":"palemoon","product":"palemoon","date":"2021-12-31","blocked_for":["tcp"]}' "policies"
lacks out '"added":[989,990]' "no other port's change"
run policy timeline chromium
snapshot policy_timeline_chromium
run policy timeline mine.policy
wants 0 "a file's policy beside the list"
has out "has       79 of the list's 83 ports, for http,https,ws,wss; all but 1 of the 80" "with its numbers"
has out "lacks     0,4190,6679,10080" "and what it lacks"
run policy timeline fetch@2020
wants 0 "a state of a policy"
has out "fetch, 2020-12-31" "as of its day"
has out "all 69 of its day" "and beside the list of that day"
run policy timeline --json webkit
has out '"missing":[0],"partly":[],"extra":[]' "a product as JSON"
lacks out '"policy":"chromium"' "and no other"
run policy timeline jsdom
has out "in part   0" "a port that is blocked for some schemes only"
run policy timeline 65536
complains "no port"
run policy timeline crhomium
complains "an unknown name"
has err "chromium" "the nearest is suggested"
run policy timeline 25 26
complains "two arguments"

run policy why 10080
wants 0 "why a port is blocked"
snapshot policy_why_10080
fits 80 "the reasons fit 80 columns"
COLUMNS=120 run policy why 10080
has out "UXP (Pale Moon, Basilisk) leaves it open on purpose" "who leaves it open and why"
has out "chromium until 2022-04-01" "who let it through, and until when"
run policy why 25
has out "HTML form protocol attack" "the attack that began it"
run policy why 1720
has out "h323 Q.931, over tcp" "a packet filter that looks at it"
run policy why 8080
wants 0 "a port that nobody blocks"
has out "no built-in policy, for http, https, ws or wss" "that is said"
has out "The Fetch standard does not block it." "also of the standard"
run policy why 843
has out "socket policy file" "what a policy's own text notes"
run policy why --json 10080
has out '"service":"amanda"' "JSON has the service"
has out '"kind":"filter","transports":"udp"' "the packet filter"
has out '{"policy":"deno","date":"2026-08-21","blocked_for":["http","https"],"has_list":true}' "and who blocks it"
for port in 65536 -1 "" 25x smtp 0x19; do
	run policy why -- "$port"
	complains "no port: $port"
done
run policy why
complains "no port given"

# On a terminal, colours; not with NO_COLOR.
if command -v script >/dev/null; then
	TERM=xterm script -qec "'$pratique' policy timeline" /dev/null >"$work/out" 2>"$work/err" </dev/null
	has out $'\033[32m83' "colours on a terminal"
	NO_COLOR=1 TERM=xterm script -qec "'$pratique' policy timeline" /dev/null >"$work/out" 2>"$work/err" </dev/null
	lacks out $'\033' "no colours with NO_COLOR"
fi
finish
