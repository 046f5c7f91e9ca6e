#!/bin/bash
# SPDX-License-Identifier: MIT
# corpus.sh PRATIQUE SOURCE: corpora on the disk, as far as no engine is needed: what is refused, counted and merged, and
# who may use a folder. tests/fuzz/corpus.sh has the rest.
source "${BASH_SOURCE[0]%/*}/lib.sh"
export PRATIQUE_SOURCE=$source_tree
mkdir "$work/here" && cd "$work/here" || exit 2

# put FILE TEXT
put() {
	mkdir -p "${1%/*}"
	printf '%s' "$2" >"$1"
}

# All files of a folder but the campaign's own, with their bytes.
listing() {
	(cd "$1" && find . -path ./work -prune -o -type f -print | LC_ALL=C sort | xargs -d '\n' cksum)
}

run corpus
complains "no word"
run corpus grow
complains "a word that there is not"
for word in minimise merge "merge a"; do
	# shellcheck disable=SC2086 # words
	run corpus $word
	complains "$word without folders"
done
run corpus minimise --target urls x
complains "a target that there is not"
run corpus minimise "$work/none"
complains "a folder that there is not"
mkdir empty
run corpus minimise empty
complains "a folder that is no corpus"
printf x >file
run corpus minimise file
complains "a file, of no target"
run corpus minimise --out '' empty
complains "no folder for the result"
[[ ! -e out ]] || fail "nothing is made for what cannot be used"

# Stats: what is odd is told, and the rest counted.
put c/url/a a
put c/url/again a
put c/url/b bb
put c/url/empty ''
ln -s .. c/url/up
head -c 5000 /dev/zero >c/url/long
mkdir c/port
head -c 200 /dev/urandom >c/port/random
put c/scenario/canonical $'pratique-scenario 1\nfetch GET http://a.example/\n'
put c/scenario/strict $'pratique-scenario 1\n\nfetch   GET http://a.example/\n'
put c/scenario/lenient $'fetch GET http://a.example/\n%%\n'
run corpus stats --no-run --json c
wants 0 "odd files are left out"
has out '"target":"url","inputs":2,"bytes":3,"largest":2,' "inputs, bytes, largest"
has out '"doubles":1' "doubles"
has out '"target":"scenario","inputs":3' "scenarios"
has out '"strict":2,"canonical":1,' "how they are understood"
has out '"target":"port","inputs":1' "bytes of any kind"
[[ $(wc -l <"$work/err") == 3 ]] || fail "an empty file, a link to a folder and a long file are told of"
has err "c/url/long: over the 1024 bytes that target url reads; left out" "why"
for json in "" --json; do
	# shellcheck disable=SC2086 # an option or none
	run corpus stats --no-run $json c/url/long --target url
	complains "a bad file that the user named"
done
run corpus stats --no-run c/url/b --target url
wants 0 "its twin"
ln -s loop loop
run corpus stats --no-run loop
complains "a link to itself"
PATH=/nonexistent run corpus stats c
wants 3 "nothing to measure with"
has err "is missing" "what is missing is named"

