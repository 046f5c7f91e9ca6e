#!/bin/bash
# SPDX-License-Identifier: MIT
# The explanations that are shipped (corpus/explained): each is about scenarios that exist, and with them a table of the model,
# the service and libcurl over some folders of seeds ends well, without them it does not.
source "${BASH_SOURCE[0]%/*}/lib.sh"
cd "$source_tree" || exit 2

# The scenario's pattern is the fifth word of a row.
while read -r file pattern; do
	[[ -n $(find corpus/seeds -path "$pattern" -print -quit) ]] || fail "$file: no scenario is named $pattern"
done < <(awk '/^accept verdict/ { print FILENAME, $4 }' corpus/explained/*.baseline)
# What they say is tested, and not the calendar.
explained=()
for file in corpus/explained/*.baseline; do
	sed 's/ until [0-9-]* "/ until 2999-01-01 "/' "$file" >"$work/${file##*/}"
	explained+=(--explained "$work/${file##*/}")
done

run run --subject model --subject service corpus/seeds/smtp-form
if [[ $code == 3 ]] && grep -q "cannot start" "$work/err"; then
	((failed == 0)) || exit 1
	echo "skipped: no sandbox here"
	exit 77
fi
run run --subject model --subject service "${explained[@]}" corpus/seeds/urls
wants 0 "what the service does otherwise is explained"
has out "service: explained in $work/service.baseline:" "where it stands"
lacks out " explains nothing: " "and each explanation is needed"
run run --subject model --subject service corpus/seeds/urls
wants 3 "without explanations a row is void"

run run --subject model --subject libcurl corpus/seeds/smtp-form/multipart-form-to-port-25.scenario
if [[ $code == 3 ]] && grep -q "cannot start" "$work/err"; then
	echo "libcurl is not here, and was not compared"
	finish
	exit
fi
seeds=(corpus/seeds/{smtp-form,headers,methods,values,allow/get.scenario})
run run --subject model --subject service --subject libcurl --subject libcurl-guarded "${explained[@]}" "${seeds[@]}"
wants 0 "what libcurl does otherwise is explained"
has out "libcurl: it has no list of bad ports" "by reasons"
lacks out " explains nothing: " "each of which is needed"
run run --subject model --subject service --subject libcurl --subject libcurl-guarded corpus/seeds/smtp-form
wants 1 "without explanations they differ"
has out "model blocked, libcurl allowed unsafe_port" "as libcurl has no list"
finish
