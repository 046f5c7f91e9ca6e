#!/bin/bash
# SPDX-License-Identifier: MIT
# Programs that link what is installed, found by pkg-config and by find_package: the one of ten lines that asks for a
# port's verdict, the one that opens a watch, a plug-in. What is installed was moved, and has a blank in its path.
source "${BASH_SOURCE[0]%/*}/lib.sh"
mkdir "another place"
cp -r "$prefix/lib" "$prefix/include" "another place"
prefix="$work/another place"
program=$3/bin/pratique scenario=$3/share/pratique/corpus/seeds/smtp-form/multipart-form-to-port-25.scenario
export PKG_CONFIG_PATH=$prefix/lib/pkgconfig

cp "$source/examples/policy/port.c" port.c
cp "$source/tests/install/watch.c" watch.c

# answers PROGRAM: both answers and the third, so that one that is always given is noticed.
answers() {
	[[ $("$1" http 25) == blocked ]] || fail "$1: port 25 is not blocked"
	[[ $("$1" http 8080) == allowed ]] || fail "$1: port 8080 is not allowed"
	[[ $("$1" gopher 70) == "no rules" ]] || fail "$1: a verdict about gopher"
	! "$1" http 65561 || fail "$1: takes a port over 65535"
}

# watches PROGRAM: a breach is one, and its twin is none.
watches() {
	[[ $("$1" 25) == unsafe_port ]] || fail "$1: a dial to port 25 is not told"
	[[ -z $("$1" 80) ]] || fail "$1: a dial to port 80 is a breach"
}

strict='-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Werror'
by_pkg_config() {
	local flags
	eval "flags=($(pkg-config --cflags --libs "pratique-$2"))"
	# shellcheck disable=SC2086
	cc $strict "$1.c" "${flags[@]}" -o "$1" || fail "$1.c with pkg-config"
}
by_pkg_config port policy
answers ./port
[[ $(nm --undefined-only ./port) != *uidna* ]] || fail "who asks policies alone needs ICU"
by_pkg_config watch watch
watches ./watch

# plugs OBJECT CODE: the installed program loads a plug-in, and ends with that code.
plugs() {
	local code=0
	"$program" run --subject "$1" "$scenario" >told 2>&1 || code=$?
	[[ $code == "$2" ]] || { cat told; fail "a run with $1 ends with $code, not $2"; }
}
cp "$source/examples/port-checker/port_checker.c" right.c
sed 's/ 25, / /' right.c >forgot.c
eval "flags=($(pkg-config --cflags pratique-subject))"
for name in right forgot; do
	cc -shared -fPIC "${flags[@]}" $name.c -o $name.so || fail "$name.c with pkg-config"
done
plugs ./right.so 0
plugs ./forgot.so 1

cat >CMakeLists.txt <<'END'
cmake_minimum_required(VERSION 3.20)
project(stranger LANGUAGES C)
find_package(pratique 0.1 REQUIRED COMPONENTS policy subject watch)
add_executable(port port.c)
target_link_libraries(port PRIVATE pratique::policy)
add_executable(watch watch.c)
target_link_libraries(watch PRIVATE pratique::watch)
add_library(checker MODULE right.c)
target_link_libraries(checker PRIVATE pratique::subject)
set_target_properties(checker PROPERTIES PREFIX "")
END
cmake -S . -B out -DCMAKE_PREFIX_PATH="$prefix" >log 2>&1 && cmake --build out >>log 2>&1 || { cat log; fail "find_package"; }
answers out/port
watches out/watch
plugs out/checker.so 0

# The controls: a version and a component that there is not.
for wrong in '9 REQUIRED' 'REQUIRED COMPONENTS other'; do
	sed -i "s/find_package(.*/find_package(pratique $wrong)/" CMakeLists.txt
	rm -rf out
	! cmake -S . -B out -DCMAKE_PREFIX_PATH="$prefix" >log 2>&1 || fail "find_package(pratique $wrong) finds something"
	grep -qiE 'version|no component other' log || { cat log; fail "find_package(pratique $wrong) does not say why"; }
done
echo ok
