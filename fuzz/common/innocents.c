/* SPDX-License-Identifier: MIT */
#include "common/innocents.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const innocents[] = {
	"fetch GET http://a.example/x\n"
	"  header \"Via\" \"evil\"\n"
	"  header \"Sec-Evil\" \"evil\"\n"
	"  header \"Proxy-Evil\" \"evil\"\n"
	"  header \"Trailer\" \"evil\"\n"
	"  header \"X-Mine\" \"fine\"\n",
	"fetch POST http://a.example:8080/\n  text \"hello\"\n",
	"form POST http://a.example/ multipart\n  field \"n\" \"v\"\n  file \"n\" \"a.txt\" \"text/plain\" \"bytes\"\n",
	"attacker server\n"
	"page http://a.example/\n"
	"fetch GET http://a.example/\n"
	"  header \"Authorization\" \"secret\"\n"
	"answer\n"
	"  redirect 302 http://b.example/\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
	"attacker renderer\nfetch PUT https://a.example/\n  header \"X-Mine\" \"fine\"\n  text \"hello\"\n",
	"websocket ws://a.example/\n"
	"  message text \"hello\" 2\n"
	"  message binary \"x\"\n"
	"answer\n"
	"  upgrade\n"
	"  wait\n"
	"  reply \"\\x89\\0\\x88\\0\"\n",
	"ice-server turn:a.example?transport=tcp \"user\" \"password\"\n"
	"answer\n"
	"  stun 401\n"
	"  wait\n"
	"  stun 200\n",
	"proxy http://proxy.example:3128/\n"
	"fetch GET https://a.example/\n",
	"proxy http://proxy.example:3128/\n"
	"fetch GET http://a.example:8080/x\n",
	"page http://a.example/\n"
	"keep-alive\n"
	"fetch GET http://a.example/first\n"
	"fetch GET http://a.example/second\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok\"\n"
	"  wait\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
	"fetch PUT http://a.example/\n  header \"X-Mine\" \"fine\"\n",
	"page https://a.example/\n"
	"fetch GET https://a.example/\n"
	"fetch GET https://a.example/\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nAlt-Svc: http%2F1.1=\\\":444\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n",
	"ftp ftp://a.example/f\n"
	"answer\n"
	"  greet \"220 \\r\\n\"\n"
	"  reply \"230 \\r\\n\"\n"
	"  wait\n"
	"  reply \"200 \\r\\n\"\n"
	"  wait\n"
	"  reply \"229 (|||50000|)\\r\\n\"\n"
	"  wait\n"
	"  reply \"150 \\r\\n226 \\r\\n\"\n"
	"answer\n"
	"  greet \"x\"\n",
	"proxy http://proxy.example:3128/ \"p\" \"q\"\n"
	"login https://a.example/ \"u\" \"v\"\n"
	"navigate https://a.example/\n"
	"answer\n"
	"  reply \"HTTP/1.1 407 x\\r\\nProxy-Authenticate: Digest realm=\\\"r\\\", nonce=\\\"n\\\"\\r\\n\\r\\n\"\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 x\\r\\n\\r\\n\"\n"
	"  wait\n"
	"  reply \"HTTP/1.1 401 x\\r\\nWWW-Authenticate: Digest realm=\\\"r\\\", nonce=\\\"n\\\"\\r\\n\\r\\n\"\n"
	"answer\n"
	"  reply \"HTTP/1.1 200 x\\r\\n\\r\\n\"\n"
	"  wait\n"
	"  reply \"HTTP/1.1 200 x\\r\\n\\r\\n\"\n",
	"page https://page.example/\nwebtransport https://a.example:4433/\n",
};

size_t pq_innocent_count(void)
{
	return COUNT(innocents);
}

struct pq_view pq_innocent_at(size_t index)
{
	return pq_view_str(innocents[index]);
}
