#!/bin/bash
# SPDX-License-Identifier: MIT
# The start script, on a small tree that builds in a second: when it builds, what it hands over, how it fails.
source "${BASH_SOURCE[0]%/*}/lib.sh"

for program in cmake ninja cc ctest; do
	command -v "$program" >/dev/null || { printf 'skipped: no %s\n' "$program"; exit 77; }
done

tree="$work/a tree"
mkdir -p "$tree"/{harness,src,tests,fuzz}
cp "$source_tree/harness/pratique" "$tree/harness/"
cat >"$tree/CMakeLists.txt" <<-'END'
	cmake_minimum_required(VERSION 3.25)
	project(small LANGUAGES C)
	set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
	add_executable(pratique src/main.c)
	enable_testing()
	add_test(NAME one COMMAND pratique 0)
	add_test(NAME two COMMAND pratique 0)
END
cat >"$tree/CMakePresets.json" <<-'END'
	{ "version": 6, "configurePresets": [
	  { "name": "release", "generator": "Ninja", "binaryDir": "${sourceDir}/build/${presetName}" } ] }
END
cat >"$tree/src/main.c" <<-'END'
	#include <stdio.h>
	#include <stdlib.h>
	int main(int argc, char **argv)
	{
		for (int i = 1; i < argc; i++)
			printf("[%s]\n", argv[i]);
		printf("%s\n", getenv("PRATIQUE_SOURCE"));
		return argc > 1 ? atoi(argv[1]) : 0;
	}
END

# As a job of a CI system might: no home to write to, no terminal, standard input closed, any folder.
script() {
	env -u TERM HOME=/nonexistent "$tree/harness/pratique" "$@" >"$work/out" 2>"$work/err" <&-
	code=$?
}

script 7 "two words"
wants 7 "the program's exit code is ours"
has out "[two words]" "words stay words"
has out "$tree" "the program is told where the source lies"
has err "building for the first time" "the first build is announced"
script 0
wants 0 "a second call"
[[ ! -s err ]] || fail "builds nothing when nothing changed"
touch "$tree/src/main.c"
script 0
has err "building ..." "a changed file is built"
touch "$tree/src/extra.c"
script 0
has err "building ..." "a new file too"
script 0
rm "$tree/src/extra.c"
script 0
has err "building ..." "a deleted one too"
ln -s "$tree/harness/pratique" link
(cd / && "$work/link" 0) >out 2>err
has out "$tree" "works through a link, from another folder"

script test
wants 0 "test"
[[ $(grep -c 'tests passed' out) == 1 ]] || fail "ends with ctest's summary"
script test -R two
has out "100% tests passed, 0 tests failed out of 1" "ctest gets the rest"
sed -i 's/NAME two COMMAND pratique 0/NAME two COMMAND pratique 1/' "$tree/CMakeLists.txt"
script test
wants 1 "a failing test"
has out "[1]" "shows its output"

cp "$tree/src/main.c" kept.c
printf 'int main(void) { return nonsense; }\n' >"$tree/src/main.c"
script 0
wants 3 "what does not compile"
has err "nonsense" "shows the compiler's words"
script 0
wants 3 "and is tried again"
cp kept.c "$tree/src/main.c"
script 0
wants 0 "until it compiles"

mv "$tree" "$work/moved"
tree=$work/moved
script 0
wants 0 "a tree that was moved builds anew"
has out "$work/moved" "in its new place"

# A machine on which next to nothing is installed.
mkdir bare
for program in bash env dirname cat find grep mkdir mktemp rm mv nproc flock readlink true; do
	ln -s "$(command -v "$program")" bare/
done
rm -rf "$tree/build"
on_bare_machine() {
	PATH=$work/bare "$@" >out 2>err
	code=$?
}
on_bare_machine env PRATIQUE_NO_INSTALL=1 "$tree/harness/pratique" 0
wants 3 "nothing is there and nothing may be installed"
has err "missing: cmake (configures the build)" "each package is named with its use"
has err "apt-get install cmake" "and how to get them"
lacks err "afl++" "what the verb does not need is not asked for"
on_bare_machine env PRATIQUE_NO_INSTALL=1 "$tree/harness/pratique" campaign
has err "missing: clang " "a campaign needs a compiler of its own"
has err "missing: afl++ (the second engine)" "and likes a second engine"

printf '#!/bin/bash\nprintf "[%%s] " "$@"\nexit 100\n' >bare/apt-get
printf '#!/bin/bash\nwhile [[ $1 == -* ]]; do shift; done\n"$@"\n' >bare/sudo
chmod +x bare/apt-get bare/sudo
on_bare_machine "$tree/harness/pratique" 0
wants 3 "apt-get fails"
has err "pratique: installing cmake ninja-build" "what is installed is told"
has err "[update]" "and what apt-get said"
finish
