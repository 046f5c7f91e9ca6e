#!/bin/bash
# SPDX-License-Identifier: MIT
# audit --compare: what changed between two results.
source "${BASH_SOURCE[0]%/*}/lib.sh"

# result FINDING TESTED: one vector, asked for ports 80 and 8443, of which the second has that finding.
result() {
	cat <<-END
		{"format": "pratique-audit 1",
		 "audit": {"name":"Example","version":"Example $1","took_ms":1,"sink_permille":0,"busy_permille":0,
		  "partial":false,"controls":1,"controls_seen":1},
		 "summary": {"exit":0,"void":false},
		 "vectors": [{"name":"fetch","tested":"$2","took_ms":1,"ports":[
		  {"first":80,"last":80,"finding":"allowed","seen":"request"},
		  {"first":8443,"last":8443,"finding":"$1","seen":"nothing"}]}],
		 "cases": [], "spaces": [], "dials": [], "notes": [], "baseline": []}
	END
}
result allowed tested >old.json
result over_block tested >new.json
result allowed untested >lost.json

run audit --compare old.json old.json
wants 0 "equal results do not differ"
has out "0 changed, none for the worse" "the sum of no changes"

run audit --compare old.json new.json
wants 1 "a port that is blocked now is worse"
has out "port 8443: allowed -> over_block  (fetch)" "which port changed, and where"
has out "1 changed, 1 of them for the worse" "the sum of changes"
lacks out "port 80:" "a port that did not change"

run audit --compare new.json old.json
wants 0 "a port that is allowed again is no failure"
has out "port 8443: over_block -> allowed" "which port changed back"

run audit --compare old.json lost.json
wants 1 "a vector that is lost is worse"
has out "tested -> untested  (fetch)" "which vector is lost"

run audit --compare --json - old.json new.json
wants 1 "as JSON, the same exit code"
has out '{"kind":"port","where":"fetch","what":"port 8443","before":"allowed","after":"over_block","worse":true}' \
	"a change as JSON"
lacks out "changed," "no table beside JSON on standard output"

run audit --compare old.json
complains "two results are wanted"
printf '{"format": "pratique-audit 1",\n "audit": }' >broken.json
run audit --compare old.json broken.json
complains "broken JSON"
has err "broken.json:2:" "where JSON is broken"
sed 's/"over_block"/"maybe"/' new.json >odd.json
run audit --compare old.json odd.json
complains "a finding that there is not"
has err "vectors[0].ports[1].finding to be one of: untested, blocked" "which member is wrong"
run audit --compare old.json absent.json
complains "a result that is not there"

finish
