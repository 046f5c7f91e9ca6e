#!/bin/bash
# SPDX-License-Identifier: MIT
# Who may include whom: downwards only. A folder may always include itself.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# folder: the folders whose headers its files may include.
declare -A may=(
	[src/base]=""
	[src/policy]="base"
	[src/url]="base"
	[src/request]="base url policy"
	[src/wire]="base url policy request"
	[src/scenario]="base"
	[src/transcript]="base"
	[src/net]="base transcript"
	[src/fetch]="base url policy request wire scenario transcript net"
	[src/monitor]="base scenario transcript"
	[harness/system]=""
	[harness/import]="base policy"
	[harness/vnet]="base url wire scenario transcript net"
	[harness/subject]="base url policy request wire scenario transcript net fetch monitor vnet"
	[harness/plugin]="base url policy request scenario transcript net fetch monitor vnet subject pratique"
	[harness/bench]="base url policy request wire scenario transcript net fetch monitor vnet subject sink posix service client"
	[harness/sandbox]="base system"
	[harness/sink]="base system transcript"
	[harness/posix]="base system transcript net"
	[harness/service]="base system url policy request wire scenario transcript net fetch posix"
	[harness/loopback]="base system url policy scenario transcript net fetch monitor vnet subject posix service sandbox sink"
	[harness/browser]="base system sandbox"
	[harness/result]="base"
	[harness/policies]="base policy import result"
	[harness/verdict]="base policy request"
	[harness/watch]="base scenario transcript monitor result pratique"
	[harness/play]="base system url policy request wire scenario transcript net fetch monitor vnet subject sandbox sink browser"
	[harness/client]="base system url policy request scenario transcript monitor subject sandbox service loopback browser play plugin pratique"
	[harness/audit]="base system url policy scenario transcript monitor subject sandbox sink browser result play"
	[harness/lab]="base system url policy request wire scenario transcript net fetch monitor vnet subject sandbox sink browser result play"
	[harness/convert]="base url request scenario"
	[harness/report]="base policy scenario transcript monitor import result policies"
	[harness/cli]="base system url policy import convert request scenario transcript fetch monitor service loopback plugin client subject policies report sandbox sink browser result play audit lab"
)
# The verbs that stand on libraries of their own; and a place is told by a watch and in a table as by a campaign.
declare -A more=(
	[harness/cli/bench.c]="bench"
	[harness/cli/campaign.c]="campaign"
	[harness/cli/corpus_merge.c]="corpus campaign"
	[harness/cli/corpus_minimise.c]="corpus campaign"
	[harness/cli/corpus_show.h]="campaign"
	[harness/cli/corpus_stats.c]="corpus campaign"
	[harness/cli/campaign_call.h]="campaign"
	[harness/cli/campaign_gather.c]="campaign"
	[harness/cli/campaign_lines.c]="campaign coverage"
	[harness/cli/campaign_options.c]="campaign"
	[harness/cli/campaign_session.c]="campaign"
	[harness/cli/campaign_show.c]="campaign"
	[harness/cli/campaign_story.c]="campaign"
	[harness/cli/coverage.c]="campaign coverage"
	[harness/cli/finding.c]="campaign planted triage"
	[harness/cli/finding.h]="campaign triage"
	[harness/cli/keep.c]="campaign triage"
	[harness/cli/minimise.c]="campaign"
	[harness/cli/places.h]="campaign"
	[harness/cli/planted.c]="campaign planted"
	[harness/cli/plugged.c]="campaign common"
	[harness/cli/plugged.h]="campaign"
	[harness/cli/run_table.c]="common"
	[harness/cli/smaller.c]="campaign"
	[harness/cli/smaller.h]="triage"
	[harness/cli/targets.c]="campaign"
	[harness/cli/targets.h]="campaign"
	[harness/watch/judge.c]="common"
)
# Of base, the monitor takes views, buffers and names: no table and no reader, or judge and accused share bugs.
monitor_base="base/view.h base/buf.h base/err.h base/rule.h base/address.h base/check.h"

# Prints each file of a folder with each of the project's headers that it includes, such as "base/view.h".
included() {
	find "$1" -name '*.[ch]' | LC_ALL=C sort | xargs -d '\n' -r awk '/^#include "[^"]*"/ { split($0, part, "\""); print FILENAME, part[2] }'
}

check_include() {
	local file=$1 folder=$2 header=$3 target=${3%%/*}
	if [[ $header != */* ]]; then
		[[ -e ${file%/*}/$header ]] || wrong "$file: \"$header\" is written without its folder"
		return
	fi
	[[ $folder == */"$target" ]] && return
	if [[ " ${may[$folder]} ${more[$file]:-} " != *" $target "* ]]; then
		wrong "$file: may not include $header"
	elif [[ $folder == src/monitor && $target == base && " $monitor_base " != *" $header "* ]]; then
		wrong "$file: the monitor takes only $monitor_base"
	fi
}

for folder in src/*/ harness/*/; do
	folder=${folder%/}
	[[ -n $(find "$folder" -name '*.[ch]' -print -quit 2>/dev/null) ]] || continue
	if [[ -z ${may[$folder]+set} ]]; then
		wrong "$folder: not in the table of who may include whom"
		continue
	fi
	while read -r file header; do
		check_include "$file" "$folder" "$header"
	done < <(included "$folder")
done
finish
