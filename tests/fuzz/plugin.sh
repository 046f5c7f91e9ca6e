#!/bin/bash
# SPDX-License-Identifier: MIT
# plugin.sh PROGRAM SOURCE BUILD: the target scenario asks a plug-in in the model's place. The example of a port checker is
# told of the one port that it forgets, from a seed that names no such port, and of nothing in as many executions if it
# forgets none; a campaign does the same, and says of a plug-in that cannot be loaded. BUILD: folder of build_engine.sh.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"
source "${BASH_SOURCE[0]%/*}/../plugin/lib.sh"
built=${3:?a build for libFuzzer}
[[ -x $built/bin/fuzz_scenario && -x $built/bin/fuzz_canary ]] || { echo "skipped: nothing is built for libFuzzer"; exit 77; }

build right "$checker"
sed 's/ 6667,//' "$checker" >forgot.c
build forgot forgot.c
mkdir seeds
cat >seeds/form <<-'END'
	form POST http://a.example:8080/ multipart
	  field "a" "1"
	control GET http://a.example/
END
runs=10000

# fuzz NAME: with that plug-in; what the engine said is in $work/out.
fuzz() {
	rm -rf found && mkdir found
	PQ_FUZZ_PLUGIN=$work/$1.so "$built/bin/fuzz_scenario" -seed=1 -runs=$runs -max_len=4096 -detect_leaks=0 \
		-dict="$source_tree/fuzz/scenario.dict" -artifact_prefix=found/ seeds >out 2>&1
	code=$?
	: >err
}

fuzz forgot
((code != 0)) || fail "a forgotten port is not found in $runs executions"
grep -qx 'ASSERTION FAILED: pq_rule_unsafe_port' out || fail "it dies of another rule"
has out "port 6667 was dialled" "and the judge says which port"
found=$(find found -type f | head -n 1)
PQ_FUZZ_PLUGIN=$work/right.so "$built/bin/fuzz_scenario" "$found" >out 2>&1 || fail "with the port in its list the same input breaks nothing"
rm -rf seeds/* && cp "$source_tree"/corpus/seeds/smtp-form/multipart-form-to-port-25.scenario seeds/
fuzz right
((code == 0)) || fail "a right checker breaks a rule"
has out "Done $runs runs" "in as many executions"

PQ_FUZZ_PLUGIN=$work/none.so "$built/bin/fuzz_scenario" "$source_tree/corpus/seeds/ports/irc.scenario" >out 2>&1
code=$?
wants 3 "a plug-in that cannot be loaded is no model"
has out "none.so cannot be used: No such file or directory" "and that is said"

# What a campaign builds is there already, in a tree of its own.
tree=$work/tree
mkdir -p "$tree/corpus/seeds" "$tree/corpus/targets/canary" "$tree/fuzz"
cp "$source_tree"/corpus/seeds/ports/irc.scenario "$tree/corpus/seeds"
cp "$source_tree"/corpus/targets/canary/* "$tree/corpus/targets/canary"
cat >"$tree/CMakeLists.txt" <<-END
	cmake_minimum_required(VERSION 3.25)
	project(built NONE)
	add_custom_target(fuzz_targets)
	foreach(name canary scenario)
	  add_custom_target(fuzz_\${name} COMMAND \${CMAKE_COMMAND} -E copy $built/bin/fuzz_\${name} \${PROJECT_BINARY_DIR}/bin/)
	  add_dependencies(fuzz_targets fuzz_\${name})
	endforeach()
END
mkdir -p "$tree/build/fuzz-libfuzzer/bin"
export PRATIQUE_SOURCE=$tree
campaign() {
	run campaign --engine libfuzzer --jobs 1 "$@"
}
mkdir here && cd here && mv "$work"/*.so . || exit 2
campaign --subject ./right.so --time 2s
wants 0 "a campaign of a right checker finds nothing"
[[ -d out/campaign-right/corpus ]] || fail "campaigns of another subject keep apart"
# A seed breaks it, so that it does not hang on the machine's speed.
campaign --subject ./forgot.so --out forgot-out --time 10s
wants 1 "one of a checker that forgets a port finds it"
has out "unsafe_port: target scenario, libfuzzer" "and tells the rule"
has out "explain --policy fetch" "and the command that explains it"
has out " --subject $work/here/forgot.so" "with the plug-in"
grep -qx "subject $work/here/forgot.so" forgot-out/campaign || fail "the record tells of the plug-in, for --resume"
finding=$(find forgot-out/findings -name 'unsafe_port-*' | head -n 1)
run explain --policy fetch --subject ./forgot.so "$finding"
wants 1 "that command shows it"
run campaign --engine libfuzzer --subject ./none.so --out never
wants 3 "a plug-in that is not there"
has err "none.so cannot start: No such file or directory" "is told"
run campaign --subject model --out never
complains "what is no path is no plug-in"
run campaign --subject ./right.so --target url --out never
wants 2 "only the target scenario asks a plug-in"
run campaign --resume --subject ./right.so --out forgot-out
wants 2 "what is resumed keeps its subject"
[[ ! -e never ]] || fail "what is refused leaves no folder"
finish
