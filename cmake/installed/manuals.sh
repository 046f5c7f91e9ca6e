#!/bin/sh
# SPDX-License-Identifier: MIT
# manuals.sh PROGRAM FOLDER: the manual pages of section 1, compressed, made of the program's help: one of the program,
# and one a verb and a word that has options of its own.
program=$1 folder=$2
. "${0%/*}/pages.sh"
version=$("$program" --version)

# The parts of a help: what stands before its first blank line, then the text, then the options. Text is made free of
# what roff would take for a request of its own.
escape='
	function roff(text) {
		gsub(/\\/, "\\e", text)
		gsub(/-/, "\\-", text)
		if (text ~ /^[.\047]/)
			text = "\\&" text
		return text
	}'

# title NAME: name in capitals and the first lines.
title() {
	printf '.TH %s 1 "" "%s" "pratique"\n.SH NAME\n' "$(printf '%s' "$1" | tr '[:lower:] ' '[:upper:]-')" "$version"
	printf '%s \\- ' "$(printf '%s' "$1" | tr ' ' '-')"
}

# One sentence for NAME: what the list of verbs says, or the beginning of the text.
summary() {
	case $1 in
	*' '*)
		# shellcheck disable=SC2086
		"$program" $1 --help | awk '
			/^$/ { if (text) exit; begun = 1; next }
			begun { text = text (text ? " " : "") $0 }
			END {
				sub(/[.:;](  *.*)?$/, "", text)
				if (match(text, /[.:;] /))
					text = substr(text, 1, RSTART - 1)
				print tolower(substr(text, 1, 1)) substr(text, 2)
			}'
		;;
	*) printf '%s\n' "$verbs" | awk -F '\t' -v verb="$1" '$1 == verb { print $2 }' ;;
	esac
}

page() {
	title "pratique $1"
	summary "$1" | awk "$escape"'{ print roff($0) }'
	printf '.SH SYNOPSIS\n'
	# shellcheck disable=SC2086
	"$program" $1 --help | awk "$escape"'
		/^$/ && !part { part = 1; print ".SH DESCRIPTION"; next }
		!part {
			sub(/^usage: /, "")
			sub(/^ +/, "")
			print roff($0)
			next
		}
		/^$/ { blank = 1; next }
		/^  --/ { exit }
		blank { print ".PP"; blank = 0 }
		/^[ \t]/ { print ".br"; print roff($0); print ".br"; next }
		{ print roff($0) }'
	printf '.SH OPTIONS\n'
	options "$1" | awk -F '\t' "$escape"'
		{
			value = $2 == "-" ? "" : " \\fI" roff($2) "\\fR"
			print ".TP\n\\fB\\-\\-" roff($1) "\\fR" value "\n" roff($3)
		}'
	printf '.SH EXIT STATUS\n'
	exit_status
	printf '.SH SEE ALSO\n.BR pratique (1)\n'
}

exit_status() {
	"$program" --help | awk "$escape"'/^Exit codes/ { begun = 1 } begun { print roff($0) }'
}

main() {
	title pratique
	printf 'judge what a browser\\(aqs network code dials and writes\n'
	printf '.SH SYNOPSIS\n.B pratique\nVERB [OPTION...] [ARGUMENT...]\n.SH DESCRIPTION\n'
	"$program" --help | awk "$escape"'NR > 2 && /^  / { exit } NR > 2 && NF { print roff($0) }'
	printf '.SH VERBS\n'
	printf '%s\n' "$verbs" | awk -F '\t' "$escape"'{ print ".TP\n.BR pratique\\-" roff($1) " (1)\n" roff($2) }'
	printf '.SH EXIT STATUS\n'
	exit_status
	cat <<-'END'
		.SH ENVIRONMENT
		.TP
		.B PRATIQUE_SOURCE
		The source tree, for the verbs that build fuzz targets or write into the corpus.
		.TP
		.B NO_COLOR
		If it is set, nothing is coloured.
		.SH SEE ALSO
	END
	printf '%s\n' "$pages" | awk "$escape"'{ gsub(/ /, "-"); if (NR > 1) printf ",\n"; printf ".BR pratique\\-%s (1)", roff($0) } END { print "" }'
}

mkdir -p "$folder"
main | gzip -9n >"$folder/pratique.1.gz"
printf '%s\n' "$pages" | while read -r name; do
	page "$name" | gzip -9n >"$folder/pratique-$(printf '%s' "$name" | tr ' ' '-').1.gz"
done
