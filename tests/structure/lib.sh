# SPDX-License-Identifier: MIT
# Sourced by the structure tests. Each takes a tree as its argument (default: this one) and exits with 1 if that
# tree breaks a rule; self_test.sh shows that each of them can.

tree=${1:-$(cd -P -- "${BASH_SOURCE[0]%/*}/../.." && pwd)}
cd "$tree" || exit 2
broken=0

# Says what is wrong and where, and goes on.
wrong() {
	printf '%s\n' "$*"
	broken=1
}

# All C files of the tree.
c_files() {
	find src harness fuzz tests examples -name '*.[ch]' 2>/dev/null | LC_ALL=C sort
}

finish() {
	if ((broken)); then
		exit 1
	fi
	printf 'ok\n'
	exit 0
}
