#!/bin/bash
# SPDX-License-Identifier: MIT
# A whole campaign on a small tree whose targets are built in a second: what its reports say, and that it goes on where
# it was stopped. $1: the program, $2: the source tree.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

# What needs no engine.
run campaign --resume --out "$work/none"
complains "there is nothing to resume"
has err "holds no campaign to resume" "and that is said"
run campaign --resume --time 5s
wants 2 "what is resumed keeps its time"
run campaign --html "$work/no/such/folder/a.html" --out "$work/never"
complains "a report has no place"
run campaign --jsonl "$work" --out "$work/never"
wants 2 "nor does a stream of lines"
run campaign --html - --sarif - --out "$work/never"
wants 2 "two reports cannot both have standard output"
run campaign --html "" --out "$work/never"
wants 2 "a place is not nothing"
mkdir "$work/strange" && printf 'pratique-campaign 9\n' >"$work/strange/campaign"
run campaign --resume --out "$work/strange"
complains "a record of a later version is not resumed"
mkdir "$work/piped" && mkfifo "$work/piped/campaign" "$work/piped/history"
run campaign --resume --out "$work/piped"
complains "a record that is a pipe is not waited for"
rm "$work/piped/campaign" && printf 'pratique-campaign 1\nid a\ntime_ms 5\njobs 1\nengine aflpp\ntarget url\n' >"$work/piped/campaign"
run campaign --resume --out "$work/piped"
wants 3 "nor is a history"
[[ ! -e $work/never && ! -e $work/none ]] || fail "what is refused leaves no folder"
if command -v flock >/dev/null; then
	printf 'what another one writes\n' >"$work/taken"
	(flock 7 && exec sleep 100) 7<>"$work/taken" &
	holder=$!
	until ! flock -n "$work/taken" true; do sleep 0.1; done
	run campaign --jsonl "$work/taken" --out "$work/never/deep"
	complains "another campaign's stream of lines"
	has err "another campaign is writing there" "and why"
	[[ $(cat "$work/taken") == 'what another one writes' && ! -e $work/never ]] || fail "it is left as it is"
	kill -9 $holder
	wait $holder 2>/dev/null
fi

# ended HOW [LINE]: a folder whose campaign, after another one there, did all of its time and ended so.
ended() {
	rm -rf "$work/ended" && mkdir "$work/ended"
	printf 'pratique-campaign 1\nid b-1\ntime_ms 60000\njobs 1\nmutator yes\nengine libfuzzer\ntarget url\n' \
		>"$work/ended/campaign"
	cat >"$work/ended/history" <<-END
		pratique-history 1
		begin a-1 1 60000 1 mutator new
		sample 1000 url aflpp 1000 980 10 1 1 1 1 22 0 5
		begin b-1 2 60000 1 mutator new
		sample 1000 url libfuzzer 1000 980 10 1 1 1 1 22 0 5
		${2-}
		end 60000 $1
	END
	run campaign --resume --out "$work/ended" --junit "$work/ended.xml"
}

ended finished
wants 0 "what had finished and found nothing is told again"
has out "nothing is left to resume" "and that it had"
grep -q 'classname="pratique.campaign.aflpp" name="url"' "$work/ended.xml" && grep -q 'skipped="1"' "$work/ended.xml" ||
	fail "what only another campaign ran is skipped"
ended failed
wants 3 "what had failed states nothing, however often it is told"
has out "void: " "and says so"
grep -q 'errors="1"' "$work/ended.xml" || fail "nor does its report"
ended finished 'finding 900 url libfuzzer x reproduced new x-url-0123456789abcdef.input place'
wants 1 "what had finished and found something is told again"
has out ", 1 finding; " "with what it found"
((failed == 0)) || exit 1

for program in cmake ninja clang; do
	command -v "$program" >/dev/null || { printf 'skipped: no %s\n' "$program"; exit 77; }
done
printf 'int LLVMFuzzerTestOneInput(void) { return 0; }\n' | clang -x c -fsanitize=fuzzer -o /dev/null - 2>/dev/null ||
	{ printf 'skipped: no run-time library of libFuzzer\n'; exit 77; }

