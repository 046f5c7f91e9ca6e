#!/bin/bash
# SPDX-License-Identifier: MIT
# subject.sh PROGRAM SOURCE [all]: the subject "service" comes to the verdict of the model, rule by rule, for every
# scenario that real sockets can express. Folders in which a client waits for what a server may still say depend on how
# fast the machine is: they are compared with "all" only.
set -u
program=$1
source=$2
cd "$source/corpus/seeds" || exit 1
folders=(headers methods ports preflight proxy redirects reuse smtp-form urls)
present=()
for folder in "${folders[@]}"; do
	[[ -d $folder ]] && present+=("$folder")
done
[[ ${3:-} == all ]] && present=(.)

# What is compared: the case, its grade, its outcome, and what came of each rule but the one that needs processes.
processes='"socket_outside_service":"[a-z ]*"'
verdicts() {
	sed "s/,$processes//" | sed -n 's/^\({"case":"[^"]*","grade":"[^"]*","outcome":"[^"]*"\).*\("rules":{[^}]*}\).*/\1 \2/p' | sort
}

served=$(mktemp) && model=$(mktemp) || exit 1
trap 'rm -f "$served" "$model" "$served.verdicts" "$model.verdicts"' EXIT
said=$("$program" run --subject service --json "${present[@]}" 2>&1 >"$served")
if ((${#said} > 0)); then
	printf '%s\n' "$said"
	[[ $said == *"cannot start"* ]] && exit 77
	exit 1
fi
count=$(grep -c '^{"case"' "$served")
printf '%s scenarios over real sockets\n' "$count"
((count > 100)) || exit 1

# Processes that keep to what is theirs.
(($(grep -c '"socket_outside_service":"held"' "$served") == count)) || { echo "calls that are not theirs"; exit 1; }

# A link-local address cannot be dialled without the name of an interface, and no URL has one.
known='^{"case":"(\./)?urls/ipv6-zone\.scenario"'
verdicts <"$served" | grep -vE "$known" >"$served.verdicts"
# Each case but that one has a verdict that can be compared.
(($(wc -l <"$served.verdicts") >= count - 1)) || exit 1
"$program" run --json "${present[@]}" | verdicts | grep -vE "$known" >"$model.verdicts"
# What is not applicable has no line.
differing=$(comm -13 "$model.verdicts" "$served.verdicts")
if [[ -n $differing ]]; then
	printf '%s\n' "differ from the model:" "$differing"
	exit 1
fi
exit 0
