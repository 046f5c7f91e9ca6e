#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The steps of the Action (action.yml), which also run by hand:
#
#     check.sh build      builds pratique, or sees that PRATIQUE_PROGRAM runs
#     check.sh check      pratique policy check of PRATIQUE_FILES, one file a line
#
# PRATIQUE_AGAINST, _FORMAT, _LIST, _SCHEMES, _BASELINE, _SARIF and _JUNIT are the options of that name; what is empty
# is not given. Findings become annotations of GitHub. Exit codes are those of "pratique policy check".
set -u

here=$(cd -P -- "${BASH_SOURCE[0]%/*}" && pwd) || exit 3
program=${PRATIQUE_PROGRAM:-$here/../pratique}

# Text of an annotation; with a second argument, of one of its properties.
escape() {
	local text=${1//'%'/%25}
	text=${text//$'\r'/%0D}
	text=${text//$'\n'/%0A}
	if (($# > 1)); then
		text=${text//:/%3A}
		text=${text//,/%2C}
	fi
	printf '%s' "$text"
}

# annotate KIND FILE LINE COLUMN TITLE TEXT; without a line it is of the whole file.
annotate() {
	printf '::%s file=%s%s%s,title=%s::%s\n' "$1" "$(escape "$2" property)" "${3:+,line=$3}" "${4:+,col=$4}" \
		"$(escape "$5" property)" "$(escape "$6")"
}

# What the lines of a check, "FILE:LINE:COLUMN: RULE: ...", come to as annotations.
annotations() {
	local line file place rule text at column
	while IFS= read -r line; do
		[[ $line == *': '*': '* ]] || continue
		place=${line%%: *}
		text=${line#*: }
		rule=${text%%: *}
		text=${text#*: }
		[[ $rule =~ ^[a-z_]+$ ]] || continue
		file=$place at='' column=''
		if [[ $place =~ ^(.+):([0-9]+):([0-9]+)$ ]]; then
			file=${BASH_REMATCH[1]} at=${BASH_REMATCH[2]} column=${BASH_REMATCH[3]}
		elif [[ $place =~ ^(.+):([0-9]+)$ ]]; then
			file=${BASH_REMATCH[1]} at=${BASH_REMATCH[2]}
		fi
		case $rule in
		note) annotate notice "$file" "$at" "$column" "not checked" "$text" ;;
		expired | unused) annotate warning "$file" "$at" "" "$rule row of the baseline" "$text" ;;
		*) annotate error "$file" "$at" "$column" "$rule" "$text" ;;
		esac
	done
}

summarise() {
	[[ -n ${GITHUB_STEP_SUMMARY:-} ]] || return 0
	{
		printf '### pratique policy check\n\n'
		sed 's/^/    /' "$1"
	} >>"$GITHUB_STEP_SUMMARY"
}

build() {
	"$program" policy list >/dev/null
}

check() {
	local files=() options=() file name value output code
	while IFS= read -r file; do
		[[ -n $file ]] && files+=("$file")
	done <<<"${PRATIQUE_FILES:-}"
	if ((${#files[@]} == 0)); then
		printf 'check.sh: no file is named in PRATIQUE_FILES\n' >&2
		return 2
	fi
	for name in against format list schemes baseline sarif junit; do
		value=PRATIQUE_${name^^}
		[[ -n ${!value:-} ]] && options+=("--$name" "${!value}")
	done
	output=$(mktemp) || return 3
	"$program" policy check "${options[@]}" -- "${files[@]}" >"$output"
	code=$?
	cat "$output"
	annotations <"$output"
	summarise "$output"
	rm -f "$output"
	return "$code"
}

case ${1:-} in
build | check) "$1" ;;
*)
	printf 'usage: check.sh build|check\n' >&2
	exit 2
	;;
esac