# Three targets: scenario breaks at any "!", port at anything, url never does. The canary dies as the true one does.
tree="$work/tree"
mkdir -p "$tree/corpus/seeds" "$tree/corpus/targets/url" "$tree/corpus/targets/port" \
	"$tree/corpus/targets/canary"
smtp_form >"$tree/corpus/seeds/form.scenario"
printf '!' >"$tree/corpus/seeds/breaks.scenario" # so that it does not hang on the machine's speed
printf 'http://a.example/\n' >"$tree/corpus/targets/url/plain"
printf 'x' >"$tree/corpus/targets/port/x"
printf 'x' >"$tree/corpus/targets/canary/x"
cat >"$tree/CMakeLists.txt" <<-END
	cmake_minimum_required(VERSION 3.25)
	project(small LANGUAGES C)
	set(CMAKE_RUNTIME_OUTPUT_DIRECTORY \${PROJECT_BINARY_DIR}/bin)
	add_custom_target(fuzz_targets)
	foreach(name canary port scenario url)
	  add_executable(fuzz_\${name} target.c $source_tree/fuzz/common/counters.c)
	  target_include_directories(fuzz_\${name} PRIVATE $source_tree/fuzz $source_tree/src)
	  target_compile_definitions(fuzz_\${name} PRIVATE _GNU_SOURCE target_\${name})
	  target_compile_options(fuzz_\${name} PRIVATE -fsanitize=fuzzer)
	  target_link_options(fuzz_\${name} PRIVATE -fsanitize=fuzzer)
	  add_dependencies(fuzz_targets fuzz_\${name})
	endforeach()
END
cat >"$tree/target.c" <<-'END'
	#include <stdio.h>
	#include <stdlib.h>
	#include <string.h>
	#include "common/counters.h"
	#include "common/environment.h"
	static struct pq_counters *counters, none;
	static void die(const char *rule)
	{
		fprintf(stderr, "ASSERTION FAILED: pq_rule_%s\n", rule);
		__builtin_trap();
	}
	int LLVMFuzzerInitialize(int *argc, char ***argv)
	{
		counters = getenv(PQ_COUNTERS_ENV) ? pq_counters_map(getenv(PQ_COUNTERS_ENV)) : &none;
		return (void)argc, (void)argv, 0;
	}
	int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
	{
		const char *ignored = getenv(PQ_IGNORE_ENV);
		counters->executions++;
	#ifdef target_canary
		if (size > 1 && data[0] == 'b')
			if (data[1] == 'i')
				die("canary");
	#endif
	#ifdef target_scenario
		counters->reached++;
		if (memchr(data, '!', size) && !(ignored && strstr(ignored, "unsafe_port")))
			die("unsafe_port");
	#endif
	#ifdef target_port
		if (size > 0)
			die("unmasked_frame");
	#endif
		return (void)data, (void)size, (void)ignored, 0;
	}
END
export PRATIQUE_SOURCE=$tree

campaign() {
	run campaign --engine libfuzzer --jobs 1 "$@"
}

# counts FILE TEXT: lines of it that hold the text.
counts() {
	grep -cF -- "$2" "$1"
}

# holds FILE TEXT CLAIM
holds() {
	grep -qF -- "$2" "$1" || fail "$3 (wanted in $1: $2)"
}

# begin OPTION...: a campaign that takes longer than any test, in the background.
begin() {
	"$pratique" campaign --engine libfuzzer --time 1h "$@" >"$work/out" 2>"$work/err" </dev/null &
	campaign=$!
}

# Waits until a file holds a text; a campaign that never gets there is ended by the test's own time.
await() {
	until grep -qsF -- "$2" "$1"; do
		kill -0 "$campaign" 2>/dev/null || return
		sleep 0.1
	done
}

# Ends the campaign in the background, which writes its reports.
stop() {
	kill -TERM "$campaign"
	wait "$campaign"
	code=$?
}

# How long an engine takes to find something nobody knows on a busy machine, so these are stopped when it has.
found="$work/found"
begin --jobs 1 --target port --out "$found"
await "$found/history" " unmasked_frame reproduced "
stop
wants 1 "what was found before a campaign was stopped is found"
begin --jobs 1 --target scenario --out "$found" --html "$found/a.html" --jsonl "$work/a.jsonl" \
	--junit "$work/a.xml" --sarif "$work/a.sarif"
