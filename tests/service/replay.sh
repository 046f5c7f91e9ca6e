#!/bin/bash
# SPDX-License-Identifier: MIT
# replay.sh FUZZ_SERVICE SOURCE: the requests of the seeds as streams of a renderer, and streams that are none, break no
# property of the target "service".
set -u
target=$1
source=$2
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

# stream SCENARIO: a byte for pieces of 64, then each request, with its parts, behind the mark of a parcel.
stream() {
	printf '?'
	awk -v mark="$(printf '\377\377')" '
		/^(fetch|xhr|form|navigate|websocket|preconnect|prefetch|dns-prefetch|ftp|ice-server|webtransport|socket|embedder|control) / {
			printf "%spratique-scenario 1\n", mark
			inside = 1
			print
			next
		}
		/^  / { if (inside) print; next }
		{ inside = 0 }
	' "$1"
}

count=0
for file in "$source"/corpus/seeds/*/*.scenario; do
	((++count % 4 == 0)) || continue
	LC_ALL=C stream "$file" >"$dir/$count.input"
done
printf '?GET / HTTP/1.1\r\n\r\n' >"$dir/no-parcel.input"
printf '?R\0\0\0\377\377\377\377' >"$dir/too-long.input"
printf '?R\0\0\0\0\0\0\020half' >"$dir/half.input"
printf '?S\0\0\0\0\0\0\0' >"$dir/an-order.input"
streams=$(find "$dir" -name '*.input' | wc -l)
printf '%s streams\n' "$streams"
((streams > 100)) || exit 1
"$target" "$dir"
