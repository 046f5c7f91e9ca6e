# SPDX-License-Identifier: MIT
# Sourced by the scripts of this folder; $1: source tree, $2: the archive.
set -eu
source=$1 archive=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() { echo "skipped: $1 is missing"; exit 77; }
fail() { echo "failed: $1"; exit 1; }
libraries() { pkg-config --cflags --libs "$@"; }