await "$found/history" " unsafe_port reproduced "
stop
wants 1 "a campaign that finds something says so"
holds "$found/a.html" "unsafe_port</span>" "the page names the rule"
holds "$found/a.html" "verdict:" "the page tells the story of a scenario, as explain does"
holds "$found/a.html" '<pre tabindex="0">ASSERTION FAILED: pq_rule_unmasked_frame' "and of another target what it died of"
holds "$found/a.html" "libFuzzer: the canary was found" "the page tells of the canary"
holds "$work/a.xml" 'classname="pratique.campaign.libfuzzer" name="scenario"' "JUnit has a case for a target"
holds "$work/a.xml" '<failure type="unsafe_port"' "JUnit has the finding"
holds "$work/a.xml" 'errors="1"' "a campaign that was stopped is an error as a whole"
holds "$work/a.sarif" '"ruleId": "unsafe_port"' "SARIF has the rule"
holds "$work/a.sarif" "findings/unsafe_port-scenario-" "SARIF names the input's file"
for event in start message progress finding end; do
	holds "$work/a.jsonl" "{\"event\":\"$event\"" "the stream has a line of each kind"
done
[[ $(tail -n 1 "$work/a.jsonl") == '{"event":"end"'*'"verdict":"found"'* ]] || fail "the last line tells the end"
[[ $(counts "$found/history" "begin ") == 2 && $(counts "$found/history" " interrupted") == 2 ]] ||
	fail "the history tells of two runs that were interrupted"

# What lies there since a campaign was killed is one finding, in however many pieces; what it broke no rule with, none.
for lane in 0 1; do
	mkdir -p "$work/left/work/libfuzzer-scenario-$lane/artifacts"
	printf 'a!%s' "$lane" >"$work/left/work/libfuzzer-scenario-$lane/artifacts/crash-$lane"
done
campaign --target url --time 1s --out "$work/left" --json
wants 1 "what was left behind and still breaks is found"
has out '"findings":1,"rescued":2,' "and is one finding"
run campaign --resume --out "$work/left"
wants 1 "which the campaign has found, however often it is asked"

# Killed, and resumed: what is left of its time, and a page of both runs. How far it came nobody knows, so that its time
# is made to end two seconds later.
killed="$work/killed"
begin --jobs 1 --target url --out "$killed"
await "$killed/history" "sample "
kill -9 "$campaign" && wait "$campaign" 2>/dev/null
fuzzed=$(sed -n 's/^sample \([0-9]*\) .*/\1/p' "$killed/history" | tail -n 1)
sed -i "s/^time_ms .*/time_ms $((fuzzed + 2000))/" "$killed/campaign"
run campaign --resume --out "$killed" --html "$work/b.html" --junit "$work/b.xml" --jsonl -
wants 0 "what is resumed runs to its end"
has out '{"event":"end"' "its lines are alone on standard output"
has out '"resumed":true' "and say that it was resumed"
has err "plan: " "people read on standard error"
holds "$work/b.xml" 'errors="0"' "what ran to its end is no error"
holds "$work/b.html" "Not measured: " "the page says that lines were not measured, as this tree cannot"
holds "$work/b.html" "<td>killed</td>" "the page tells of the run that was killed"
holds "$work/b.html" 'class="break" d="M' "its lines break where the next run began"
[[ $(counts "$killed/history" "begin ") == 2 ]] || fail "the history tells of both runs"
[[ $(tail -n 1 "$killed/history") == "end "*" finished" ]] || fail "the last one finished"
run campaign --resume --out "$killed" --html "$work/c.html"
wants 0 "a campaign that has finished needs nothing more"
has out "has finished" "which is said"
holds "$work/c.html" "<h1>Nothing found</h1>" "its report is written all the same"

# Interrupted: the reports tell of what was done, and that it states nothing.
stopped="$work/stopped"
begin --jobs 1 --target url --out "$stopped" --html "$work/d.html" --junit "$work/d.xml"
await "$stopped/history" "sample "
stop
wants 3 "a campaign that was stopped is void"
holds "$work/d.html" "It did not run to its end: it was interrupted." "the page says why"
holds "$work/d.xml" 'errors="1"' "JUnit has an error"
finish
