#!/bin/bash
# SPDX-License-Identifier: MIT
# libsoup.sh PROGRAM SOURCE: libsoup as a plug-in, built by the command of docs/subjects.md: it really fetches, over the world
# in memory, and behind the host's lists it dials no unsafe port; without them it does.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
source "${BASH_SOURCE[0]%/*}/lib.sh"
pkg-config --exists libsoup-3.0 2>/dev/null || { echo "skipped: libsoup's development package is missing"; exit 77; }
read -ra flags < <(pkg-config --cflags libsoup-3.0)
read -ra libraries < <(pkg-config --libs libsoup-3.0)
build libsoup "$source_tree/examples/libsoup/libsoup.c" "${flags[@]}" -Wl,--no-as-needed "${libraries[@]}"
build bare "$source_tree/examples/libsoup/libsoup.c" -DNO_FILTER=1 "${flags[@]}" -Wl,--no-as-needed "${libraries[@]}"
seeds=$source_tree/corpus/seeds

run run --subject ./libsoup.so "$seeds/smtp-form/multipart-form-to-port-25.scenario" "$seeds/ports/mail.scenario" \
	"$seeds/ports/mail-renderer.scenario" "$seeds/redirects/301-to-mail.scenario"
wants 0 "behind the lists no unsafe port is dialled, and the controls are fetched"
has out "4 as expected" "in all of them"
run explain --transcript --subject ./libsoup.so "$seeds/redirects/301-to-mail.scenario"
has out 'send 1 "GET / HTTP/1.1\r\n' "what libsoup wrote is in the transcript"
has out 'receive 1 "HTTP/1.1 301' "and what it read"
has out "outcome 1 blocked unsafe_port service" "it was stopped on the hop of the redirect"
run run --subject ./bare.so "$seeds/redirects/301-to-mail.scenario"
wants 1 "without the lists libsoup dials what it is led to"
has out "unsafe_port: port 25 was dialled" "and the judge says so"

# What it does otherwise is explained; what is said of it is tested, and not the calendar.
sed 's/ until [0-9-]* "/ until 2999-01-01 "/' "$source_tree/corpus/explained/libsoup.baseline" >why
compared=("$seeds"/{allow,alt-svc,hints,packet-filters,preflight,smtp-form,workers})
run run --subject model --subject ./libsoup.so --explained why "${compared[@]}"
wants 0 "all that differs is explained"
lacks out " explains nothing: " "and each explanation is needed"
run run --subject model --subject ./libsoup.so "${compared[@]}"
wants 1 "without explanations they differ"
has out "model error, ./libsoup.so allowed unmet" "as no preflight is asked for"
finish
