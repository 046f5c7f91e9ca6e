#!/bin/bash
# SPDX-License-Identifier: MIT
# run.sh PROGRAM SOURCE: plug-ins as subjects of run and explain; the example of docs/subjects.md, right and wrong.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
source "${BASH_SOURCE[0]%/*}/lib.sh"
seeds=$source_tree/corpus/seeds
mail=$seeds/smtp-form/multipart-form-to-port-25.scenario

# A checker's example conforms on the whole corpus but for what names another policy; with one port forgotten it does not.
build right "$checker"
sed 's/ 6667,//' "$checker" >forgot.c
cmp -s forgot.c "$checker" && fail "no port was forgotten"
build forgot forgot.c
folders=()
for folder in "$seeds"/*/; do
	[[ $folder == */policies/ ]] || folders+=("$folder")
done
run run --quiet --subject ./right.so "${folders[@]}"
wants 0 "a checker with the standard's list conforms"
has out " as expected, 0 differ, 0 void, 0 violations" "all of it is judged"
lacks out "not applicable" "a checker can be asked all that the model can"
run run --subject ./forgot.so "${folders[@]}"
wants 1 "a forgotten port is a violation"
has out "unsafe_port: port 6667 was dialled, which the policy blocks for http" "the judge says which port"
run explain --subject ./right.so "$mail"
has out "subject   ./right.so under policy fetch" "the story names the plug-in"
wants 0 "and its verdict is that of the checker"
run run --subject forgot.so --quiet "$seeds/packet-filters"
wants 1 "a name that ends in .so is a file of this folder"

# The checker decides in the place of the policy, and what it leaves to the policy is the policy's.
run run --quiet --subject ./right.so --policy none "$mail"
wants 0 "the policy's list does not count where the checker decides"
run run --quiet --subject ./right.so --policy none "$seeds/ftp"
wants 1 "it counts where the checker does not"

# Each wrong plug-in has its own sentence.
refused() {
	run run --subject "$1" "$mail"
	wants 3 "$1 is refused"
	[[ $(wc -l <err) == 1 && ! -s out ]] || fail "$1: one line on standard error wanted"
	has err "subject $1 cannot start: $2" "$1 is told apart"
}
for wrong in VERSION SIZE NAME FUNCTIONS MANY LONG NOWHERE CRASH LEAVES SOCKET SILENT; do
	build "$wrong" "$source_tree/tests/plugin/wrong.c" -DWRONG="$wrong"
done
echo 'int nothing;' >none.c
build none none.c
echo 'no object' >text.so
refused ./absent.so "No such file or directory"
refused ./text.so "./text.so: "
refused ./none.so "it defines no function pq_plugin"
refused ./VERSION.so "it is of version 2 of the interface; pratique loads version 1"
refused ./SIZE.so "its struct pq_plugin says that it has"
refused ./NAME.so "it has no name"
refused ./FUNCTIONS.so "it has no function"
refused ./MANY.so "it names more than 32 own headers"
refused ./LONG.so "it names more than 32 own headers, or one of more than 63 bytes"
refused ./NOWHERE.so "pq_plugin returns no plug-in"
run run --subject nobody.os "$mail"
complains "a name that is no path is none of a plug-in"
has err "expected one of: model, service" "and the names are told"

# What goes wrong on the way ends one scenario, and none of the others.
died() {
	run run --subject "./$1.so" "$mail" "$seeds/ports/explicit-ports-allowed.scenario" "$mail"
	has err "subject ./$1.so failed: $2" "$1 is told apart"
	has out "1 as expected, 0 differ, 0 void, 0 violations, 2 not run" "$1: the others are run"
	wants 3 "$1: what was not run is no pass"
}
died CRASH "it crashed: signal 6"
died LEAVES "it ended its process with status 7"
died SOCKET "it made a socket by itself"
died SILENT "it crashed: signal 9"

# A network stack: what it dialled and wrote is what passed through the host.
build fetcher "$source_tree/tests/plugin/fetcher.c"
build forgets "$source_tree/tests/plugin/fetcher.c" -DFORGETS=1
run run --subject ./fetcher.so "$seeds/redirects/301-to-mail.scenario"
wants 0 "a stack that asks on each hop conforms"
run run --subject ./forgets.so "$seeds/redirects/301-to-mail.scenario"
wants 1 "one that asks on the first hop only does not"
has out "unsafe_port: port 25 was dialled" "and the judge saw it dial"
run explain --transcript --subject ./forgets.so "$seeds/redirects/301-to-mail.scenario"
has out ' 25 failed' "the dial is in the transcript"
has out 'send 1 "GET ' "and so is what it wrote"
# A checker beside it is the page side's; what the host says of the policy is the policy's own.
build checks "$source_tree/tests/plugin/fetcher.c" -DCHECKS=1
for attacker in page renderer; do
	printf '%s\n' "pratique-scenario 1" "attacker $attacker" "page http://a.example/" "fetch GET http://a.example/" \
		'  header "X-Own" "yes"' "expect allowed" >"$attacker.scenario"
done
run explain --transcript --subject ./checks.so page.scenario
has out 'dropped 1 "X-Own"' "a page's header is asked of the checker"
run run --subject ./checks.so renderer.scenario
wants 0 "a renderer's header is asked of the policy"
run run --subject ./fetcher.so "$seeds/websocket" "$seeds/proxy"
has out "a request other than HTTP: a plug-in is asked for none" "a stack is not asked what it cannot be asked"
has out "proxies, logins and cookies: a plug-in is told of none" "nor told what it cannot be told"
finish
