#!/bin/sh
# SPDX-License-Identifier: MIT
# No state leaks from one execution into the next: in libFuzzer's build, where the counters of the instrumented code can
# be read, each input of the corpus takes the same way in a process of its own, after others in shuffled orders, and
# twice on end. A target that remembers is caught. $1: source tree, $2: folder of build_engine.sh, $3: "grown" for the
# grown corpus too, or "seeds"; then all targets.
set -eu
source=$1 build=$2 grown=$3
shift 3
targets=$*
[ -x "$build/bin/fuzz_leaky" ] || { echo "skipped: nothing is built for libFuzzer"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in"
printf a > "$work/in/a"
printf b > "$work/in/b"
printf c > "$work/c"
status=0
# The plant: what is remembered shows, and only where there is something to remember.
if "$build/bin/fuzz_leaky" --steady=3 "$work/in" > "$work/out" 2>&1; then
	echo "a target that remembers was not noticed"
	status=1
fi
grep -q "/a: takes another way after" "$work/out" || { cat "$work/out"; status=1; }
"$build/bin/fuzz_leaky" --steady=3 "$work/in/a" > /dev/null || { echo "one input alone was said to leak"; status=1; }
if "$build/bin/fuzz_leaky" --steady=1 "$work/c" > "$work/out" 2>&1; then
	echo "a target that alternates was not noticed"
	status=1
fi

for target in $targets; do
	set -- "$source/corpus/targets/$target"
	[ "$target" != scenario ] || set -- "$source/corpus/seeds"
	[ "$grown" != grown ] || [ ! -d "$source/corpus/grown/$target" ] || set -- "$@" "$source/corpus/grown/$target"
	ASAN_OPTIONS=detect_leaks=0 "$build/bin/fuzz_$target" --steady=2 "$@" || status=1
done
# Those that a library may be missing for: what the library remembers must not show either.
for target in libcurl libsoup; do
	[ ! -x "$build/bin/fuzz_$target" ] ||
		ASAN_OPTIONS=detect_leaks=0 "$build/bin/fuzz_$target" --steady=1 "$source/corpus/seeds/redirects" || status=1
done
exit $status
