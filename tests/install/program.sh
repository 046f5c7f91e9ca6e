#!/bin/bash
# SPDX-License-Identifier: MIT
# The installed program finds what it needs without the source tree, and says of what needs the tree that it does.
# Nothing installed names the machine on which it was built.
source "${BASH_SOURCE[0]%/*}/lib.sh"
pratique=$prefix/bin/pratique

# Nowhere the tree, the build, or the folder that was installed into.
for path in "$source" "$build" "$prefix"; do
	! grep -rlF -- "$path" "$prefix" || fail "these name $path"
done
# The control: the build's own program, with what debuggers read, names the tree.
grep -qF -- "$source" "$build/bin/pratique" || fail "paths would not be found where they are"

code=0
run() { code=0; "$pratique" "$@" >out 2>err </dev/null || code=$?; }
# wants CODE VERB...: that exit code.
wants() {
	local wanted=$1
	shift
	run "$@"
	[[ $code == "$wanted" ]] || { cat out err; fail "$* ends with $code, not $wanted"; }
}

wants 0 --version
wants 1 check http://a.example:25/
wants 0 check http://a.example:8080/
wants 0 check --policy "$prefix/share/pratique/policies/fetch.policy" http://a.example/
wants 0 fetch --help
wants 0 policy list
wants 0 run "$prefix/share/pratique/corpus/seeds/smtp-form"
wants 1 run --policy none "$prefix/share/pratique/corpus/seeds/smtp-form"
wants 0 explain "$prefix/share/pratique/corpus/seeds/smtp-form/multipart-form-to-port-25.scenario"

# tree WORD...: needs the tree, says so in one line, and ends with 3; wrong usage comes before that, and help works.
tree() {
	wants 3 "$@"
	[[ ! -s out && $(wc -l <err) == 1 ]] || { cat out err; fail "$*: one line on standard error wanted"; }
	grep -qF 'set PRATIQUE_SOURCE' err || { cat err; fail "$* does not say that it needs the source tree"; }
	wants 2 "$@" --no-such-option
	wants 0 "$@" --help
}
tree campaign
tree planted
tree coverage
tree corpus stats
mkdir inputs
tree corpus minimise inputs
: >unsafe_port-scenario-0123456789abcdef.scenario
tree keep --name x unsafe_port-scenario-0123456789abcdef.scenario
[[ ! -e out/campaign ]] || fail "a campaign that could not begin left a folder"
wants 3 replay unsafe_port-scenario-0123456789abcdef.scenario
grep -qF 'a build of the source tree has it' out err || { cat out err; fail "replay does not say what is missing"; }
# With the tree it works.
PRATIQUE_SOURCE=$source wants 0 planted --list
echo ok
