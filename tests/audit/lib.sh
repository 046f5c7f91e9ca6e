# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the tests of whole audits, which are called with the program and the source tree.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

if ! "$pratique" sandbox -- true >/dev/null 2>"$work/err"; then
	printf 'skipped: this machine allows no sandbox: '
	cat "$work/err"
	exit 77
fi

# fake MODE: a recipe that starts the made-up browser in that mode.
fake() {
	cat >"$work/fake-$1.browser" <<-END
		pratique-browser 1
		name fake-$1
		kind page
		program "$source_tree/tests/audit/fake.bash"
		required $1
		url {url}
	END
}

# audit_fake MODE ARGUMENT...: audits it through fetch(), directly and behind a redirect, at four ports.
audit_fake() {
	local mode=$1
	shift
	fake "$mode"
	rm -rf "$work/run"
	run audit --browser "$work/fake-$mode.browser" --vectors fetch,fetch/302 --ports 25,81,6667,8000 --patience 2s \
		--out "$work/run" "$@"
}

# kept TEXT CLAIM: the result that was written holds the text.
kept() {
	grep -qF -- "$1" "$work/run/result.json" || fail "$2 (wanted in the result: $1)"
}
