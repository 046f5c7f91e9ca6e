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
((failed == 0)) || exit 1

for program in cmake ninja clang; do
	command -v "$program" >/dev/null || { printf 'skipped: no %s\n' "$program"; exit 77; }
done

# Three targets: scenario breaks at any "!", port at anything, url never does. The canary dies as the true one does.
tree="$work/tree"
mkdir -p "$tree/corpus/seeds" "$tree/corpus/targets/url" "$tree/corpus/targets/port" \
	"$tree/corpus/targets/canary"
smtp_form >"$tree/corpus/seeds/form.scenario"
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

# Waits until a file holds a text; a campaign that never gets there is ended by the test's own time.
await() {
	until grep -qsF -- "$2" "$1"; do
		kill -0 "$campaign" 2>/dev/null || return
		sleep 0.1
	done
}

found="$work/found"
campaign --target scenario --target port --time 4s --out "$found" --html "$found/a.html" --jsonl "$work/a.jsonl" \
	--junit "$work/a.xml" --sarif "$work/a.sarif"
wants 1 "a campaign that finds something says so"
holds "$found/a.html" "unsafe_port</span>" "the page names the rule"
holds "$found/a.html" "verdict:" "the page tells the story of a scenario, as explain does"
holds "$found/a.html" '<pre tabindex="0">ASSERTION FAILED: pq_rule_unmasked_frame' "and of another target what it died of"
holds "$found/a.html" "libFuzzer: the canary was found" "the page tells of the canary"
holds "$found/a.html" "Not measured: " "the page says that lines were not measured, as this tree cannot"
holds "$work/a.xml" 'classname="pratique.campaign.libfuzzer" name="scenario"' "JUnit has a case for a target"
holds "$work/a.xml" '<failure type="unsafe_port"' "JUnit has the finding"
holds "$work/a.xml" 'errors="0"' "a campaign that ran to its end is no error"
holds "$work/a.sarif" '"ruleId": "unsafe_port"' "SARIF has the rule"
holds "$work/a.sarif" "findings/unsafe_port-scenario-" "SARIF names the input's file"
for event in start message progress finding end; do
	holds "$work/a.jsonl" "{\"event\":\"$event\"" "the stream has a line of each kind"
done
[[ $(tail -n 1 "$work/a.jsonl") == '{"event":"end"'*'"verdict":"found"'* ]] || fail "the last line tells the end"
[[ $(counts "$found/history" "begin ") == 1 && $(tail -n 1 "$found/history") == "end "*" finished" ]] ||
	fail "the history tells of one run that finished"

# Killed, and resumed: what is left of its time, and a page of both runs.
killed="$work/killed"
"$pratique" campaign --engine libfuzzer --jobs 1 --target url --time 4s --out "$killed" >"$work/out" 2>"$work/err" &
campaign=$!
await "$killed/history" "sample "
kill -9 "$campaign" && wait "$campaign" 2>/dev/null
run campaign --resume --out "$killed" --html "$work/b.html" --jsonl -
wants 0 "what is resumed runs to its end"
has out '{"event":"end"' "its lines are alone on standard output"
has out '"resumed":true' "and say that it was resumed"
has err "plan: " "people read on standard error"
holds "$work/b.html" "<td>killed</td>" "the page tells of the run that was killed"
holds "$work/b.html" 'class="break" d="M' "its lines break where the next run began"
[[ $(counts "$killed/history" "begin ") == 2 ]] || fail "the history tells of both runs"
run campaign --resume --out "$killed" --html "$work/c.html"
wants 0 "a campaign that has finished needs nothing more"
has out "has finished" "which is said"
holds "$work/c.html" "<h1>Nothing found</h1>" "its report is written all the same"

# Interrupted: the reports tell of what was done, and that it states nothing.
stopped="$work/stopped"
"$pratique" campaign --engine libfuzzer --jobs 1 --target url --time 1h --out "$stopped" --html "$work/d.html" \
	--junit "$work/d.xml" >"$work/out" 2>"$work/err" &
campaign=$!
await "$stopped/history" "sample "
kill -TERM "$campaign"
wait "$campaign"
code=$?
wants 3 "a campaign that was stopped is void"
holds "$work/d.html" "It did not run to its end: it was interrupted." "the page says why"
holds "$work/d.xml" 'errors="1"' "JUnit has an error"
finish
