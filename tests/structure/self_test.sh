#!/bin/bash
# SPDX-License-Identifier: MIT
# Each structure test passes on a small sound tree and fails once a breach is planted in it.
here=$(cd -P -- "${BASH_SOURCE[0]%/*}" && pwd)
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0

sound_tree() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree"/{src/base,src/url,src/monitor,harness/report}
	cd "$work/tree" || exit 2
	printf '/* SPDX-License-Identifier: MIT */\nint pq_base(void);\n' >src/base/view.h
	printf '/* SPDX-License-Identifier: MIT */\nint pq_ascii(void);\n' >src/base/ascii.h
	printf '/* SPDX-License-Identifier: MIT */\n#include "base/ascii.h"\n\nint pq_url(void)\n{\n\treturn pq_ascii();\n}\n' \
		>src/url/url.c
	printf '/* SPDX-License-Identifier: MIT */\n#include "base/view.h"\n' >src/monitor/monitor.c
	printf '/* SPDX-License-Identifier: MIT */\n#include "base/view.h"\n' >harness/report/report.c
}

# expect NAME CODE COMMAND...: the command must exit with CODE.
expect() {
	local name=$1 wanted=$2 got
	shift 2
	"$@" >"$work/out" 2>&1
	got=$?
	if ((got != wanted)); then
		printf '%s: exit code %d instead of %d\n' "$name" "$got" "$wanted"
		cat "$work/out"
		failed=1
	fi
}

tree=$work/tree
sound_tree
expect "sound includes" 0 "$here/includes.sh" "$tree"
expect "sound sizes" 0 "$here/size.sh" "$tree"
expect "sound licences" 0 "$here/spdx.sh" "$tree"

printf '#include "url/url.h"\n' >>src/base/view.h
expect "base includes url" 1 "$here/includes.sh" "$tree"
sound_tree
printf '#include "report/report.h"\n' >>src/url/url.c
expect "src includes harness" 1 "$here/includes.sh" "$tree"
sound_tree
printf '#include "base/ascii.h"\n' >>src/monitor/monitor.c
expect "the monitor includes a table of base" 1 "$here/includes.sh" "$tree"
sound_tree
mkdir -p src/new
printf '/* SPDX-License-Identifier: MIT */\n' >src/new/new.c
expect "a folder that the table does not know" 1 "$here/includes.sh" "$tree"

sound_tree
{ printf 'int f(void)\n{\n'; yes '	;' | head -n 69; printf '}\n'; } >>src/url/url.c
expect "a function of 71 lines" 1 "$here/size.sh" "$tree"
sound_tree
{ printf 'int f(void)\n{\n'; yes '	;' | head -n 68; printf '}\n'; } >>src/url/url.c
expect "a function of 70 lines" 0 "$here/size.sh" "$tree"
sound_tree
yes '/* */' | head -n 500 >>src/url/url.c
expect "a file of over 500 lines" 1 "$here/size.sh" "$tree"

sound_tree
printf 'int x;\n' >src/url/bare.c
expect "a file without SPDX line" 1 "$here/spdx.sh" "$tree"

sound_tree
mkdir -p tests/structure
printf 'pq_test(view unit pq_base)\n' >tests/CMakeLists.txt
printf '/* SPDX-License-Identifier: MIT */\n' >tests/test_view.c
printf 'pq_structure_test(size tree)\n' >tests/structure/CMakeLists.txt
printf '# SPDX-License-Identifier: MIT\n' >tests/structure/size.sh
expect "every test is named" 0 "$here/tests.sh" "$tree"
printf '/* SPDX-License-Identifier: MIT */\n' >tests/test_vie.c
expect "a test program that nobody builds" 1 "$here/tests.sh" "$tree"
rm tests/test_vie.c
printf '# SPDX-License-Identifier: MIT\n' >tests/structure/siz.sh
expect "a test script that nobody runs" 1 "$here/tests.sh" "$tree"

# A library whose code asks the system for something.
library() {
	mkdir -p "$work/build/src/$1"
	printf '%s\n' "$2" >"$work/$1.c"
	cc -O1 -c "$work/$1.c" -o "$work/$1.o" && ar rcs "$work/build/src/$1/libpq_$1.a" "$work/$1.o"
}
sound_tree
library url 'void *memcpy(void *, const void *, unsigned long); int pq_x(void *a, void *b, unsigned long n) { memcpy(a, b, n); return 0; }'
expect "memcpy is no system call" 0 "$here/symbols.sh" "$tree" "$work/build"
library url 'int socket(int, int, int); int pq_x(void) { return socket(1, 2, 3); }'
expect "src opens a socket" 1 "$here/symbols.sh" "$tree" "$work/build"
library url 'int pq_x(void) { return 0; }'
library monitor 'int pq_ascii_any(void); int pq_x(void) { return pq_ascii_any(); }'
expect "the monitor calls the accused" 1 "$here/symbols.sh" "$tree" "$work/build"
library monitor 'int memcmp(const void *, const void *, unsigned long); int pq_x(void *a, void *b, unsigned long n) { return memcmp(a, b, n); }'
expect "the monitor compares where an engine listens" 1 "$here/symbols.sh" "$tree" "$work/build"

((failed)) && exit 1
printf 'ok\n'
