#!/bin/bash
# SPDX-License-Identifier: MIT
# Short audits of real subjects: node, curl and Chromium, each where it is installed. What they are found to do is theirs;
# that they are driven, seen and told of is what is tested.
source "${BASH_SOURCE[0]%/*}/lib.sh"
audited=0

# audited NAME ARGUMENT...: false if it is not installed
audit() {
	rm -rf "$work/run"
	run audit --browser "$@" --out "$work/run" --junit "$work/junit.xml" --sarif "$work/sarif.json"
	if [[ $code == 3 ]] && grep -q 'apt install' "$work/err"; then
		printf 'skipped in part: %s is not installed\n' "$1"
		return 1
	fi
	audited=$((audited + 1))
	[[ $code == 0 || $code == 1 ]] || fail "an audit of $1 comes to an end"
	lacks out "partial" "it is whole"
	for file in run/report.html run/result.json junit.xml sarif.json; do
		[[ -s $work/$file ]] || fail "$file is written"
	done
}

if audit node --vectors 'fetch,fetch/*' --ports 25,80,8000; then
	has out "controls   6 of 6 seen" "node: every control was dialled"
fi
if audit curl --ports 25,8000; then
	has out "vectors    9 tested" "curl: URLs, redirects of each status, and proxies"
fi
if audit chromium --vectors fetch,img,form-post,websocket,fetch-https,fetch/302 --ports bad; then
	has out "vectors    6 tested, 0 untested" "Chromium: every vector's control was dialled"
	run audit --compare "$work/run/result.json" "$work/run/result.json"
	wants 0 "a result differs in nothing from itself"
fi
if audit chromium --vectors fetch --ports 25 --spaces; then
	has out "spaces     390 of 429 ways tested" "Chromium: every page's target in its own space was dialled"
fi
if ((audited == 0)); then
	printf 'skipped: neither node nor curl nor chromium is installed\n'
	exit 77
fi
finish
