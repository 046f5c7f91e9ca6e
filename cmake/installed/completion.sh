#!/bin/sh
# SPDX-License-Identifier: MIT
# completion.sh PROGRAM PREFIX: completion for bash, zsh and fish, made of the program's help.
program=$1 prefix=$2
. "${0%/*}/pages.sh"

policies=$("$program" policy list --json | sed -n 's/.*"name": *"\([^"]*\)".*/\1/p' | tr '\n' ' ')
names=$(printf '%s\n' "$verbs" | cut -f 1 | tr '\n' ' ')

# A shell pattern of the options whose values are of a kind: 'run --policy'|'policy check --against'.
options_of() {
	printf '%s\n' "$options" | awk -F '\t' -v kind="$1" '$4 == kind { printf "%s\047%s --%s\047", n++ ? "|" : "", $1, $2 }'
}

# A shell pattern of the pages of two words.
double() {
	printf '%s\n' "$pages" | sed -n "s/.* .*/'&'/p" | paste -sd '|' -
}

# The words of a page on one line; a page of two words has none.
words_of() {
	case $1 in
	*' '*) ;;
	*) words "$1" | paste -sd ' ' - ;;
	esac
}

bash_completion() {
	cat <<END
# bash completion for pratique, made of its help.
_pratique() {
	local current=\$2 verb=\${COMP_WORDS[1]-} before=\${COMP_WORDS[COMP_CWORD - 1]} page options words i
	if ((COMP_CWORD < 2)); then
		words='${names}help'
		[[ \$current != -* ]] || words='--help --version'
		mapfile -t COMPREPLY < <(compgen -W "\$words" -- "\$current")
		return
	fi
	# --policy=NAME comes as three words.
	if [[ \$current == = ]]; then
		current=
	elif [[ \$before == = ]]; then
		before=\${COMP_WORDS[COMP_CWORD - 2]}
	fi
	page=\$verb
	for ((i = 2; i < COMP_CWORD; i++)); do
		case "\$verb \${COMP_WORDS[i]}" in
		$(double)) page="\$verb \${COMP_WORDS[i]}" ;;
		esac
	done
	case "\$page \$before" in
	$(options_of policy))
		mapfile -t COMPREPLY < <(compgen -W '$policies' -- "\$current"; compgen -f -- "\$current")
		return ;;
	$(options_of file))
		mapfile -t COMPREPLY < <(compgen -f -- "\$current")
		return ;;
	$(options_of folder))
		mapfile -t COMPREPLY < <(compgen -d -- "\$current")
		return ;;
	$(options_of other))
		return ;;
	esac
	case \$page in
	help) options='' words='$names' ;;
END
	printf '%s\n' "$pages" | while read -r page; do
		printf "\t'%s') options='%s' words='%s' ;;\n" "$page" \
			"$(options "$page" | cut -f 1 | sed 's/^/--/' | paste -sd ' ' -)" \
			"$(words_of "$page")"
	done
	cat <<'END'
	*) return ;;
	esac
	if [[ $current == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
	elif ((COMP_CWORD == 2)) && [[ $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
	elif [[ $verb != help ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	fi
}
complete -o filenames -F _pratique pratique
END
}

# Of awk: a text as it stands within single quotes; and, for _arguments, with brackets and colons that mean nothing.
quoting='
	function replaced(text, what, by,    part, count, i, all) {
		count = split(text, part, what)
		all = part[1]
		for (i = 2; i <= count; i++)
			all = all by part[i]
		return all
	}
	function quoted(text) { return replaced(text, "\047", "\047\\\047\047") }
	function plain(text) {
		text = replaced(replaced(text, "[\\\\]", "\\\\"), ":", "\\:")
		return quoted(replaced(replaced(text, "[[]", "\\["), "[]]", "\\]"))
	}'

fish_completion() {
	printf '# fish completion for pratique, made of its help.\n'
	printf 'complete -c pratique -n __fish_use_subcommand -l version\ncomplete -c pratique -n __fish_use_subcommand -l help\n'
	printf '%s\n' "$verbs" | awk -F '\t' "$quoting"'
		{ print "complete -c pratique -f -n __fish_use_subcommand -a " $1 " -d \047" quoted($2) "\047" }'
	printf '%s\n' "$pages" | while read -r page; do
		words=$(words_of "$page")
		[ -z "$words" ] || printf "complete -c pratique -f -n '%s; and not %s' -a '%s'\n" \
			"__fish_seen_subcommand_from $page" "__fish_seen_subcommand_from $words" "$words"
	done
	printf '%s\n' "$options" | awk -F '\t' -v policies="$policies" "$quoting"'
		BEGIN {
			takes["policy"] = " -r -a \047" policies "\047"
			takes["file"] = " -r"
			takes["folder"] = " -x -a \047(__fish_complete_directories)\047"
			takes["other"] = " -x"
		}
		{
			seen = replaced($1, " ", "; and __fish_seen_subcommand_from ")
			print "complete -c pratique -n \047__fish_seen_subcommand_from " seen "\047 -l " $2 takes[$4] \
				" -d \047" quoted($5) "\047"
		}'
}

zsh_completion() {
	cat <<END
#compdef pratique
# zsh completion for pratique, made of its help.
local -a verbs takes policies
local page=\$words[2]
policies=($policies)
_pratique_policies() { compadd -a policies; _files }
verbs=(
END
	printf '%s\n' "$verbs" | awk -F '\t' "$quoting"'{ print "\t\047" $1 ":" quoted($2) "\047" }'
	cat <<END
)
if ((CURRENT == 2)); then
	_describe verb verbs
	return
fi
case "\$words[2] \$words[3]" in
$(double)) ((CURRENT == 3)) || page="\$words[2] \$words[3]" ;;
esac
case \$page in
END
	printf '%s\n' "$pages" | while read -r page; do
		printf "'%s')\n" "$page"
		words=$(words_of "$page")
		[ -z "$words" ] || printf '\tif ((CURRENT == 3)) && [[ $PREFIX != -* ]]; then\n\t\tcompadd %s\n\t\treturn\n\tfi\n' "$words"
		printf '%s\n' "$options" | awk -F '\t' -v page="$page" "$quoting"'
			BEGIN {
				takes["policy"] = ":policy:_pratique_policies"
				takes["file"] = ":file:_files"
				takes["folder"] = ":folder:_files -/"
				print "\ttakes=("
			}
			$1 == page {
				action = $4 == "other" ? ":" plain($3) ": " : takes[$4]
				print "\t\t\047--" $2 "[" plain($5) "]" action "\047"
			}
			END { print "\t) ;;" }'
	done
	printf 'esac\n_arguments $takes "*:file:_files"\n'
}

mkdir -p "$prefix/bash-completion/completions" "$prefix/zsh/site-functions" "$prefix/fish/vendor_completions.d"
bash_completion >"$prefix/bash-completion/completions/pratique"
zsh_completion >"$prefix/zsh/site-functions/_pratique"
fish_completion >"$prefix/fish/vendor_completions.d/pratique.fish"
