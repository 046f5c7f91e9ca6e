#!/bin/bash
# SPDX-License-Identifier: MIT
# triage.sh SOURCE PROGRAMS: a planted bug's life, from the finding to the regression, and each witness with noise
# around it made small again, without ever leaving its rule and place.
source=$1
programs=$2
pratique=$programs/pratique
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
hash=0123456789abcdef
wrong=0
unset PRATIQUE_PRESET NO_COLOR

fail() {
	printf 'failed: %s\n' "$*"
	[[ -s $work/out ]] && sed 's/^/  /' "$work/out"
	wrong=1
}

# run VERB...: what it says lies in $work/out, its exit code in $code.
run() {
	"$pratique" "$@" >"$work/out" 2>&1 </dev/null
	code=$?
}

# wants CODE TEXT CLAIM: the last run exited with it and said so.
wants() {
	[[ $code == "$1" ]] || fail "$3 (exit code $1 wanted, $code given)"
	grep -qF -- "$2" "$work/out" || fail "$3 (wanted: $2)"
}

# place FINDING [OPTION...]: where the program says that it breaks its rule; nothing if it does not.
place() {
	"$pratique" replay "${@:2}" "$1" 2>/dev/null </dev/null | sed -n '/^STILL FAILS/{n;p;}'
}

# noisy NAME RULE: the witness of a bug as a finding in a folder named after the bug, among what nobody needs. Requests
# come behind the witness's own, whose answers they would take.
noisy() {
	local finding=$work/found/$1/$2-scenario-$hash.scenario
	mkdir -p "${finding%/*}"
	{
		printf 'pratique-scenario 1\n'
		sed '1d; /^#/d; /^expect/d; /^control/d' "$source/corpus/seeds/past-bugs/$1.scenario"
		cat <<-'END'
			# Noise, of which lenient reading passes over some.
			%% no reader understands this noise "\
			schedule fill 100 "\x07"
			cookie http://noise.example/ "k=v"
			login http://noise.example/ "user" "password"
			dns noise.example 20.0.0.1 20.0.0.2
			fetch GET http://noise.example/some/path?and=query
			  header "X-Noise" "a longer value that says nothing"
			  credentials include
			form POST http://more.noise.example/ urlencoded
			  field "a" "b"
			  field "c" "d"
			xhr PUT http://noise.example/
			  text "some body"
			websocket ws://noise.example/
			  protocol "chat"
			control GET http://noise.example/
		END
	} >"$finding"
	printf '%s\n' "$finding"
}

# stand_in ANSWER: a program that answers like a fuzz program, whatever it is given.
stand_in() {
	printf '#!/bin/sh\nprintf "pratique-serve 1 scenario 0\\n"\nread -r length\nprintf "%s\\n"\nexec cat >/dev/null\n' "$1"
}

