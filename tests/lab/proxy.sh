#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique lab proxy: what a user sees of it.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
sed 's/pl MODE/pl host/' "$source_tree/tests/lab/fake.proxy" >fake.proxy

run lab proxy nosuch
complains "a setting that nobody knows"
has err "unknown setting 'nosuch'" "is named"
run lab proxy --list tinyproxy
complains "a list is of all"
run lab proxy --json /nonexistent/x
complains "a place that cannot be written to"
run lab proxy --add nosuch.proxy
complains "a file that is not there"
printf 'pratique-proxy 1\nname x\ncolour red\n' >bad.proxy
run lab proxy --add bad.proxy
complains "a description that is none"
has err "bad.proxy:3:1: expected one of: name" "with its place"
run lab proxy --add fake.proxy --add fake.proxy
complains "two settings of one name"
run lab proxy --list
wants 0 "the settings are listed"
has out "squid-intercept    " "by name"
has out "host_verify_strict on" "with what they are"

HOME=$work/nobody XDG_CACHE_HOME='' PATH=/usr/bin:/bin run lab proxy squid-strict
if [[ ! -x /usr/sbin/squid ]]; then
	wants 3 "where nothing can run"
	has out "void" "it is void"
	has out "--install" "and what to do is said"
fi

run lab proxy --add fake.proxy --json all.json --html page.html
if ((code == 3)); then
	printf 'SKIPPED: %s\n' "$(cat err out)"
	exit 77
fi
wants 0 "a proxy of one's own that is what is said of it"
has out "fake     outside   secret  held     held         held" "is told in a row"
has out "the secret by host, host-address" "with how the secret was had"
has out "1 setting, 18 cases: 0 breaches, 0 not as stated" "and the sum"
grep -qF 'Host: intranet.corp.example' all.json || fail "what was sent is in the JSON"
grep -qF 'forge' page.html || fail "and in the page"
sed -i 's/^expect .*/expect honest refused "somebody says so"/' fake.proxy
run lab proxy --add fake.proxy --json -
wants 1 "what is not as stated"
has out '"format":"pratique-lab-proxy 1"' "with the result on standard output"
has err "not as stated: fake honest: outside, but refused is stated: somebody says so" "and the table elsewhere"

run lab proxy tinyproxy --out kept
if ((code != 3)); then
	wants 0 "a real proxy is as its documentation says"
	has out "tinyproxy  outside   secret  held     held" "and what it is is told"
	for file in kept/proxy.json kept/proxy.html; do
		[[ -s $file ]] || fail "$file is kept"
	done
else
	printf 'not here: %s\n' "$(sed -n 3p out)"
fi
finish
