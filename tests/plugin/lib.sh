# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the scripts of this folder behind tests/cli/lib.sh: building plug-ins.

# build NAME SOURCE [OPTION...]: $work/NAME.so of a source file.
build() {
	local name=$1 file=$2
	shift 2
	"${CC:-cc}" -std=gnu11 -Wall -Wextra -Wpedantic -Werror -g -O1 -fPIC -shared \
		-I "$source_tree/harness/plugin/include" "$@" "$file" -o "$work/$name.so" || fail "$name does not build"
}

command -v "${CC:-cc}" >/dev/null || { echo "skipped: no compiler"; exit 77; }
checker=$source_tree/examples/port-checker/port_checker.c
