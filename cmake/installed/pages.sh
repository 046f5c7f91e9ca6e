# shellcheck shell=sh
# SPDX-License-Identifier: MIT
# Sourced by the scripts that make texts of the program's own help; $program is the program. It is asked once: $verbs,
# $pages and $options are tables of lines, whose fields are cut by tabs.
set -eu

# The verbs, and what the program's help says of each.
verbs=$("$program" --help | awk '/^  [a-z]/ { name = $1; sub(/^  [a-z-]+ +/, ""); print name "\t" $0 }')

# The words of a verb whose arguments begin with one of several, in the order of its usage.
words() {
	"$program" "$1" --help | awk '
		/^$/ { exit }
		{ usage = usage $0 }
		END {
			if (sub(/^usage: pratique [a-z-]+ \[OPTION\.\.\.\] /, "", usage) && usage ~ / \| /) {
				count = split(usage, part, / \| */)
				for (i = 1; i <= count; i++) {
					split(part[i], word, " ")
					if (word[1] ~ /^[a-z]+$/)
						print word[1]
				}
			}
		}'
}

# True if the word has a help of its own.
has_help() {
	"$program" "$1" "$2" --help 2>/dev/null | head -n 1 | grep -qF "usage: pratique $1 $2 "
}

# What has a page: each verb, and each of its words that has options of its own.
pages=$(printf '%s\n' "$verbs" | cut -f 1 | while read -r verb; do
	printf '%s\n' "$verb"
	for word in $(words "$verb"); do
		! has_help "$verb" "$word" || printf '%s %s\n' "$verb" "$word"
	done
done)

# The options of all pages: page, name, value ("-" for a flag), kind, help. A value in quotes may hold blanks. The kind
# is what a value is by what it is called: policy, file, folder, other; none for a flag.
options=$(printf '%s\n' "$pages" | while read -r page; do
	# shellcheck disable=SC2086
	"$program" $page --help | awk -v page="$page" '
		/^  --/ {
			line = substr($0, 5)
			match(line, /^[a-z0-9-]+/)
			name = substr(line, 1, RLENGTH)
			rest = substr(line, RLENGTH + 1)
			value = "-"
			if (rest ~ /^ [^ ]/) {
				sub(/^ /, "", rest)
				match(rest, "^(\047[^\047]*\047|[^ \047]+)")
				value = substr(rest, 1, RLENGTH)
				rest = substr(rest, RLENGTH + 1)
			}
			sub(/^ +/, "", rest)
			kind = value == "-" ? "none" : value ~ /\[@DATE\]\|FILE$/ ? "policy" : value ~ /FILE|PATH/ ? "file" : value == "DIR" ? "folder" : "other"
			print page "\t" name "\t" value "\t" kind "\t" rest
		}'
done)

# Those of one page, without its name.
options() {
	printf '%s\n' "$options" | awk -F '\t' -v OFS='\t' -v page="$1" '$1 == page { print $2, $3, $5 }'
}
