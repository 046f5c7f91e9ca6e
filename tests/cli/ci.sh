#!/bin/bash
# SPDX-License-Identifier: MIT
# The pieces for CI: the steps of the Action, taken out of action.yml and run as GitHub would in a project of its own,
# with a clone of this tree beside it; and the hook for pre-commit.
source "${BASH_SOURCE[0]%/*}/lib.sh"
data=$source_tree/tests/data/policy-check

# A fresh clone, or a copy where there is no repository.
if ! git clone -q "$source_tree" "$work/action" 2>/dev/null || [[ ! -e $work/action/harness/ci/action.yml ]]; then
	rm -rf "$work/action"
	mkdir -p "$work/action/harness"
	cp -r "$source_tree/harness/ci" "$source_tree/harness/pratique" "$work/action/harness/"
	cp "$source_tree/.pre-commit-hooks.yaml" "$work/action/"
fi
action=$work/action/harness/ci/action.yml

mkdir -p project/net
cd project || exit 2
git init -q . 2>/dev/null
cp "$data/chromium.cc" net/port_util.cc

# Steps as lines "name|env NAME=input ...|command".
steps() {
	awk '
		/^  steps:/ { on = 1; next }
		!on { next }
		/^    - name:/ { sub(/^    - name: */, ""); name = $0; env = "" }
		/^        [A-Z_]+: \$\{\{ inputs\.[a-z]+ \}\}$/ {
			key = $1; sub(/:$/, "", key); input = $0
			sub(/.*inputs\./, "", input); sub(/ .*/, "", input)
			env = env " " key "=" input
		}
		/^      run: / { sub(/^      run: */, ""); print name "|" env "|" $0 }
	' "$action"
}

# The default of an input.
default_of() {
	awk -v wanted="  $1:" '
		$0 == wanted { on = 1; next }
		on && /^    default:/ { sub(/^    default: */, ""); gsub(/^\047|\047$/, ""); print; exit }
		on && /^  [a-z]+:/ { exit }
	' "$action"
}

# act NAME=VALUE...: runs all steps with these inputs until one fails, as GitHub does.
act() {
	local name env command pair input given values
	: >"$work/out"
	: >"$work/err"
	: >"$work/summary"
	while IFS='|' read -r name env command; do
		values=(GITHUB_ACTION_PATH="$work/action/harness/ci" GITHUB_STEP_SUMMARY="$work/summary")
		for pair in $env; do
			input=${pair#*=}
			values+=("${pair%%=*}=$(default_of "$input")")
			for given in "$@"; do
				[[ ${given%%=*} == "$input" ]] && values+=("${pair%%=*}=${given#*=}")
			done
		done
		env "${values[@]}" bash --noprofile --norc -e -o pipefail -c "$command" \
			>>"$work/out" 2>>"$work/err" </dev/null
		code=$?
		((code == 0)) || return
	done < <(steps)
}

# Building takes a minute: it is asked for by hand, and else the program under test stands in its place.
program=$pratique
[[ -n ${PRATIQUE_CI_BUILD:-} ]] && program=

(($(steps | wc -l) == 2)) || fail "two steps in action.yml"
act files=net/port_util.cc program="$program"
wants 0 "a list that is right"
has out "against policy fetch" "the check ran"
has out "::notice file=net/port_util.cc," "what was not looked at is told"
lacks out "::error" "and nothing else"
[[ -s pratique.sarif ]] || fail "SARIF is written where the default says"

cp "$data/chromium-missing.cc" net/port_util.cc
act files=$'net/port_util.cc\n' program="$program" junit=junit.xml
wants 1 "a list that lacks a port"
has out "::error file=net/port_util.cc,line=81,col=5," "an annotation at its line"
has out ",title=missing_port::port 4190" "with the rule"
grep -q 4190 "$work/summary" || fail "and a summary"
[[ -s junit.xml ]] || fail "JUnit where it was asked for"

printf 'pratique-baseline 1\naccept missing_port 4190 until 2999-01-01 "not yet"\n' >accepted.baseline
act files=net/port_util.cc program="$program" baseline=accepted.baseline
wants 0 "accepted by the baseline"
lacks out "::error" "no annotation"

act files=net/port_util.cc program="$program" against='fetch; touch spoiled'
wants 2 "a policy that nobody knows"
[[ ! -e spoiled ]] || fail "an input is no command"
act files= program="$program"
wants 2 "no file"
act files=net/none.cc program="$program"
wants 2 "a file that is not there"
act files=net/port_util.cc program=/nonexistent/pratique
[[ $code != 0 ]] || fail "a program that is not there"
lacks out "against policy" "the second step is not run behind a first one that failed"

# pre-commit gives the options and then the files that are staged.
hook=$work/action/$(sed -n 's/^  entry: //p' "$work/action/.pre-commit-hooks.yaml")
[[ -x $hook ]] || fail "the hook's entry is there"
pattern=$(sed -n "s/^  files: '\(.*\)'$/\1/p" "$work/action/.pre-commit-hooks.yaml")
grep -qE "$pattern" <<<"net/base/port_util.cc" || fail "the hook's pattern names such files"
! grep -qE "$pattern" <<<"net/base/port_util_unittest.cc" || fail "and no others"
PRATIQUE_PROGRAM=$pratique "$hook" --against fetch net/port_util.cc >"$work/out" 2>"$work/err"
code=$?
wants 1 "the hook stops a commit"
has out "missing_port" "and says why"
cp "$data/chromium.cc" net/port_util.cc
PRATIQUE_PROGRAM=$pratique "$hook" --against fetch net/port_util.cc >"$work/out" 2>"$work/err"
code=$?
wants 0 "and lets a right list pass"
finish
