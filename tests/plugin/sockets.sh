#!/bin/bash
# SPDX-License-Identifier: MIT
# sockets.sh PROGRAM SOURCE: a network stack as a plug-in that dials by itself. What it dialled is read off where it arrives.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
source "${BASH_SOURCE[0]%/*}/lib.sh"
seeds=$source_tree/corpus/seeds
led=$seeds/redirects/301-to-mail.scenario

for name in dialler forgets leaves waits crashes; do
	options=(-DSOCKETS=1)
	case $name in
	forgets) options+=(-DFORGETS=1) ;;
	leaves) options+=(-DLEAVES=1) ;;
	waits) options+=(-DLEAVES=2) ;;
	crashes) options+=(-DFORGETS=1 -DCRASHES=1) ;;
	esac
	build "$name" "$source_tree/tests/plugin/fetcher.c" "${options[@]}"
done
build fetcher "$source_tree/tests/plugin/fetcher.c"
run run --subject ./dialler.so "$led"
if ((code == 3)) && grep -q "cannot start" err; then
	cat err
	exit 77
fi
wants 0 "a stack that asks on each hop conforms"
has err "this is no transcript" "what a plug-in prints goes to standard error"
run run --subject ./forgets.so "$led"
wants 1 "one that asks on the first hop only does not"
has out "unsafe_port: port 25 was dialled" "and the dial is seen where it arrives"
run explain --transcript --subject ./forgets.so "$led"
has out ' 25 ok' "the dial is in the transcript"
has out 'send 1 "GET ' "and so is what it wrote"
run explain --transcript --subject ./dialler.so "$led"
has out 'outcome 1 blocked unsafe_port service' "how a request ended is its own word"

# It says the same over real sockets as over the world in memory.
run run --subject ./fetcher.so --subject ./dialler.so "$seeds/redirects"
grep -q './fetcher.so and ./dialler.so agree in \([1-9][0-9]*\) of \1$' out || fail "they agree wherever they are compared"

# What a request leaves running is gone with it, or would dial while the next ones are asked; its twin waits for it.
{
	echo "pratique-scenario 1"
	for number in {1..10}; do
		echo "fetch GET http://a.example/$number"
	done
	echo "expect allowed"
} >several.scenario
run run --subject ./leaves.so several.scenario
wants 0 "a process that would dial later is gone with its request"
run run --subject ./waits.so several.scenario
wants 1 "one that dials before the end is seen"
has out "port 6667" "one that dials before the end is seen"
printf '%s\n' "pratique-scenario 1" "fetch GET http://a.example/" "expect allowed" >allowed.scenario
run run --subject ./crashes.so "$led" allowed.scenario
wants 3 "a request in which it crashed is no pass"
has err "subject ./crashes.so failed: it crashed" "and that is told"
has out "1 as expected, 0 differ, 0 void, 0 violations, 1 not run" "the others are run"

run run --subject ./dialler.so "$seeds/websocket" "$seeds/reuse"
has out "a request other than HTTP: a plug-in is asked for none" "it is not asked what no plug-in is"
has out "connections that are kept for other requests" "nor what a process for each request cannot do"

run campaign --subject ./dialler.so --time 1s
wants 2 "it is not fuzzed"
has err "cannot be fuzzed: it has sockets of its own (PQ_PLUGIN_SOCKETS)" "and that is told"
finish
