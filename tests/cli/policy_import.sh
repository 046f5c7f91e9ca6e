#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique policy import: every format, what it says of what it cannot read, and what it refuses.
source "${BASH_SOURCE[0]%/*}/lib.sh"
samples=$source_tree/tests/data/import
snapshots=$source_tree/tests/snapshots/import
cp "$samples"/* .

# Ports and names of a policy text, without what is said of them.
rules() {
	sed -n 's/^\([a-z-]* [^ ]* [^ ]*\) .*/\1/p; s/^\([a-z-]* [^ "]*\)$/\1/p' "$1" | grep -v '^pratique' | LC_ALL=C sort -u
}

for file in *.*; do
	run policy import "$file"
	wants 0 "$file is read"
	cat out err >"$file.told"
	cmp -s "$file.told" "$snapshots/$file.txt" ||
		fail "$file as in tests/snapshots/import ($(diff "$file.told" "$snapshots/$file.txt" | head -n 3))"
	cp out "$file.policy"
	run lint "$file.policy"
	((code < 2)) || fail "$file: what is printed is a policy"
	"$pratique" policy import "$file.policy" >again 2>/dev/null || fail "$file: what is printed is read again"
	rules "$file.policy" >first.rules
	rules again >second.rules
	cmp -s first.rules second.rules || fail "$file: and gives the same ports and names"
	rm "$file.told" "$file.policy"
done
[[ $(find "$samples" -type f | wc -l) == "$(find "$snapshots" -name '*.txt' | wc -l)" ]] || fail "each sample has a snapshot"

# Every format that the table has is named by the help, and reads one sample at least.
"$pratique" policy import --help >help
while read -r format; do
	grep -qw -- "$format" help || fail "--help names $format"
done < <(sed -n 's/^	{ "\([a-z-]*\)", .*/\1/p' "$source_tree/harness/import/format.c")

# What counts is what the standard lists, or less.
run policy check wpt.js
wants 0 "a sample with all ports of the standard"
run policy check --against deno deno.js
wants 0 "a sample as a runtime has it"

run policy import --json gecko_cut.cpp
wants 0 "--json"
for text in '"format":"gecko"' '"element":"int16_t"' '"terminator":{"line":5,"column":5}' '"counts":false' '"first":25'; do
	has out "$text" "everything is in the JSON line"
done
run policy import --json webkit_ports.cpp
has out '"search":"bisection","search_line":103' "how the list is searched"
run policy import --json fork.cc
has out '"branch":"#elif defined(FORK_LINUX)"' "both sides of a conditional"
has out '"met":"never"' "a condition that is never met"
run policy import chromium_ports.cc chromium_headers.cc
wants 0 "two files are one policy"
has out 'forbid-header user-agent' "with the names of one"
has out 'block http,https,ws,wss 6697' "and the ports of the other"
filter policy import - <plain.txt
wants 0 "standard input"
has out 'block http,https,ws,wss 6665-6669' "a range"

printf 'int kBlockedPorts[] = {1, 7};\nint kBadPorts[] = {25, 110};\n' >two.c
run policy import two.c
complains "two lists"
has err "two.c:2:5: expected one list of ports, not two: 'kBlockedPorts' (line 1) and 'kBadPorts' (line 2)" "both are named"
run policy import --list kBadPorts two.c
wants 0 "--list tells which"
has out 'block http,https,ws,wss 110' "that one"
lacks out ' 7 ' "and not the other"
run policy import --list kGoodPorts two.c
complains "a list that is not there"
printf 'const int kRestrictedPorts[] = { 1, 70000 };\n' >range.cc
run policy import range.cc
complains "a number that is no port"
has err 'range.cc:1:37: expected a port, 0 to 65535' "with its place"
printf 'const int kRestrictedPorts[] = { 1, -1 };\n' >below.cc
run policy import below.cc
complains "a number below zero"
printf 'int main(void) { return 0; }\n' >none.c
run policy import none.c
complains "no list"
printf 'const int kRestrictedPorts[] = {1, \0 2};' >binary.cc
run policy import binary.cc
complains "binary"
has err "at byte 35" "the place of the NUL"
printf 'const int kRestrictedPorts[] = {1, \377 2};' >latin.cc
run policy import latin.cc
complains "not UTF-8"
truncate -s 100M long.cc
run policy import long.cc
complains "a file of 100 MiB"
has err "PQ_MAX_IMPORT_TEXT" "by the name of the maximum"
: >empty.c
run policy import empty.c
complains "an empty file"
run policy import nowhere.cc
complains "a file that is not there"
run policy import
complains "no file"
run policy import --format frog none.c
wants 2 "an unknown format"
run policy import --format python chromium_ports.cc
((code == 0 || code == 2)) || fail "another format than the file's own does no harm"
finish
