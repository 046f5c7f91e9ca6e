#!/bin/bash
# SPDX-License-Identifier: MIT
# Installs, anew, for the other scripts of this folder.
source "${BASH_SOURCE[0]%/*}/lib.sh"
rm -rf "$prefix"
cmake --install "$build" --prefix "$prefix" >log 2>&1 || { cat log; fail "cmake --install"; }
for file in bin/pratique include/pratique/policy.h lib/libpratique_watch.a share/man/man1/pratique.1.gz; do
	[[ -s $prefix/$file ]] || fail "there is no $file"
done
echo ok
