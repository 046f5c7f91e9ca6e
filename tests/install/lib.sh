# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the scripts of this folder; $1: source tree, $2: build. Installs into $prefix, a folder of its own.
set -eu
source=$1 build=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PRATIQUE_SOURCE PKG_CONFIG_PATH CMAKE_PREFIX_PATH DESTDIR

fail() { echo "failed: $1"; exit 1; }

prefix="$work/a place"
cmake --install "$build" --prefix "$prefix" >"$work/log" 2>&1 || { cat "$work/log"; fail "cmake --install"; }
cd "$work"
