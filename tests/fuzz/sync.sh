#!/bin/bash
# SPDX-License-Identifier: MIT
# What docs/fuzzing.md says of more than one machine, on this one: sync.sh BUILD ENGINE, BUILD as
# build_engine.sh made it.
# aflpp: a secondary instance imports what the main instance found, through the folder that they share.
# libfuzzer: fork mode goes on after a crash, and the merge gets over it.
build=$1 engine=$2
target=$build/bin/fuzz_canary
[[ -x $target ]] || { echo "skipped: nothing is built for $engine"; exit 77; }

work=$(mktemp -d)
# Fork mode keeps what its jobs share in a folder there, and leaves it when it is ended.
export TMPDIR=$work
child=
# Ends what runs beside this script, with the jobs that it started: it leads a group of its own.
end_child() {
	[[ -n $child ]] || return
	kill -- "-$child"
	wait "$child"
	kill -9 -- "-$child"
	child=
} 2>/dev/null
trap 'end_child; rm -rf "$work"' EXIT
# beside COMMAND...: runs it beside this script.
beside() {
	set -m
	"$@" </dev/null &
	child=$!
	set +m
}
cd "$work" || exit 2
mkdir seeds
printf x >seeds/x
status=0
wrong() {
	echo "$1"
	tail -n 20 ./*.log
	status=1
}

# stat_of FOLDER NAME: a number of an instance's statistics.
stat_of() { sed -n "s/^$2 *: *//p" "$1/fuzzer_stats"; }

# instance FOLDER LOG OPTION...: this process becomes an instance of AFL++.
instance() {
	local out=$1 log=$2
	shift 2
	exec env AFL_NO_UI=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 \
		AFL_IMPORT_FIRST=1 afl-fuzz -s 1 -V 500 -t 60000 -i seeds -o "$out" "$@" -- "$target" >"$log" 2>&1
}

aflpp() {
	# The main instance works until the secondary is done; what it found in the meantime is what there is to import.
	beside instance sync main.log -M main
	until compgen -G 'sync/main/queue/id:*,src:*' >/dev/null || ! kill -0 "$child" 2>/dev/null; do sleep 0.1; done
	(instance sync second.log -S second -E 1)
	(instance alone alone.log -S second -E 1)
	end_child
	echo "imported by a secondary instance: $(stat_of sync/second corpus_imported), by one alone: $(stat_of alone/second corpus_imported)"
	(($(stat_of sync/second corpus_imported) >= 1)) || wrong "the secondary instance imported nothing"
	compgen -G 'sync/second/queue/*sync:main*' >/dev/null || wrong "what it imported does not come from the main instance"
	[[ $(stat_of alone/second corpus_imported) == 0 ]] || wrong "an instance alone imports something"
}

# forked LOG OPTION...: this process goes into fork mode, with a folder of its own for what it finds and grows.
forked() {
	local log=$1
	shift
	mkdir -p "$log.d/found" "$log.d/corpus"
	exec "$target" -fork=2 "$@" -max_total_time=500 -max_len=64 -detect_leaks=0 -artifact_prefix="$log.d/found/" \
		"$log.d/corpus" seeds >"$log" 2>&1
}

libfuzzer() {
	beside forked on.log -ignore_crashes=1
	until (($(find on.log.d/found -name 'crash-*' 2>/dev/null | wc -l) >= 2)) || ! kill -0 "$child" 2>/dev/null; do sleep 0.1; done
	kill -0 "$child" 2>/dev/null || wrong "fork mode does not go on after a crash"
	end_child
	(forked off.log)
	(($(find off.log.d/found -name 'crash-*' | wc -l) >= 1)) || wrong "without -ignore_crashes nothing is found"
	mkdir merged all
	# A seed is there in any case; what fork mode grew only if one of its jobs got that far.
	cp seeds/* on.log.d/found/crash-* all/
	cp on.log.d/corpus/* all/ 2>/dev/null
	"$target" -merge=1 -merge_control_file=control -artifact_prefix="$work/" merged all >merge.log 2>&1 ||
		wrong "the merge does not get over a crash"
	echo "crashes in fork mode: $(find on.log.d/found -name 'crash-*' | wc -l); of $(find all -type f | wc -l) files the merge keeps $(find merged -type f | wc -l)"
	(($(find merged -type f | wc -l) >= 1)) || wrong "the merge keeps nothing"
	! grep -lq '^bi' merged/* || wrong "the merge keeps what crashes"
	grep -q '^bi' all/* || wrong "there was nothing to get over"
}

$engine
exit $status
