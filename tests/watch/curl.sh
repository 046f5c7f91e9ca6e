#!/bin/bash
# SPDX-License-Identifier: MIT
# The example of docs/watch.md, built by the commands that stand there: behind its filter libcurl breaks no rule on the
# seeds; without it, what its baseline does not accept is told, and what it accepts is not fatal.
source "${BASH_SOURCE[0]%/*}/lib.sh" "$@"
command -v clang >/dev/null || skip clang
pkg-config --exists libcurl || skip "libcurl's development package"

cd "$source/examples/watch"
build() {
	# shellcheck disable=SC2046
	clang -g -O1 -fsanitize=fuzzer,address "$@" -I "$source/harness/watch/include" ./*.c "$archive" \
		$(libraries libcurl icu-uc)
}
build -o "$work/filtered" || fail "the example does not build"
build -DNO_FILTER -o "$work/bare" || fail "the example does not build without filter"
build -DNO_FILTER -DNO_BASELINE -o "$work/strict" || fail "the example does not build without baseline"

run() { "$@" >"$work/out" 2>&1; }
for seed in seeds/*; do
	run "$work/filtered" "$seed" || { cat "$work/out"; fail "behind the filter, $seed"; }
	run "$work/bare" "$seed" || { cat "$work/out"; fail "with the baseline, $seed"; }
done
# The controls: what each of these seeds does to libcurl alone.
for seed in seeds/breaks-*; do
	rule=${seed#seeds/breaks-}
	rule=${rule%%-*}
	run "$work/strict" "$seed" && fail "without filter and baseline, $seed breaks nothing"
	grep -qx "ASSERTION FAILED: pq_rule_$rule" "$work/out" || { cat "$work/out"; fail "$seed breaks another rule"; }
done
echo ok
