#!/bin/bash
# SPDX-License-Identifier: MIT
# What holds for every verb: help, versions, wrong words and options, colours, a full disk.
source "${BASH_SOURCE[0]%/*}/lib.sh"

run
wants 2 "no verb is wrong usage"
has err "usage: pratique VERB" "no verb shows the usage on standard error"

run --help
wants 0 "--help succeeds"
verbs=$(awk '/^  [a-z]/ { print $1 }' "$work/out")
for verb in run explain judge check url fmt lint words rules policy doctor; do
	grep -qx "$verb" <<<"$verbs" || fail "--help lists $verb"
done
for verb in $verbs; do
	run "$verb" --help
	wants 0 "$verb --help succeeds"
	has out "usage: pratique $verb" "$verb --help shows the usage"
	grep -qi 'exit' "$work/out" || fail "$verb --help tells the exit codes"
	run help "$verb"
	has out "usage: pratique $verb" "help $verb is $verb --help"
	run "$verb" --no-such-option
	complains "$verb refuses an unknown option"
done

run --version
wants 0 "--version succeeds"
grep -qE '^pratique [0-9]+\.[0-9]+\.[0-9]+$' "$work/out" || fail "--version prints one line"

run chekc
complains "an unknown verb is refused"
has err "did you mean 'check'?" "the nearest verb is suggested"
run frobnicate
complains "a verb that resembles none is refused"
has err "expected one of: " "the verbs are listed then"
run --frobnicate
complains "an option in the place of the verb is refused"
run help chekc
complains "help for an unknown verb is refused"
run run --polcy fetch x
complains "a misspelt option is refused"
has err "did you mean '--policy'?" "the nearest option is suggested"
run run --json=yes x
complains "a flag takes no value"
run run --policy
complains "an option that needs a value gets one"
run run -x
complains "an unknown short option is refused"
has err "'-x'" "the short option is named"

run rules
lacks out $'\033' "no colours where no terminal is"
if [[ -e /dev/full ]]; then
	"$pratique" rules >/dev/full 2>"$work/err"
	code=$?
	: >"$work/out"
	wants 3 "a full disk is noticed"
	has err "standard output: No space left on device" "and told"
	"$pratique" policy show fetch >/dev/full 2>"$work/err"
	code=$?
	wants 3 "also by what is longer than a buffer"
	has err "standard output: No space left on device" "with the reason"
fi
finish
