#!/bin/bash
# SPDX-License-Identifier: MIT
# fake.bash MODE URL: a made-up browser, which speaks to the hub as a probe page does and dials with bash alone. It
# knows bad ports 25 and 6667. MODE tells what is wrong with it:
#   honest   nothing
#   redirect it looks at the port of the first URL only, not where a redirect leads
#   all      it blocks every port that a URL names
#   idle     it reports, and dials nothing
#   crash    it dies in the middle of the first task; hang: it hangs there
#   dead     it ends at once; never: it waits and never opens the page
#   twice    it opens the start page twice
#   flood    it dials far more than it is asked for
#   slow     it takes its time
# FAKE_PROXY=HOST:PORT makes it ask that proxy for everything.
mode=$1 hub=${2#http://}
hub=${hub%/}

# request HOST PORT METHOD PATH [BODY]: one request on a connection of its own; prints the answer.
request() {
	local answer body=${5:-} at=$1/$2 target=$4
	if [[ -n ${FAKE_PROXY:-} ]]; then
		at=${FAKE_PROXY/://} target=http://$1:$2$4
	fi
	exec 3<>"/dev/tcp/$at" || return 1
	printf '%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
		"$3" "$target" "$1:$2" "${#body}" "$body" >&3
	answer=$(cat <&3)
	exec 3>&-
	printf '%s' "$answer"
}

member() {
	grep -o "\"$1\":[0-9]*" <<<"$task" | head -n 1 | grep -o '[0-9]*$'
}

bad() {
	[[ $1 == 25 || $1 == 6667 ]]
}

# probe CELL PORT
probe() {
	local address location
	address=$((24 + ($1 >> 24))).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))
	if [[ -z $redirector ]]; then
		bad "$2" || request "$address" "$2" GET /
		return
	fi
	location=$(request 20.0.0.2 80 GET "/$status/$1/" | tr -d '\r' | sed -n 's/^Location: //p')
	[[ $location == "http://$address:$2/" ]] || return
	[[ $mode != redirect ]] && bad "$2" && return
	request "$address" "$2" GET /
}

run_task() {
	local cell ports index=0
	cell=$(member first)
	redirector=$(grep -o '"redirector":"[^"]*"' <<<"$task" | cut -d'"' -f4)
	status=$(grep -o '/30[0-9]/$' <<<"$redirector" | tr -d /)
	ports=$(grep -o '"ports":\[[0-9,]*' <<<"$task" | grep -o '[0-9][0-9,]*$')
	request "$hub" 80 POST "/begun/$number" >&2
	if [[ $number == 0 && $mode == crash ]]; then
		kill -SEGV $$
	elif [[ $number == 0 && $mode == hang ]]; then
		sleep 1000
	fi
	for port in ${ports//,/ }; do
		case $mode in
		idle) ;;
		all) [[ $port != 80 ]] || probe $((cell + index)) "$port" ;;
		*) probe $((cell + index)) "$port" ;;
		esac
		[[ $mode == slow ]] && sleep 0.3
		index=$((index + 1))
	done >&2
	request "$hub" 80 POST "/settled/$number" "$(printf '%*s' "$index" '' | tr ' ' 1)" >&2
}

case $mode in
dead) exit 5 ;;
never) exec sleep 1000 ;;
esac
request "$hub" 80 GET / >&2
[[ $mode == twice ]] && request "$hub" 80 GET / >&2
while [[ $mode == flood ]]; do
	exec 4<>/dev/tcp/24.0.0.0/80
done
after=
while true; do
	task=$(request "$hub" 80 GET "/next.json$after" | tail -n 1)
	[[ $task == *'"number":'* ]] || break
	number=$(member number)
	run_task
	after="?after=$number"
done
