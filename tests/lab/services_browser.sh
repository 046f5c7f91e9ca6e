#!/bin/bash
# SPDX-License-Identifier: MIT
# pratique lab services --browser: what a real browser writes, to a port that it blocks unless told.
source "${BASH_SOURCE[0]%/*}/../cli/lib.sh"

run lab services --browser lynx
complains "a browser that is of neither family"
run lab services --browser chromium --family firefox
complains "a browser writes its own head"

cat >obedient.service <<'EOF'
pratique-service 1
name obedient
package python3
group test
port 6667
by-default no "it is a test's"
file server.py
  | import socketserver, sys
  | class Lines(socketserver.StreamRequestHandler):
  |     def handle(self):
  |         for line in self.rfile:
  |             words = line.decode('latin-1').split()
  |             if len(words) == 2 and words[0] == 'do':
  |                 open(words[1], 'w').close()
  |             self.wfile.write(b'?\r\n')
  | socketserver.ThreadingTCPServer.allow_reuse_address = True
  | socketserver.ThreadingTCPServer(('127.0.0.1', int(sys.argv[1])), Lines).serve_forever()
start "exec python3 server.py {port}"
start-limit 30000
ready connect
plain
  send "do {marker}\r\n"
  await "?"
smuggle F at 3000 "\r\ndo {marker}\r\n"
smuggle "do {marker}\r\n"
effect file "{marker}"
expect EXECUTES T M F
EOF
run lab services --add obedient.service --browser chromium --forms TMF --repeat 1 --json result.json
if ((code == 3)); then
	printf 'SKIPPED: %s\n' "$(cat err out)"
	exit 77
fi
wants 0 "what the browser writes is obeyed"
grep -q '"browser": ".*Chrom' result.json || fail "the result names the browser"
grep -q 'boundary=----WebKitFormBoundary' result.json || fail "the bytes are the browser's"
finish
