#!/bin/bash
# SPDX-License-Identifier: MIT
# planted.sh SEEDS BUGS PROGRAMS NAME...: each witness breaks the rule that must name its bug where the bug is planted, and
# passes and triggers the bug's place; the same scenarios break nothing where no bug is planted.
seeds=$1/past-bugs
bugs=$2
programs=$3
shift 3
wrong=0

fail() {
	printf '%s\n' "$*"
	wrong=1
}

# survey PROGRAM PATH: what the scenarios do to the model in that program.
survey() {
	PQ_FUZZ_SURVEY=$2 "$programs/$1" </dev/null
}

while read -r reached triggered rules file; do
	[[ $rules == - && $reached == 0 && $triggered == 0 ]] || fail "$file: breaks $rules where nothing is planted"
done < <(survey planted_nothing "$seeds")

for name; do
	witness=$seeds/$name.scenario
	rule=$(sed -n 's/^rule: //p' "$bugs/$name.patch")
	[[ -e $witness ]] || fail "$name: there is no witness $witness"
	read -r reached triggered rules _ < <(survey "planted_$name" "$witness")
	[[ ,$rules, == *,"$rule",* ]] || fail "$name: breaks ${rules:-nothing, for it could not be run}, not $rule"
	((reached > 0 && triggered > 0)) || fail "$name: reached ${reached:-?} times, triggered ${triggered:-?} times"
done
((wrong)) || printf '%d planted bugs, each named by its rule\n' $#
exit $wrong
