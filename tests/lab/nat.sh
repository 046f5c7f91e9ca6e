#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique lab nat: what a user sees of it.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

run lab nat nosuch
complains "a helper that nobody knows"
has err "unknown helper 'nosuch'" "is named"
run lab nat --list ftp
complains "a list is of all"
run lab nat --json
complains "an option wants its value"
run lab nat --json /nonexistent/x
complains "and a place that can be written to"
run lab nat --list
wants 0 "the helpers are listed"
has out "ftp           tcp    21" "with their ports"
has out "out of reach" "and why some are not reached"
run lab nat snmp
wants 3 "where nothing can run"
has out "broadcasts" "the reason is said"

run lab nat ftp
if ((code == 3)); then
	printf 'SKIPPED: %s\n' "$(cat err out)"
	exit 77
fi
wants 0 "all rows are as stated"
has out "tcp from 198.51.100.2 to 198.51.100.1:5900" "holes are told"
has out "policy fetch: port 21" "and what kept them shut"
has out ", 0 not as stated" "and the sums"
run lab nat ftp --without-helper --out kept
wants 0 "without a helper no hole is left"
has out "no helper's rule" "and that is why"
for file in kept/nat.json kept/nat.html; do
	[[ -s $file ]] || fail "$file is kept"
done
run lab nat irc irc --json -
wants 0 "the result goes to standard output"
has out '"format":"pratique-lab-nat 1"' "as JSON"
has out '"outcome":"used"' "with outcomes"
has err "irc, port 6667" "and the table elsewhere"
[[ $(grep -c "  plain" err) == 1 ]] || fail "who is named twice is run once"

run lab nat irc --browser nosuch
complains "a browser that nobody knows"
if ! command -v chromium >/dev/null; then
	printf 'SKIPPED: what needs Chromium\n'
	finish
fi
run lab nat irc --browser chromium --json result
wants 0 "what a real browser writes is as the model's"
has out "port allowed by its switch          used" "with the port allowed it opens holes"
has out "the browser's own list              not dialled" "and none without"
lacks out "void" "nothing is left open"
grep -q '"subject":"Chromium' result || fail "and the result tells which browser"

# Who interrupts it finds nothing left behind.
mkdir own
TMPDIR=$work/own "$pratique" lab nat --browser chromium >out 2>err </dev/null &
running=$!
while kill -0 "$running" 2>/dev/null && [[ -z $(ls own) ]]; do
	sleep 0.1
done
kill -TERM "$running"
wait "$running"
code=$?
wants 3 "an interrupted run says so"
has err "interrupted" "in words"
[[ -z $(ls own) ]] || fail "the browser's folder is gone: $(ls own)"
finish
