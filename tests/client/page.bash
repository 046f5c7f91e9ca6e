#!/bin/bash
# SPDX-License-Identifier: MIT
# page.bash MODE URL: a made-up browser, which goes from page to page as the hub says and asks for what each page's script
# would ask for, with bash alone. It knows port 25 as a bad one, and no prefetch hints. MODE tells what is wrong with it:
#   honest   nothing
#   careless it dials port 25
#   idle     it says that all is done, and dials nothing
#   crash    it dies when its first page is open; once: only the first time that it is started
#   dead     it ends at once
# FAKE_STARTS names a file that gets a line at each start.
mode=$1 start=${2#http://}
start=${start%/}
starts=$(wc -l <"$FAKE_STARTS")
echo "$mode" >>"$FAKE_STARTS"

# request HOST PORT METHOD PATH: one request on a connection of its own; prints the answer's body, false without an answer.
request() {
	local answer
	exec 3<>"/dev/tcp/$1/$2" || return 1
	printf '%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n' "$3" "$4" "$1${5-}" >&3
	answer=$(tr -d '\r' <&3)
	exec 3>&-
	[[ $answer == HTTP/* ]] || return 1
	sed '1,/^$/d' <<<"$answer"
}

# Sets host, port, authority (the port as it stands in it) and path.
take_apart() {
	host=${1#http://}
	path=/${host#*/}
	host=${host%%/*}
	port=${host##*:} authority=:$port
	[[ $host == *:* ]] || port=80 authority=
	host=${host%:*}
}

# text HEX: what the hexadecimal digits stand for.
text() {
	printf '%b' "$(sed 's/../\\x&/g' <<<"$1")"
}

# perform METHOD URL: prints how it ended.
perform() {
	local host port authority path
	take_apart "$2"
	if [[ $mode == idle ]] || { [[ $port == 25 && $mode != careless ]]; }; then
		echo failed
	elif request "$host" "$port" "$1" "$path" "$authority" >/dev/null; then
		echo "done&status=200"
	else
		echo failed
	fi
}

play() {
	local page number request method address hub
	take_apart "$1"
	hub=("$host" "$port")
	page=$(request "$host" "$port" GET "$path" "$authority")
	number=$(grep -o 'piece = {number:[0-9]*' <<<"$page" | grep -o '[0-9]*$')
	request "${hub[@]}" POST "/pratique-play/$number/open"
	if [[ $mode == crash || ($mode == once && $starts == 0) ]]; then
		kill -SEGV $$
	fi
	while read -r request method address; do
		request "${hub[@]}" POST "/pratique-play/$number/begin/$request" >&2
		how=$(perform "$(text "$method")" "$(text "$address")")
		request "${hub[@]}" POST "/pratique-play/$number/end/$request?how=$how" >&2
	done < <(grep -o "{number:[0-9]*,pause:[^{]*url:'[0-9a-f]*'" <<<"$page" |
		sed "s/{number:\([0-9]*\),.*method:'\([^']*\)',url:'\(.*\)'/\1 \2 \3/")
	url=
	until [[ -n $url ]]; do
		url=$(request "${hub[@]}" POST "/pratique-play/$number/done") || exit 0
	done
}

if [[ $mode == dead ]]; then
	echo "there is no screen"
	exit 5
fi
request "$start" 80 GET / >&2
url=
until [[ -n $url ]]; do
	url=$(request "$start" 80 POST "/pratique-play/0/next?lacks=prefetch") || exit 0
done
while true; do
	play "$url"
done
