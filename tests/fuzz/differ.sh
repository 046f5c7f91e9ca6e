#!/bin/bash
# SPDX-License-Identifier: MIT
# differ.sh SOURCE BIN NAME MODULE [BUILD]: the target NAME, which compares a library with the model. Each bug that is planted
# between the two dies of its own kind, and the same inputs break nothing without one; a file of the user's can accept it.
# BUILD: folder of build_engine.sh, where an input that shows nothing is fuzzed until the forgotten port is found.
source_tree=$1 bin=$2 name=$3 module=$4 built=${5-}
[[ -x $bin/fuzz_$name ]] || { echo "skipped: $module is missing"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failed=0
fail() {
	echo "failed: $1"
	cat out
	failed=1
}
read -ra flags < <(pkg-config --cflags --libs "$module")
for plant in 0 1 2 3 4; do
	"${CC:-cc}" -std=gnu11 -Wall -Wextra -Wpedantic -Werror -g -O1 -fPIC -shared -DPLANT=$plant \
		-DSTACK="\"$source_tree/examples/$name/$name.c\"" -I "$source_tree/harness/plugin/include" \
		"$source_tree/tests/fuzz/differ_planted.c" -Wl,--no-as-needed "${flags[@]}" -o $plant.so || exit 1
done

cat >port <<-'END'
	attacker server
	fetch GET http://a.example/
	answer
	  redirect 302 http://a.example:6667/
	control GET http://a.example/
END
cat >hop <<-'END'
	attacker server
	fetch GET http://a.example/
	answer
	  redirect 302 http://a.example:8080/x
	answer
	  reply "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	control GET http://a.example/
END
# The same beyond what both read alike: nothing is said of it but of the port.
sed 's|:8080/x|:08080/x|' hop >beyond

# put PLANT INPUT: what came of it is in out and $code.
put() {
	PQ_FUZZ_PLUGIN=$work/$1.so "$bin/fuzz_$name" "$2" >out 2>&1
	code=$?
}
for input in port hop beyond; do
	"$bin/fuzz_$name" $input >out 2>&1 || fail "the library that is linked in breaks nothing of $input"
	put 0 $input
	((code == 0)) || fail "nor does the one that is loaded"
done
dies() {
	put "$1" "$2"
	((code != 0)) && grep -qx "ASSERTION FAILED: $3" out || fail "plant $1 dies of $3"
}
dies 1 port pq_rule_unsafe_port
sed 's|:6667/|:06667/|' port >port-beyond
dies 1 port-beyond pq_rule_unsafe_port
dies 2 hop pq_rule_wrong_destination
dies 3 hop pq_rule_over_block
dies 4 hop pq_differ_message
grep -q '^place fetch hop: target$' out || fail "the place is told"
grep -q 'the model dialled port 8080, and wrote "GET /x HTTP/1.1"' out || fail "and what each did"

# What the judge accepts is still a difference.
export PQ_FUZZ_IGNORE=wrong_destination,host_mismatch,over_block
dies 2 hop pq_differ_dial
dies 3 hop pq_differ_refusal
put 2 beyond
((code == 0)) || fail "beyond the common ground nothing is compared"
unset PQ_FUZZ_IGNORE

row() {
	printf 'pratique-baseline 1\naccept violation watch "%s %s" until 2020-01-01 "known"\n' "$1" "$2" >accepted
}
export PQ_FUZZ_ACCEPT=$work/accepted
row "$name" 'differ_message fetch hop: target'
put 4 hop
((code == 0)) || fail "a row of the user's accepts a difference"
row other 'differ_message fetch hop: target'
dies 4 hop pq_differ_message
row "$name" 'unsafe_port fetch hop*'
dies 1 port pq_differ_refusal
printf 'accept violation watch "%s differ_refusal fetch hop*" until 2020-01-01 "known"\n' "$name" >>accepted
put 1 port
((code == 0)) || fail "and a breach, if the difference is accepted too"
echo nonsense >accepted
put 0 hop
((code == 3)) || fail "a file that is none ends it"
grep -q 'accepted: line 1 column 1: expected' out || fail "and is named"
unset PQ_FUZZ_ACCEPT

if [[ -x $built/bin/fuzz_$name ]]; then
	runs=3000
	# What else the library does is its maker's, and no matter of this test.
	export PQ_FUZZ_IGNORE=wrong_destination,host_mismatch,over_block,malformed_header,request_split,bad_framing,credential_leak
	mkdir seeds found
	sed 's/:8080//' hop >seeds/hop
	PQ_FUZZ_PLUGIN=$work/1.so "$built/bin/fuzz_$name" -seed=1 -runs=$runs -max_len=4096 -detect_leaks=0 -artifact_prefix=found/ \
		-dict="$source_tree/fuzz/$name.dict" seeds >out 2>&1 && fail "a forgotten port is not found in $runs executions"
	grep -qx 'ASSERTION FAILED: pq_rule_unsafe_port' out || fail "it dies of another rule"
	found=$(find found -type f | head -n 1)
	"$built/bin/fuzz_$name" "${found:-none}" >out 2>&1 || fail "without the bug the same input breaks nothing"
fi
exit $failed
