# shellcheck shell=bash
# SPDX-License-Identifier: MIT
# Sourced by the scripts of this folder; $1: source tree, $2: build, $3: where it is installed.
set -eu
source=$1 build=$2 prefix=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PRATIQUE_SOURCE PKG_CONFIG_PATH CMAKE_PREFIX_PATH DESTDIR

fail() { echo "failed: $1"; exit 1; }

cd "$work"
