#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs, anew, for the other scripts of this folder.
source "${BASH_SOURCE[0]%/*}/lib.sh"
rm -rf "$prefix"
cmake --install "$build" --prefix "$prefix" >log 2>&1 || { cat log; fail "cmake --install"; }
for file in bin/pratique bin/pratique-plugin include/pratique/policy.h lib/libpratique_watch.a share/man/man1/pratique.1.gz; do
	[[ -s $prefix/$file ]] || fail "there is no $file"
done
# It is built where libcurl is.
[[ ! -x $build/bin/pratique-libcurl || -x $prefix/bin/pratique-libcurl ]] || fail "there is no pratique-libcurl"
echo ok