# Merge: nothing lost, nothing overwritten, nothing twice.
put a/corpus/url/x one
put a/corpus/url/same same
put a/findings/r-url-1.input found
put a/totals $'pratique-totals 1\nfolder a\na url libfuzzer 1 1000 1000 5 0 0 0 9\n'
put b/corpus/url/x two
put b/corpus/url/other-name same
put b/corpus/url/y three
put b/corpus/nobody/z lost
put a/findings/r-url-3.input 'found, and long'
put b/findings/r-url-1.input 'found otherwise'
put b/findings/r-url-2.input 'another'
put b/findings/r-url-3.input 'short'
put b/totals $'pratique-totals 1\nfolder b\nb url libfuzzer 1 500 500 7 0 0 0 3\n'
put a/history $'pratique-history 1\nbegin a-1 1 60000 2 mutator new\nend 60000 finished\n'
put b/history $'pratique-history 1\nbegin a-1 1 60000 2 mutator new\nbegin b-1 2 60000 2 mutator new\nsample torn'
mkdir a/work b/work
before=$(listing b)
run corpus merge a b
wants 0 "two campaigns are merged"
has out "findings: 1 new, 2 there already (1 smaller now)" "findings"
grep -qE '^url +2 +8 +1$' "$work/out" || fail "inputs"
has err "b/corpus/nobody: no target has this name; left out" "what was not taken is told"
[[ $(cat a/corpus/url/x) == one && $(cat a/corpus/url/* | tr -d '\n') == *two* ]] || fail "no input is overwritten or lost"
[[ $(cat a/findings/r-url-1.input) == found && $(cat a/findings/r-url-3.input) == short ]] ||
	fail "of what was found at one place the smallest stays"
[[ $(find a/findings -type f | wc -l) == 3 ]] || fail "a finding has one file"
[[ $before == "$(listing b)" ]] || fail "what is merged stays as it is"
printf 'pratique-history 1\nbegin a-1 1 60000 2 mutator new\nend 60000 finished\nbegin b-1 2 60000 2 mutator new\nsample torn\n' |
	cmp -s - a/history || fail "the runs of both, each once"
run corpus stats --no-run --json a
has out '"target":"url","inputs":4' "all inputs, once"
has out '"cpu_ms":1500' "what was spent on both"
before=$(listing a)
run corpus merge a b
wants 0 "the same again"
[[ $before == "$(listing a)" ]] || fail "the same again changes nothing"
run corpus merge new a b
wants 0 "into a folder that is made"
run corpus stats --no-run --json new
has out '"target":"url","inputs":4' "all inputs, once, in a new folder"
has out '"cpu_ms":1500' "and what was spent"
run corpus merge flat c
wants 0 "mere corpora"
[[ -e flat/url/b && ! -e flat/findings ]] || fail "a folder for each target"
run corpus merge a a
complains "a folder into itself"
run corpus merge a "$work/none"
complains "a folder that there is not"
run corpus merge a empty
complains "a folder that is neither"
put bad/corpus/url/x x
put bad/totals $'rubbish\n'
run corpus merge new bad
wants 3 "totals that cannot be read"
has err "bad/totals:1: " "where"
for file in totals history; do
	put "pipe-$file/corpus/url/x" x
	mkfifo "pipe-$file/$file"
	run corpus merge new "pipe-$file"
	wants 3 "$file that are a pipe are not waited for"
	has err "pipe-$file/$file: it cannot be read" "$file: why"
done

# Who may use a folder. The lock of a process that was killed is none.
if command -v flock >/dev/null; then
	(flock 7 && exec sleep 100) 7<>a/work/lock &
	holder=$!
	until ! flock -n a/work/lock true; do :; done
	for arguments in "merge a b" "merge new a" "minimise --target url --work w --out a/corpus c"; do
		# shellcheck disable=SC2086 # words
		run corpus $arguments
		wants 3 "$arguments while a campaign works there"
		has err "campaign is using this folder" "$arguments: why"
	done
	run corpus merge newer a
	is err "pratique: corpus: a: a campaign is using this folder" "one line"
	[[ ! -s $work/out && ! -e newer ]] || fail "nothing is begun, and nothing told of it"
	run campaign --out a --time 1s
	wants 3 "a campaign while another works there"
	has err "another campaign is using this folder" "a campaign: why"
	[[ $before == "$(listing a)" ]] || fail "a folder in use is left as it is"
	kill -9 $holder
	wait $holder 2>/dev/null
	run corpus merge a b
	wants 0 "after it was killed"
	PATH=/nonexistent run campaign --out a --time 1s
	has err "is missing" "a campaign after it was killed begins"
	lacks err "using this folder" "and does not complain of the lock"
fi

# A full disk: nothing is torn, and the same command goes on.
head -c 4000 /dev/urandom >full-input
for i in 1 2 3; do put "big/corpus/scenario/$i" "$i$(tr -d '\0' <full-input)"; done 2>/dev/null
(ulimit -f 2 && trap '' XFSZ && "$pratique" corpus merge small big >"$work/out" 2>"$work/err" </dev/null)
code=$?
wants 3 "no room"
[[ -z $(find small -name '*.part') ]] || fail "no part of a file is left"
run corpus merge small big
wants 0 "with room"
run corpus stats --no-run --json small
has out '"target":"scenario","inputs":3' "all is there"
mkdir disk
if unshare -rm mount -t tmpfs none disk 2>/dev/null; then
	for i in {1..400}; do put "bigger/corpus/scenario/$i" "$i $(printf '%03900d' 0)"; done
	unshare -rm bash -c 'mount -t tmpfs -o size=9m none disk && head -c 7900000 /dev/zero >disk/filler
		"$0" corpus merge disk/into bigger
		code=$?; find disk -name "*.part"; find disk/into/corpus -type f | wc -l; rm disk/filler
		"$0" corpus merge disk/into bigger && find disk/into/corpus -type f | wc -l; exit $code' \
		"$pratique" >"$work/out" 2>"$work/err"
	code=$?
	wants 3 "a full disk"
	has out "void: the disk is full; the same command goes on" "a full disk is named"
	lacks out ".part" "no part of a file is left on it"
	[[ $(tail -n 1 "$work/out") == 400 ]] || fail "with room the same command has all of it"
else
	echo "not tried: a full disk, for which a mount namespace is needed"
fi

# The test of the tree's own corpus can fail.
grown() { "$source_tree/tests/structure/grown.sh" "$PWD/tree" "$pratique" >"$work/out" 2>"$work/err" && code=0 || code=$?; }
named() { mv "$1" "${1%/*}/$(hash_of "$1")${2-}"; }
# FNV-1a of a file, 64 bits.
hash_of() {
	local sum=$((0xcbf29ce484222325)) byte
	for byte in $(od -An -v -tu1 "$1"); do sum=$(((sum ^ byte) * 0x100000001b3)); done
	printf '%016x' $sum
}
mkdir -p tree/src tree/corpus/grown/url tree/corpus/grown/scenario
put tree/corpus/grown/README.md 'how it was grown'
put tree/corpus/grown/url/x http://a.example/
named tree/corpus/grown/url/x
cp c/scenario/canonical tree/corpus/grown/scenario/x
named tree/corpus/grown/scenario/x .scenario
grown
wants 0 "a sound tree"
put tree/corpus/grown/url/misnamed http://b.example/
grown
wants 1 "a name that is no hash"
rm tree/corpus/grown/url/misnamed
cp c/scenario/strict tree/corpus/grown/scenario/x
named tree/corpus/grown/scenario/x
grown
wants 1 "a scenario that is not canonical"
rm "tree/corpus/grown/scenario/$(hash_of c/scenario/strict)"
head -c 2000 /dev/zero >tree/corpus/grown/url/x
named tree/corpus/grown/url/x
grown
wants 1 "an input that is too long"
rm -r tree/corpus/grown/url
mkdir tree/corpus/grown/nobody
grown
wants 1 "a folder of no target"
rmdir tree/corpus/grown/nobody
head -c $((8 << 20)) /dev/zero >tree/corpus/grown/README.md
grown
wants 1 "more than 8 MiB"
rm tree/corpus/grown/README.md
grown
wants 0 "the sound tree again"
finish
