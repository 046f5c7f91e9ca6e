#!/bin/bash
# SPDX-License-Identifier: MIT
# A hook for pre-commit (.pre-commit-hooks.yaml names it) and for git: "pratique policy check" of the files that are
# given, behind the options. PRATIQUE_PROGRAM names a pratique that is built already; else this tree's own is built.
here=$(cd -P -- "${BASH_SOURCE[0]%/*}" && pwd) || exit 3
exec "${PRATIQUE_PROGRAM:-$here/../pratique}" policy check "$@"
