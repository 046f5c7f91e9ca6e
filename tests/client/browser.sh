#!/bin/bash
# SPDX-License-Identifier: MIT
# Browsers as subjects. First made-up ones, each with one thing that is wrong with it; then Chromium, where it is there.
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
source "$here/../cli/lib.sh"
export FAKE_STARTS=$work/starts

# fake MODE: a program of that name, to be started as Chromium is.
fake() {
	printf '#!/bin/bash\nexport FAKE_STARTS=%q\nexec %q %s "${@: -1}"\n' "$FAKE_STARTS" "$here/page.bash" "$1" >"$1"
	chmod +x "$1"
}

# ask MODE SCENARIO...: puts them to that made-up browser.
ask() {
	local mode=$1
	shift
	fake "$mode"
	: >"$FAKE_STARTS"
	run run --subject "browser:chromium=$work/$mode" "$@"
}

# starts COUNT CLAIM: so often was the last browser started.
starts() {
	[[ $(wc -l <"$FAKE_STARTS") == "$1" ]] || fail "$2 ($1 starts wanted)"
}

# scenario NAME LINES...
scenario() {
	local name=$1
	shift
	{
		echo "pratique-scenario 1"
		printf '%s\n' "$@"
	} >"$name.scenario"
}

control="control GET http://a.example/"
scenario mail "fetch GET http://a.example:25/" "expect blocked unsafe_port" "$control"
scenario web "fetch GET http://a.example:8025/x" "expect allowed" "$control"
scenario named "dns b.example 20.1.2.3" "fetch GET http://b.example:8025/" "expect allowed" "$control"
scenario hostile "attacker renderer" "fetch GET http://a.example:25/" "expect blocked unsafe_port" "$control"
scenario hinted "prefetch http://a.example:25/" "expect blocked unsafe_port" "$control"
scenario driven "policy none" "fetch GET http://a.example:25/" "expect allowed"

run run --subject browser:nonesuch web.scenario
complains "a browser that nobody knows"
has err "expected chromium, firefox" "the known ones are named"
run run --subject browser:curl web.scenario
complains "a subject without pages"
run run --subject browser web.scenario
complains "a browser without a name"
run run --subject "browser:chromium=$work/nowhere" web.scenario
wants 3 "a program that is not there"
has err "$work/nowhere' is not there" "is named"
PATH=/nonexistent run run --subject browser:qutebrowser web.scenario
wants 3 "a browser that is not there"
has err "apt install qutebrowser" "says how to get it"

ask dead hostile.scenario driven.scenario
if ((code == 3)) && grep -q "cannot start" err; then
	cat err
	exit 77
fi
wants 0 "what a page cannot express is neither a pass nor a failure"
has out "a renderer's request" "a hostile renderer is not applicable"
has out "another policy that drives the subject" "a browser has a policy of its own"
has out "0 as expected, 0 differ, 0 void, 0 violations, 2 not applicable" "what is not applicable is counted so"
starts 0 "and no browser is started for it"

ask dead web.scenario mail.scenario
if grep -q "certutil" err; then
	cat err
	exit 77
fi
wants 3 "a browser that does not start"
has err "a browser that opens its first page; the last it said is: there is no screen" "says what it said"
has out "0 as expected, 0 differ, 0 void, 0 violations, 2 not run" "each scenario is not run"
starts 3 "it is tried three times, and not for each scenario"

ask honest web.scenario mail.scenario web.scenario
wants 0 "an honest browser conforms"
has out "3 as expected" "an honest browser conforms"
starts 1 "one browser does for scenarios that leave nothing behind"
ask honest web.scenario named.scenario web.scenario
wants 0 "names of its own do no harm"
starts 3 "a scenario with names of its own has a browser of its own"

ask honest web.scenario hinted.scenario
wants 0 "what a browser does not know is neither a pass nor a failure"
has out "a prefetch hint, which this browser does not know" "its start page says so"
starts 1 "and the browser that was asked goes on"

ask careless mail.scenario web.scenario
wants 1 "a dial to port 25 is a violation"
has out "unsafe_port: port 25 was dialled" "a dial to port 25 is a violation"
has out "1 as expected, 0 differ, 0 void, 1 violations" "and an allowed port is none"
run explain --subject "browser:chromium=$work/careless" --transcript mail.scenario
has out " 25 ok" "the dial is in the transcript"
lacks out "pratique-play" "and what the page says to its hub is not"
run run --subject "browser:chromium=$work/careless" --policy none mail.scenario
wants 1 "a policy does not drive a browser"

ask idle mail.scenario
wants 3 "where the control was not seen nothing is said"
has out "a control did not succeed" "where the control was not seen nothing is said"

ask crash web.scenario mail.scenario
wants 3 "a browser that crashes"
has err "the browser ended while it was played" "a crash is told"
has out "2 not run" "and is neither a pass nor a failure"
starts 4 "each is asked once more"
ask once web.scenario mail.scenario
wants 0 "a browser that crashed once is asked again"
has out "2 as expected" "and what it says then counts"
starts 2 "by another start"

fake careless
fake honest
run run --subject "browser:chromium=$work/honest" --subject "browser:chromium=$work/careless" --subject model \
	mail.scenario web.scenario hostile.scenario
wants 1 "a table of browsers and the model"
has out "unsafe_port" "shows where one of them differs"
has out "1 not compared" "and what cannot be asked of browsers is not compared"

if ! "$pratique" run --subject browser:chromium hostile.scenario >"$work/out" 2>"$work/err"; then
	grep -q "apt install chromium" err || fail "Chromium is missing and nobody says so"
	echo "left out: Chromium is not there"
	finish
fi
smtp_form >form.scenario
run run --subject browser:chromium form.scenario web.scenario mail.scenario
wants 0 "Chromium conforms"
has out "3 as expected" "Chromium refuses the mail server's port and no other"
finish
