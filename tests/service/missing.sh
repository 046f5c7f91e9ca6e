#!/bin/bash
# SPDX-License-Identifier: MIT
# missing.sh PROGRAM WITHOUT ICU: what the sandbox lacks is told by its own message and exit code 3, and only best-effort
# goes on. Nobody listens at the port that is asked for, so that going on ends with "refused". ICU is a folder with an ICU
# that has no data.
set -u
program=$1
without=$2
icu=$3
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
failed=0
url=http://127.0.0.1:1/

# ask WHAT OPTIONS...: sets said and code
ask() {
	local what=$1
	shift
	# shellcheck disable=SC2086
	said=$("$without" $what -- "$program" fetch --policy none --judge none "$@" "$url" 2>&1)
	code=$?
	if ((code == 77)); then
		printf '%s\n' "$said"
		exit 77
	fi
}

# expect CODE TEXT...: each text is in what was said
expect() {
	local wanted=$1 text
	shift
	((code == wanted)) || wrong "exit code $code instead of $wanted: $said"
	for text in "$@"; do
		[[ $said == *"$text"* ]] || wrong "not said: $text, but: $said"
	done
}

wrong() {
	printf 'missing.sh: %s\n' "$*"
	failed=1
}

ask nothing
if [[ $said == *"cannot start"* ]]; then
	printf 'no three processes here: %s\n' "$said"
	exit 77
fi
expect 3 "network error refused"
[[ $said != *weaker* ]] || wrong "weaker although nothing is missing: $said"
ask nothing --sandbox=best-effort
expect 3 "network error refused"
[[ $said != *weaker* ]] || wrong "weaker although nothing is missing: $said"

declare -A message=(
	[seccomp]="system-call filters (seccomp: "
	[landlock]="Landlock, which takes files away (Function not implemented)"
	[namespaces]="namespaces of its own for the renderer (Operation not permitted)"
)
for what in seccomp landlock namespaces; do
	for options in "" --sandbox=strict; do
		ask "$what" $options
		expect 3 "fetch cannot start: ${message[$what]}"
		[[ $said != *refused* ]] || wrong "went on without $what: $said"
	done
	ask "$what" --sandbox=best-effort
	expect 3 "weaker than it should be, without: ${message[$what]}" "network error refused"
done

ask "seccomp landlock namespaces" --sandbox=best-effort
expect 3 "${message[seccomp]}" "${message[landlock]}" "${message[namespaces]}" "network error refused"
# What is asked of the whole program without ICU's data: the library that holds them has none.
ask_without_icu() {
	said=$(LD_LIBRARY_PATH=$icu "$program" "$@" 2>&1)
	code=$?
}
printf 'pratique-scenario 1\nfetch GET http://a.example/\n' >"$dir/one.scenario"
ask_without_icu fetch "$url"
expect 3 "ICU's data is missing"
ask_without_icu run --subject service "$dir/one.scenario"
expect 3 "ICU"
ask_without_icu doctor
expect 3 "ICU data"

# The subject has no weaker form: it does not start.
for what in seccomp landlock namespaces; do
	said=$("$without" "$what" -- "$program" run --subject service "$dir/one.scenario" 2>&1)
	code=$?
	expect 3 "subject service cannot start: ${message[$what]}"
done
exit "$failed"
