#!/bin/bash
# SPDX-License-Identifier: MIT
# Manual pages and completion are of the program that is installed: its verbs, words and options, all of them and no other.
source "${BASH_SOURCE[0]%/*}/lib.sh"
pratique=$prefix/bin/pratique
man=$prefix/share/man/man1

# The names of the options that a help lists, and those that a page does.
in_help() { "$pratique" "$@" --help | grep -oE '^  --[a-z-]+' | tr -d ' ' | LC_ALL=C sort; }
in_page() { zcat "$1" | sed -n 's/^\\fB\(\\-\\-[a-z\\-]*\)\\fR.*/\1/p' | tr -d '\\' | LC_ALL=C sort; }
verbs=$("$pratique" --help | awk '/^  [a-z]/ { print $1 }')
count=0
for page in "$man"/pratique-*.1.gz; do
	name=${page##*/pratique-}
	name=${name%.1.gz}
	# "policy-check" is of a verb and its word, "from-curl" of a verb.
	words=$name
	grep -qxF "$name" <<<"$verbs" || words=${name//-/ }
	# shellcheck disable=SC2086
	diff <(in_help $words) <(in_page "$page") || fail "$page has other options (>) than the help (<)"
	zcat "$page" | sed -n 3p | grep -qxE "pratique-$name .- [^ ].{10,}" || fail "$page has no NAME that a reader of manuals finds"
	count=$((count + 1))
done
for verb in $verbs; do
	[[ -e $man/pratique-$verb.1.gz ]] || fail "$verb has no page"
	zcat "$man/pratique.1.gz" | grep -qxF ".BR pratique\\-${verb//-/\\-} (1)" || fail "pratique(1) does not name $verb"
done
[[ -e $man/pratique-policy-check.1.gz ]] || fail "'policy check' has no page"
((count > $(wc -w <<<"$verbs"))) || fail "$count pages"
if command -v man >/dev/null; then
	for page in "$man"/*.gz; do
		said=$(MANWIDTH=80 man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null) || fail "man cannot show $page"
		[[ -z $said ]] || fail "$page: $said"
	done
fi

# completes WORDS...: what bash offers for the last of them is written to ./offered.
source "$prefix/share/bash-completion/completions/pratique"
completes() {
	COMP_WORDS=(pratique "$@")
	COMP_CWORD=$#
	COMPREPLY=()
	_pratique pratique "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort >offered
}
# offers TEXT: all that is offered, on one line.
offers() { [[ $(paste -sd ' ' offered) == "$1" ]] || { cat offered; fail "not offered: $1"; }; }
: >a.scenario
for verb in $verbs; do
	completes "$verb" --
	diff <(in_help "$verb") offered || fail "for $verb other options are offered (>) than its help has (<)"
done
completes ''
diff <(printf '%s\n' $verbs help | LC_ALL=C sort) offered || fail "other verbs are offered"
completes c; offers 'campaign check corpus coverage'
completes policy ch; offers check
completes policy check --against chromium-202; offers 'chromium-2020 chromium-2021'
completes run --policy = silver; offers silverlight
completes run a.; offers a.scenario
completes run --junit a.; offers a.scenario
completes campaign --time ''; offers ''
completes no-such-verb ''; offers ''
for shell in zsh fish; do
	command -v $shell >/dev/null || continue
	file=$(echo "$prefix/share/$shell"/*/*pratique*)
	$shell --no-execute "$file" || fail "$file is not $shell's"
done
echo ok
