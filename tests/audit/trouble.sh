#!/bin/bash
# SPDX-License-Identifier: MIT
# What can go wrong with a subject: a clear message, the place of its log, exit code 3, and what was seen is kept.
source "${BASH_SOURCE[0]%/*}/lib.sh"

run audit --browser /no/such/program --family chromium --out "$work/run"
wants 3 "a browser that is missing"
has err "/no/such/program" "is named"
run audit --browser no-such-browser
complains "a browser that nobody knows"
has err "chromium" "and the known ones are listed"
run audit --browser chromium --vectors fetch,no-such-vector
complains "a vector that nobody knows"
run audit --browser chromium --ports 25,70000
complains "a port that is none"
run audit --browser chromium --command 'curl {url}'
complains "two subjects at once"
run audit --command 'curl -s'
complains "a command without a place for the URL"
printf 'pratique-browser 1\nname x\nkind browser\n' >"$work/wrong.browser"
run audit --browser "$work/wrong.browser"
complains "a recipe that cannot be read"
has err "wrong.browser:3:6: expected one of: page" "with its place"

audit_fake dead
wants 3 "a browser that ends at once"
has out "ended with status 5 and never opened the page; its log is $work/run/browser-1.log" "and where its log is"
audit_fake never
wants 3 "a browser that never opens the page"
has out "did not open the page within 2 s" "is not waited for"
audit_fake crash
wants 3 "a browser that crashes"
has out "by signal 11" "and how it ended"
has out "fetch, which is given up" "and in which task"
has out "vectors    2 tested" "the rest is tested in another start, and what crashed once a second time"
kept '"partial":true' "the result is marked as partial"
audit_fake hang
wants 3 "a browser that hangs"
has out "gave no sign of life" "is ended"
has out "vectors    2 tested" "and the rest is tested in another start"
audit_fake twice
wants 3 "a browser that opens the page twice"
has out "opened the start page 2 times" "is told of"
audit_fake flood
wants 3 "a browser that floods"
has out "flooded the sink" "is ended"

audit_fake slow --time 3s
wants 3 "an audit that is out of time"
has out "time limit of 3 s" "says so"
for signal in INT TERM; do
	fake slow
	rm -rf "$work/run"
	"$pratique" audit --browser "$work/fake-slow.browser" --vectors fetch --ports 81-300 --out "$work/run" \
		>"$work/out" 2>"$work/err" &
	audit=$!
	for ((i = 0; i < 100; i++)); do
		grep -qs 'tcp 24.0.0.3 ' "$work"/run/log/*.transcript && break
		sleep 0.1
	done
	"$pratique" audit --browser "$work/fake-slow.browser" --out "$work/run" >/dev/null 2>"$work/busy"
	[[ $? == 2 ]] && grep -q "another audit writes there" "$work/busy" || fail "a folder has one audit at a time"
	kill -s "$signal" "$audit"
	wait "$audit"
	code=$?
	wants 3 "SIG$signal ends an audit"
	has out "interrupted; what was seen until then is kept" "and it says so"
	kept '"partial":true' "the result is there, marked as partial"
	[[ -s $work/run/report.html ]] || fail "the report is there"
done

# What a command did not dial because it died is not blocked.
cat >"$work/dies" <<'END'
#!/bin/bash
at=${1#http://}
at=${at%%/*}
[[ $at == *:25 ]] && kill -9 $$
[[ $at == *:* ]] || at+=:80
exec 3<>"/dev/tcp/${at/://}"
printf 'GET / HTTP/1.0\r\n\r\n' >&3
cat <&3
END
chmod +x "$work/dies"
mkdir -p "$work/run/findings"
touch "$work/run/findings/old.scenario"
run audit --command "$work/dies {url}" --vectors command-http --ports 25,8000 --out "$work/run"
wants 3 "a command that dies"
has out "0 blocked, 1 allowed, 0 unsafe, 0 over-blocked, 1 untested" "has blocked nothing"
[[ ! -e $work/run/findings/old.scenario ]] || fail "an earlier run's findings are gone"

finish
