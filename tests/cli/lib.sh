# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the end-to-end tests, which are called with the program and the source tree.
pratique=${1:?the program}
source_tree=${2:?the source tree}
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failed=0
code=0
unset PRATIQUE_PRESET PRATIQUE_SOURCE PRATIQUE_NO_INSTALL NO_COLOR

# Runs the program; what it printed lies in $work/out and $work/err, its exit code in $code.
run() {
	"$pratique" "$@" >"$work/out" 2>"$work/err" </dev/null
	code=$?
}

# The same with standard input from our own.
filter() {
	"$pratique" "$@" >"$work/out" 2>"$work/err"
	code=$?
}

fail() {
	printf 'failed: %s\n-- exit code %d, standard output:\n' "$1" "$code"
	head -n 40 "$work/out"
	printf -- '-- standard error:\n'
	head -n 40 "$work/err"
	failed=1
}

# wants CODE CLAIM: the last run exited with it.
wants() {
	[[ $code == "$1" ]] || fail "$2 (exit code $1 wanted)"
}

# has out|err TEXT CLAIM, lacks out|err TEXT CLAIM: a line holds the text, or none does.
has() {
	grep -qF -- "$2" "$work/$1" || fail "$3 (wanted: $2)"
}

lacks() {
	! grep -qF -- "$2" "$work/$1" || fail "$3 (unwanted: $2)"
}

# is out|err TEXT CLAIM: that is all there is.
is() {
	[[ $(cat "$work/$1"; printf x) == "$2"$'\n'x ]] || fail "$3 (wanted only: $2)"
}

# complains CLAIM: wrong input gives exit code 2, one line on standard error and nothing on standard output.
complains() {
	wants 2 "$1"
	[[ $(wc -l <"$work/err") == 1 && ! -s $work/out ]] || fail "$1 (one line on standard error wanted)"
	[[ $(cat "$work/err") == "pratique: "* ]] || fail "$1 (a line that begins with 'pratique: ' wanted)"
}

finish() {
	((failed == 0)) || exit 1
	printf 'ok\n'
	exit 0
}

# A form that speaks SMTP, with its control; expects to be blocked.
smtp_form() {
	cat <<-'END'
		pratique-scenario 1
		# A form speaks SMTP.
		page http://evil.example/
		form POST http://mail.example:25/ multipart
		  field x "\r\nHELO evil\r\nMAIL FROM:<a@evil.example>\r\n"
		expect blocked unsafe_port
		control GET http://mail.example/
	END
}
