#!/bin/bash
# SPDX-License-Identifier: MIT
# What minimising keeps, under libFuzzer: corpus.sh PRATIQUE SOURCE BUILD, the last one the folder of build_engine.sh. Targets
# are put into a tree of their own, where the canary stands for one that breaks, so that nothing else has to be built.
pratique=$1 source=$2 build=$3
[[ -x $build/bin/fuzz_scenario && -x $build/bin/fuzz_canary ]] || { echo "skipped: nothing is built for libFuzzer"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
failed=0
fail() { echo "failed: $1 (exit code $code)"; tail -n 20 out.txt err.txt; failed=1; }
run() { "$pratique" corpus "$@" >out.txt 2>err.txt </dev/null; code=$?; }
wants() { [[ $code == "$1" ]] || fail "$2, exit code $1 wanted"; }

# A tree with targets that are built: here "cmake" has nothing to do.
mkdir -p tree/build/fuzz-libfuzzer/bin path
: >tree/build/fuzz-libfuzzer/build.ninja
cp "$build/bin/fuzz_scenario" tree/build/fuzz-libfuzzer/bin/
cp "$build/bin/fuzz_canary" tree/build/fuzz-libfuzzer/bin/fuzz_url
printf '#!/bin/sh\n' >path/cmake
chmod +x path/cmake
export PATH=$work/path:$PATH PRATIQUE_SOURCE=$work/tree

# An input that ends its target is a finding, and in no corpus; the rest goes on without it.
mkdir -p c/url
for text in a b ab bi bit x; do printf %s "$text" >"c/url/$text"; done
run minimise --target url --out kept --work w c
wants 1 "an input that ends its target"
grep -q '^FINDING canary: target url, reproduced' out.txt || fail "it is told of"
[[ $(cat w/findings/canary-url-*.input) == bi* ]] || fail "it is kept"
! grep -rqx 'bi.*' kept/url || fail "it is in no corpus"
[[ -n $(ls kept/url) && -e c/url/bi ]] || fail "the rest is kept, and what was given stays"
run stats --target url c
wants 1 "statistics of it"
rm c/url/bi*
run minimise --target url --out kept-twin --work w-twin c
wants 0 "its twin"
diff -r kept kept-twin >err.txt || fail "the same is kept without it"

# Scenarios: canonical, as small as can be, nothing lost.
mkdir -p in/scenario
cp "$source"/corpus/seeds/{ports,headers,redirects}/*.scenario in/scenario/
printf 'fetch GET http://a.example:25/\n%%%%\n' >in/scenario/lenient
run minimise --target scenario --out one --work w1 in
wants 0 "scenarios"
grep -qE '^scenario +[0-9]+ -> [0-9]+ +[0-9]+ -> [0-9]+ +([0-9]+) -> \1 +([0-9]+) -> \2$' out.txt ||
	fail "all features and edges are kept"
"$pratique" fmt --check one/scenario/*.scenario >err.txt 2>&1 || fail "they are canonical"
kept=$(find one/scenario -type f | wc -l)
((kept > 20 && kept < $(find in -type f | wc -l))) || fail "$kept of them are kept"
run stats --no-run --json one
grep -q "\"inputs\":$kept,.*\"named_by_hash\":$kept," out.txt || fail "named by their hash"
run minimise --target scenario --out two --work w2 in
diff -r one two >err.txt || fail "the same inputs give the same result"
run minimise --target scenario --out one --work w1 in
diff -r one two >err.txt || fail "doing it again changes nothing"
odd=$'odd "$(touch shot)" \n folder'
run minimise --target scenario --out "$odd/out" --work "$odd/work" in
wants 0 "folders of any name"
diff -r one "$odd/out" >err.txt || fail "they change nothing"
[[ -z $(find . -name shot) ]] || fail "no shell reads their names"
mkdir -p more/scenario
cp one/scenario/* in/scenario/*.scenario more/scenario/
run minimise --target scenario --out more --work w3 in
wants 0 "into a folder that has inputs"
diff -r one more >err.txt || fail "what is redundant there is removed, and nothing else"

mkdir -p spaced/scenario
for file in "$source"/corpus/seeds/ports/*.scenario; do sed 's/^page /page   /' "$file" >"spaced/scenario/${file##*/}"; done
run minimise --target scenario --out plain --work w5 spaced
wants 0 "scenarios that are written otherwise"
"$pratique" fmt --check plain/scenario/*.scenario >err.txt 2>&1 || fail "they are kept in canonical form"
[[ -z $(find plain/scenario -type f ! -name '*.scenario') ]] || fail "and only so"

mkdir -p tree/corpus/seeds
cp "$source"/corpus/seeds/ports/*.scenario tree/corpus/seeds/
mkdir -p known/scenario
cp "$source"/corpus/seeds/ports/*.scenario known/scenario/
run minimise --target scenario --beyond-seeds --out beyond --work w6 known
wants 0 "what the seeds cover"
[[ -z $(find beyond -type f) ]] || fail "what the seeds cover needs no other input"
run minimise --target scenario --beyond-seeds --out beyond --work w6 in
beyond=$(find beyond -type f | wc -l)
((beyond > 0 && beyond < kept)) || fail "what they do not cover does: $beyond of $kept"

# Killed in the middle: the record of the merge is cut in the middle of a line, and pratique killed.
mv tree/build/fuzz-libfuzzer/bin/fuzz_scenario tree/real
cat >tree/build/fuzz-libfuzzer/bin/fuzz_scenario <<END
#!/bin/bash
for argument; do [[ \$argument == -merge_control_file=* ]] && control=\${argument#*=}; done
if [[ -e $work/killed ]]; then
	grep -c '^COV' "\$control" >$work/resumed
	exec $work/tree/real "\$@"
fi
$work/tree/real "\$@"
truncate -s \$((\$(stat -c %s "\$control") / 2)) "\$control"
touch $work/killed
kill -9 \$PPID
END
chmod +x tree/build/fuzz-libfuzzer/bin/fuzz_scenario
run minimise --target scenario --out three --work w4 in
wants 137 "it is killed"
[[ -z $(find three -type f) ]] || fail "nothing is half done"
ran=$(grep -c '^COV' w4/merge/scenario/control)
run minimise --target scenario --out three --work w4 in
wants 0 "the same command goes on"
((ran > 5 && $(cat resumed) >= ran - 1 && $(cat resumed) <= ran)) || fail "from where it was: $ran, $(cat resumed)"
diff -r one three >err.txt || fail "and gives what it would have given"
cp tree/real tree/build/fuzz-libfuzzer/bin/fuzz_scenario

# A full disk.
cat >full.sh <<'END'
set -e
mount -t tmpfs -o size=40m none "$1"
mkdir -p "$1/out/scenario"
printf 'pratique-scenario 1\nfetch GET http://a.example/\n' >"$1/out/scenario/there"
head -c $((40 * 1048576 - 1100000)) /dev/zero >"$1/filler"
set +e
"$2" corpus minimise --target scenario --out "$1/out" --work "$1/w" in >out.txt 2>err.txt
echo $? >code1
grep -c "void: the disk is full" out.txt >void.txt
ls "$1/out/scenario" >there.txt
rm "$1/filler"
"$2" corpus minimise --target scenario --out "$1/out" --work "$1/w" in >out.txt 2>err.txt
echo $? >code2
cp -r "$1/out" full
END
mkdir disk
if unshare -rm mount -t tmpfs none disk 2>/dev/null; then
	unshare -rm bash full.sh "$work/disk" "$pratique"
	code=$(cat code1)
	wants 3 "a full disk"
	[[ $(cat void.txt) == 1 ]] || fail "a full disk is named"
	grep -qx there there.txt || fail "what was there is there"
	code=$(cat code2)
	wants 0 "the same command with room"
	[[ $(find full/scenario -type f | wc -l) -ge $kept ]] || fail "and all is kept"
else
	echo "not tried: a full disk, for which a mount namespace is needed"
fi

((failed == 0)) || exit 1
echo ok
