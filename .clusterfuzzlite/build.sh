#!/bin/bash -eu
# SPDX-License-Identifier: MIT
exec "$SRC/pratique/fuzz/oss-fuzz/build.sh" "$@"