life() {
	local finding before after
	export PRATIQUE_SOURCE=$work/tree
	mkdir -p "$work/tree/fuzz/planted"
	cp -r "$source/fuzz/planted/bugs" "$work/tree/fuzz/planted/"
	finding=$(noisy port-redirect-skip unsafe_port)

	run replay "$finding" --as-found
	wants 1 'STILL FAILS' 'found: the program with the bug breaks the rule'
	wants 1 'unsafe_port at fetch hop: port # was dialled' 'rule and place are told'
	before=$(place "$finding" --as-found)

	run minimise "$finding"
	wants 0 "unsafe_port at fetch hop:" 'minimised'
	after=$(place "$finding" --as-found)
	[[ -n $after && $after == "$before" ]] || fail "the small one is at '$after', the large one at '$before'"
	(($(wc -l <"$finding") <= 5 && $(wc -c <"$finding") <= 120)) || fail "it is still large: $(cat "$finding")"
	run minimise "$finding"
	cp "$finding" "$work/again"
	run minimise "$finding"
	cmp -s "$finding" "$work/again" || fail 'a small one changes when it is made smaller again'

	run explain --policy none "$finding"
	wants 1 '!! unsafe_port' 'explained: what breaks the rule is marked'

	run keep "$finding" --name redirect-to-ssh --why 'Only the first URL was checked.' \
		--program "$programs/planted_port-redirect-skip"
	wants 0 'kept as ' 'kept'
	run run "$work/tree/corpus/regressions/redirect-to-ssh.scenario"
	wants 0 '1 as expected' 'the regression holds in this tree'
	run lint "$work/tree/corpus/regressions/redirect-to-ssh.scenario"
	[[ $code == 0 ]] || fail 'the regression is canonical, commented and has its control'
	grep -qx 'expect blocked unsafe_port' "$work/tree/corpus/regressions/redirect-to-ssh.scenario" ||
		fail 'what is expected is what the model does'
	grep -q '^# Broke unsafe_port at fetch hop: .* Only the first URL was$' \
		"$work/tree/corpus/regressions/redirect-to-ssh.scenario" ||
		fail "the comment tells rule, place and why: $(cat "$work/tree/corpus/regressions/redirect-to-ssh.scenario")"
	"$source/tests/structure/seeds.sh" "$work/tree" "$pratique" >"$work/out" 2>&1
	! grep -q '^corpus/regressions: ' "$work/out" || fail 'CI takes the regression'
	sed -i.kept 's/^expect blocked .*/expect allowed/' "$work/tree/corpus/regressions/redirect-to-ssh.scenario"
	"$source/tests/structure/seeds.sh" "$work/tree" "$pratique" >"$work/out" 2>&1
	grep -q '^corpus/regressions: not as expected' "$work/out" || fail 'CI looks at the regression'
	mv "$work/tree/corpus/regressions/redirect-to-ssh.scenario"{.kept,}
	run run --policy none "$work/tree/corpus/regressions/redirect-to-ssh.scenario"
	wants 1 'violation' 'the regression fails where nothing is blocked'
	run keep "$finding" --name redirect-to-ssh
	wants 2 'is there already' 'a regression is never replaced'

	run replay "$finding"
	wants 0 'FIXED' 'fixed: this tree breaks nothing with it'
	run replay "$finding" --program planted_port-redirect-skip
	wants 1 'STILL FAILS' 'the bug is named'
	mv "$finding" "${finding/unsafe_port/host_mismatch}"
	run replay "${finding/unsafe_port/host_mismatch}" --as-found
	wants 1 'OTHER RULE' 'a finding that breaks another rule than its name tells'
	wants 1 'unsafe_port at fetch hop' 'which one it breaks'
	mv "${finding/unsafe_port/host_mismatch}" "$finding"
	run replay "$finding" --program planted_port-preconnect-no-gate
	wants 0 'FIXED' 'another bug is not this one'
}

# What is no finding, or says nothing.
errors() {
	local folder=$work/errors
	mkdir -p "$folder"
	printf '\x7fELF' >"$folder/unsafe_port-scenario-$hash.scenario"
	run replay "$folder/unsafe_port-scenario-$hash.scenario"
	wants 2 'there is no request in it' 'a corrupt file'
	: >"$folder/host_mismatch-scenario-$hash.scenario"
	run replay "$folder/host_mismatch-scenario-$hash.scenario"
	wants 2 'it is empty' 'an empty file'
	printf 'pratique-scenario 9\nfetch GET http://a.example/\n' >"$folder/bad_framing-scenario-$hash.scenario"
	run replay "$folder/bad_framing-scenario-$hash.scenario"
	wants 2 'line 1, column 19' 'a finding of another version'
	printf 'pratique-scenario 1\nno-such-word x\nfetch GET http://a.example/\n' \
		>"$folder/request_split-scenario-$hash.scenario"
	run replay "$folder/request_split-scenario-$hash.scenario"
	wants 2 'not all of it is understood: line 2' 'breaking nothing with lines passed over states nothing'
	printf 'pratique-scenario 1\nfetch GET http://a.example/\n' >"$folder/no_such_rule-scenario-$hash.scenario"
	run replay "$folder/no_such_rule-scenario-$hash.scenario"
	wants 2 'no rule and no property no_such_rule' 'a rule that nobody knows'
	printf 'x' >"$folder/unsafe_port-gone-$hash.input"
	run replay "$folder/unsafe_port-gone-$hash.input"
	wants 2 'no fuzz target gone' 'a target that is gone'
	printf 'x' >"$folder/notes.input"
	run replay "$folder/notes.input"
	wants 2 'RULE-TARGET-HASH' 'a file of another kind'
	printf 'x' >"$folder"/$'\xff-url-'"$hash.input"
	run replay --json "$folder"/$'\xff-url-'"$hash.input"
	wants 2 '"answer":"bad-input"' 'a name that is no text'
	rm "$folder"/$'\xff-url-'"$hash.input"
	printf 'x' >"$folder/out-of-memory-url-$hash.input"
	run replay "$folder/out-of-memory-url-$hash.input"
	wants 3 'only the engine' 'what only its engine sees is void'
	run replay "$folder"
	wants 2 '8 findings: 0 fixed, 0 still failing, 0 of another rule, 8 in error' 'a folder of them'
	run replay "$work/nowhere-scenario-$hash.scenario"
	wants 2 'ERROR' 'a file that is not there'
	run replay "$folder/out-of-memory-url-$hash.input" --program no-such-program
	wants 2 'no-such-program' 'a program that is not there'
	run replay "$folder/notes.input" --program /bin/true
	wants 2 'RULE-TARGET-HASH' 'the name is read first'
	cp "$source/corpus/seeds/past-bugs/port-zero-allowed.scenario" "$folder/unsafe_port-scenario-$hash.scenario"
	run replay "$folder/unsafe_port-scenario-$hash.scenario" --program /bin/true
	wants 3 'does not answer as a fuzz program' 'a program of another kind'
	stand_in '0 0' >"$work/stand-in" && chmod +x "$work/stand-in"
	run replay "$folder/unsafe_port-scenario-$hash.scenario" --program "$work/stand-in"
	wants 3 'does not tell that the input came to its end' 'a run that nobody saw end is no claim'
	stand_in '0 8\nran 1 1\n' >"$work/stand-in"
	run replay "$folder/unsafe_port-scenario-$hash.scenario" --program "$work/stand-in"
	wants 0 'FIXED' 'its twin'
	run minimise "$folder/unsafe_port-scenario-$hash.scenario"
	wants 2 'breaks nothing with it' 'nothing to make smaller'
	run keep "$folder/unsafe_port-scenario-$hash.scenario" --name 'Not/Good'
	wants 2 'lower-case words' 'a name that is none'
}

