#!/bin/bash
# SPDX-License-Identifier: MIT
# audit --remote: a browser elsewhere, which reaches the audit through a proxy alone. No sandbox is needed.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

# remote_audit MODE: the made-up browser in that mode comes through the proxy that the audit prints.
remote_audit() {
	local audit
	rm -rf run
	"$pratique" audit --remote --vectors 'fetch,fetch/302,stun,proxy-http' --ports 25,81,6667,8000 --time 60s \
		--out run >out 2>err &
	audit=$!
	while kill -0 "$audit" 2>/dev/null && ! grep -q 'Waiting for the device' out; do
		sleep 0.1
	done
	proxy=$(grep -o '127\.0\.0\.1:[0-9]*' out | head -n 1)
	fetch_own "$proxy" /proxy.pac >pac
	fetch_own "$proxy" /authority.pem >authority
	fetch_own "$proxy" / >instructions
	FAKE_PROXY=$proxy bash "$source_tree/tests/audit/fake.bash" "$1" http://20.0.0.1/ >fake.log 2>&1
	wait "$audit"
	code=$?
}

# What the listener serves at its own address.
fetch_own() {
	exec 5<>"/dev/tcp/${1/://}"
	printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$2" "$1" >&5
	cat <&5
	exec 5>&-
}

remote_audit honest
wants 0 "an honest browser conforms"
has out "controls   2 of 2 seen" "its controls are seen"
has out "not applicable" "what a proxy cannot carry"
has out "stun" "is said to be so"
grep -q "return \"PROXY $proxy\";" pac || fail "the PAC file names the proxy as the device calls it"
grep -q 'BEGIN CERTIFICATE' authority || fail "the authority can be had"
grep -q "use <b>$proxy</b> as its proxy" instructions || fail "and a page says what to set"

remote_audit redirect
wants 1 "one that skips the check after a redirect is caught"
has out "ports 25,6667: fetch/302" "behind the redirect"

run audit --remote --time 1s --out run
wants 3 "if nobody comes it is void"
has out "no device opened http://20.0.0.1/" "and that is said"
run audit --remote --headers
complains "what needs a sandbox is not for a browser elsewhere"
finish