# Inputs of other targets: the canary, which always fails.
others() {
	local finding=$work/canary-canary-$hash.input
	printf 'bi and more' >"$finding"
	run replay "$finding"
	wants 1 'STILL FAILS' 'the canary'
	run minimise "$finding"
	wants 0 '2 bytes of 11' 'the canary takes two bytes'
	[[ $(cat "$finding") == bi ]] || fail "the smallest canary is $(cat "$finding")"
	run keep "$finding" --name canary
	wants 1 '--failing' 'what still fails is kept only on request'
	cp "$finding" "$work/timeout-canary-$hash.input"
	run keep "$work/timeout-canary-$hash.input" --name canary --failing
	wants 1 'breaks canary with it, and not the rule of its name' 'what breaks another rule is not kept'
	run keep "$finding" --name canary --failing
	wants 0 'corpus/targets/canary/canary' 'kept as an input of its target'
	printf 'be' >"$finding"
	run replay "$finding" --json --junit "$work/junit.xml"
	wants 0 '"answer":"fixed"' 'for programs'
	grep -q 'tests="1"' "$work/junit.xml" || fail 'a JUnit report of one case'
	run replay "$finding" --junit "$finding"
	wants 2 'expected another file than the ones that are read' 'a report in place of what is read'
	[[ $(<"$finding") == be ]] || fail 'the finding is as it was'
}

# Each witness among noise: smaller, and at its rule and place.
property() {
	local name rule finding before after count=0
	export PRATIQUE_SOURCE=$source
	for name; do
		[[ -x $programs/planted_$name ]] || continue
		rule=$(sed -n 's/^rule: //p' "$source/fuzz/planted/bugs/$name.patch")
		finding=$(noisy "$name" "$rule")
		before=$(place "$finding" --as-found)
		[[ -n $before ]] || fail "$name: does not break $rule among noise"
		run minimise "$finding"
		[[ $code == 0 ]] || fail "$name: is not made smaller"
		after=$(place "$finding" --as-found)
		[[ $after == "$before" ]] || fail "$name: left '$before' for '$after'"
		! grep -q 'noise' "$finding" || fail "$name: noise is left: $(cat "$finding")"
		(($(wc -l <"$finding") <= 16)) || fail "$name: $(wc -l <"$finding") lines are left"
		count=$((count + 1))
	done
	((count > 0)) || fail 'there is no program with a planted bug'
	printf '%d witnesses among noise, each made small at its rule and place\n' "$count"
}

shift 2
life
errors
others
property "$@"
exit "$wrong"
