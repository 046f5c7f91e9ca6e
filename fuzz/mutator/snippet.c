/* SPDX-License-Identifier: MIT */
/*
 * Templates of lines. In a template a percent sign and a letter stand for a value:
 *
 *     %h %H  one host, the same throughout the template; another one
 *     %u %w  a fresh URL of scheme http or https; of ws or wss
 *     %d     a fresh URL of scheme ftp
 *     %p %P  a port, mostly a bad one, in digits; the same in any spelling
 *     %o     a port that is mostly allowed
 *     %c     such a port as the two numbers of FTP
 *     %n %f  a header's name; a forbidden one
 *     %v     a header's value
 *     %m %a  a method; a forbidden one
 *     %t     some text
 *     %b     a break
 *     %e     a small number
 *     %r     lines of a response head, each with its end
 *
 * A value is written as inside quotes, where lenient reading takes any byte but three for itself.
 */
#include "mutator/parts.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const settings[] = {
	"attacker renderer",
	"attacker renderer",
	"attacker server",
	"attacker page",
	"keep-alive",
	"keep-alive",
	"page https://page.example/",
	"page \"http://%h:%o/\"",
	"page \"https://%h/\"",
	"proxy http://proxy.example:3128/",
	"proxy http://proxy.example:3128/ \"u\" \"p\"",
	"proxy \"http://proxy.example:%P/\"",
	"login \"http://%h/\" \"u\" \"%t\"",
	"login \"https://%h/\" \"%t\" \"p\"",
	"cookie \"http://%h/\" \"k=%t\"",
	"cookie \"https://%h/\" \"k=v; Secure\"",
	"cookie \"http://%h/\" \"k=v; Domain=%h; Path=/\"",
	"dns \"%h\" 20.0.0.9",
	"dns \"%h\" 127.0.0.1 ::1",
	"entropy %e",
	"pause 1000",
	"schedule \"%t\"",
};

static const char *const requests[] = {
	"fetch \"%m\" \"%u\"",
	"fetch GET \"%u\"\n  header \"%n\" \"%v\"",
	"fetch POST \"%u\"\n  text \"%t\"",
	"fetch POST \"%u\"\n  field \"%t\" \"%t\"\n  file \"%t\" \"%t\" \"%t\" \"%t\"",
	"fetch GET \"%u\"\n  mode no-cors\n  credentials include",
	"fetch GET \"%u\"\n  redirect manual",
	"fetch GET \"http://%h/\"\n  worker \"%u\"",
	"xhr \"%m\" \"%u\"\n  header \"%n\" \"%v\"",
	"form POST \"%u\" multipart\n  field \"%t\" \"%t\"\n  field \"%t\" \"%t\"",
	"form POST \"%u\" multipart\n  file \"%t\" \"%t\" \"%t\" \"%t\"",
	"form POST \"%u\" text\n  field \"%t\" \"%t\"",
	"form GET \"%u\"\n  field \"%t\" \"%t\"",
	"navigate \"%u\"",
	"websocket \"%w\"",
	"websocket \"%w\"\n  protocol \"%t\"\n  message text \"%t\"",
	"websocket \"%w\"\n  header \"%n\" \"%v\"",
	"preconnect \"%u\"",
	"prefetch \"%u\"",
	"dns-prefetch \"%u\"",
	"embedder \"%m\" \"%u\"\n  header \"%n\" \"%v\"",
	"ftp \"%d\"",
	"ftp \"ftp://%t:%t@%h:%P/d/f\"",
	"ice-server \"turn:%h:%P?transport=tcp\" \"u\" \"p\"",
	"ice-server \"turns:%h:%P\" \"u\" \"p\"",
	"ice-server \"stun:%h:%P\"",
	"ice-server \"stuns:%h:%P\"",
	"webtransport \"https://%h:%P/%t\"",
	"socket \"%h\" %p",
};

static const char *const parts[] = {
	"header \"%n\" \"%v\"",
	"header \"%n\" \"%v\"",
	"header \"%f\" \"%v\"",
	"header \"%n\" \"%a\"",
	"header \"Content-Type\" \"%t\"",
	"header \"Content-Length\" \"%e\"",
	"header \"Authorization\" \"Bearer secret\"",
	"header \"Cookie\" \"k=v\"",
	"text \"%t\"",
	"binary \"%t\"",
	"blob \"%t\" \"%t\"",
	"param \"%t\" \"%t\"",
	"field \"%t\" \"%t\"",
	"file \"%t\" \"%t\" \"%t\" \"%t\"",
	"mode no-cors",
	"mode same-origin",
	"credentials include",
	"credentials omit",
	"redirect manual",
	"redirect error",
	"worker \"%u\"",
	"protocol \"%t\"",
	"message text \"%t\" 2",
	"message close \"%t\"",
	"write \"%t\"",
};

#define OK_EMPTY "\"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n\""

static const char *const answers[] = {
	"answer\n  redirect 302 \"%u\"",
	"answer\n  redirect 307 \"%u\"",
	"answer\n  redirect 303 \"//%h:%P/x\"",
	"answer\n  redirect 301 \"/%t\"",
	"answer\n  redirect 308 \"http://%h:%p/\"",
	"answer\n  redirect 302 \"ftp://%h:%p/\"",
	"answer\n  reply \"HTTP/1.1 200 OK\\r\\n%rContent-Length: 0\\r\\n\\r\\n\"",
	"answer\n  reply \"HTTP/1.1 200 OK\\r\\n%rContent-Length: 2\\r\\n\\r\\n%t\"",
	"answer\n  reply \"HTTP/1.1 302 x\\r\\n%rLocation: %u\\r\\nContent-Length: 0\\r\\n\\r\\n\"",
	"answer\n  reply \"HTTP/1.1 401 x\\r\\n%rWWW-Authenticate: Basic realm=\\\"%t\\\"\\r\\nContent-Length: "
	"0\\r\\n\\r\\n\"",
	"answer\n  reply \"HTTP/1.1 407 x\\r\\n%rProxy-Authenticate: Basic realm=\\\"r\\\"\\r\\nContent-Length: "
	"0\\r\\n\\r\\n\"",
	"answer preflight\n  reply \"HTTP/1.1 204 x\\r\\nAccess-Control-Allow-Origin: *\\r\\n%r\\r\\n\"",
	"answer\n  reply " OK_EMPTY "\n  wait\n  reply " OK_EMPTY,
	"answer\n  refuse",
	"answer\n  reset",
};

#define FTP_LOGIN "answer\n  greet \"220 \\r\\n\"\n  reply \"230 \\r\\n\"\n  wait\n  reply \"200 \\r\\n\"\n  wait\n"
#define FTP_FILE "  wait\n  reply \"150 \\r\\n226 \\r\\n\""

static const char *const ftp_answers[] = {
	FTP_LOGIN "  reply \"229 (|||%P|)\\r\\n\"\n" FTP_FILE,
	FTP_LOGIN "  reply \"229 (|||%o|)\\r\\n\"\n" FTP_FILE "\nanswer\n  greet \"x\"",
	"answer\n  greet \"220 \\r\\n\"\n  reply \"331 \\r\\n\"\n  wait\n  reply \"230 \\r\\n\"",
};

static const char *const websocket_answers[] = {
	"answer\n  upgrade\n  reply \"\\x81\\x02hi\"",
};

static const char *const ice_answers[] = {
	"answer\n  stun 401\n  wait\n  stun 200",
	"answer\n  stun 300",
};

/* Of requests that speak something else than plain HTTP, what a server says that understands them. */
static const struct {
	enum pq_word request;
	const char *const *templates;
	size_t count;
} fitting[] = {
	{ PQ_WORD_FTP, ftp_answers, COUNT(ftp_answers) },
	{ PQ_WORD_WEBSOCKET, websocket_answers, COUNT(websocket_answers) },
	{ PQ_WORD_ICE_SERVER, ice_answers, COUNT(ice_answers) },
};

/* What takes several lines that fit each other. */
static const char *const stories[] = {
	/* An alternative service, and a request that may use it. */
	"fetch GET \"https://%h/1\"\nfetch GET \"https://%h/2\"\nanswer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nAlt-Svc: http%%2F1.1=\\\":%P\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
	"answer\n  reply " OK_EMPTY,
	"fetch GET \"https://%h/1\"\nnavigate \"https://%h/2\"\nanswer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nAlt-Svc: http%%2F1.1=\\\"%H:%P\\\"\\r\\nContent-Length: 0\\r\\n\\r\\n\"\n"
	"answer\n  reply " OK_EMPTY,
	/* A secret on its way through redirects. */
	"fetch GET \"http://%h:%o/\"\n  header \"Authorization\" \"Bearer secret\"\nanswer\n"
	"  redirect 302 \"http://%h:%o/\"\nanswer\n  reply " OK_EMPTY,
	"fetch GET \"https://%h/\"\n  header \"authorization\" \"Bearer secret\"\nanswer\n"
	"  redirect 307 \"http://%h/\"\nanswer\n  reply " OK_EMPTY,
	"fetch GET \"http://%h/\"\n  header \"Authorization\" \"Bearer secret\"\nanswer\n"
	"  redirect 302 \"http://%H/\"\nanswer\n  reply " OK_EMPTY,
	"embedder GET \"http://%h/\"\n  header \"Cookie\" \"k=v\"\n  header \"%n\" \"%v\"\nanswer\n"
	"  redirect 302 \"http://%H:%o/\"\nanswer\n  reply " OK_EMPTY,
	"cookie \"http://%h/\" \"k=v\"\nnavigate \"http://%h/\"\nanswer\n  redirect 302 \"http://%H/\"\n"
	"answer\n  redirect 302 \"http://%h:%o/\"\nanswer\n  reply " OK_EMPTY,
	/* Another method after a redirect. */
	"fetch POST \"http://%h/\"\n  text \"%t\"\nanswer\n  redirect 303 \"/x\"\nanswer\n  reply " OK_EMPTY,
	/* Two messages over one connection. */
	"keep-alive\nfetch \"%m\" \"http://%h/1\"\nfetch \"%m\" \"http://%h/2\"\nanswer\n"
	"  reply \"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n%t\"\n  wait\n  reply " OK_EMPTY,
	"keep-alive\nfetch GET \"http://%h/1\"\nfetch GET \"http://%h:%o/2\"\nfetch GET \"https://%h/3\"\nanswer\n  "
	"reply " OK_EMPTY "\n  wait\n  reply " OK_EMPTY,
	/* Forms one after the other. */
	"form POST \"http://%h/1\" multipart\n  field \"a\" \"%t\"\nform POST \"http://%h/2\" multipart\n  field \"a\" "
	"\"%t\"",
	/* FTP, and its data connection. */
	"ftp \"%d\"\n" FTP_LOGIN "  reply \"229 (|||%o|)\\r\\n\"\n" FTP_FILE "\nanswer\n  greet \"x\"",
	"attacker server\nftp \"ftp://%h/f\"\n" FTP_LOGIN "  reply \"500 \\r\\n\"\n  wait\n"
	"  reply \"227 (10,0,0,1,%c)\\r\\n\"\n" FTP_FILE "\nanswer\n  greet \"x\"",
	"attacker server\nftp \"ftp://%h/f\"\n" FTP_LOGIN "  reply \"229 (|||%P|)\\r\\n\"\n" FTP_FILE,
	/* A proxy between. */
	"proxy http://proxy.example:3128/\nfetch GET \"%u\"\n  header \"%n\" \"%v\"\nanswer\n  redirect 302 \"%u\"",
	"login \"http://%h/\" \"u\" \"p\"\nnavigate \"http://%h/\"\nanswer\n  reply \"HTTP/1.1 401 x\\r\\n"
	"WWW-Authenticate: Digest realm=\\\"%t\\\", nonce=\\\"%t\\\", qop=\\\"auth\\\"\\r\\nContent-Length: "
	"0\\r\\n\\r\\n\"\n"
	"answer\n  reply " OK_EMPTY,
};

static const struct {
	const char *name;
	const char *const *templates;
	size_t count;
} tables[] = {
	[PQ_SNIPPET_SETTING] = { "setting", settings, COUNT(settings) },
	[PQ_SNIPPET_REQUEST] = { "request", requests, COUNT(requests) },
	[PQ_SNIPPET_PART] = { "part", parts, COUNT(parts) },
	[PQ_SNIPPET_ANSWER] = { "answer", answers, COUNT(answers) },
	[PQ_SNIPPET_STORY] = { "story", stories, COUNT(stories) },
};

/* Appends v so that it stands for itself inside quotes. */
static void add_escaped(struct pq_view v, struct pq_buf *out)
{
	for (size_t i = 0; i < v.len; i++) {
		if (v.data[i] == '\n') {
			pq_buf_add_str(out, "\\n");
			continue;
		}
		if (v.data[i] == '"' || v.data[i] == '\\')
			pq_buf_add_byte(out, '\\');
		pq_buf_add_byte(out, v.data[i]);
	}
}

static void add_text(struct pq_mutator *m, struct pq_buf *out)
{
	static const char *const texts[] = { "a", "b", "1", "k=v", "x/y", "hi", "image/png", "a.txt", "" };
	struct pq_view text = pq_view_str(texts[pq_random_below(&m->random, COUNT(texts))]);

	if (pq_random_one_in(&m->random, 4))
		pq_values_break_into(text, &m->random, out);
	else
		pq_buf_add(out, text);
}

static void add_response_lines(struct pq_mutator *m, struct pq_buf *out)
{
	static const char *const names[] = { "Alt-Svc: http%2F1.1=\":",
					     "Alt-Svc: h2=\":",
					     "Set-Cookie: k=",
					     "Connection: ",
					     "Location: ",
					     "Transfer-Encoding: ",
					     "Access-Control-Allow-Origin: ",
					     "Access-Control-Allow-Headers: ",
					     "Access-Control-Allow-Methods: ",
					     "X: " };
	size_t at = pq_random_below(&m->random, COUNT(names));

	if (pq_random_one_in(&m->random, 3))
		return;
	pq_buf_add_str(out, names[at]);
	if (at < 2) {
		pq_values_port_text(&m->values, &m->random, out);
		pq_buf_add_str(out, "\"");
	} else if (at > 5 && pq_random_one_in(&m->random, 2)) {
		pq_buf_add_str(out, "*");
	} else if (names[at][0] == 'L') {
		pq_buf_add(out, pq_fresh_url(m, "http"));
	} else {
		pq_values_value(&m->values, &m->random, out);
	}
	pq_buf_add_str(out, "\r\n");
}

static void add_value(struct pq_mutator *m, char letter, struct pq_buf *out)
{
	uint16_t port;

	switch (letter) {
	case 'u':
		pq_buf_add(out, pq_fresh_url(m, pq_random_one_in(&m->random, 3) ? "https" : "http"));
		break;
	case 'w':
		pq_buf_add(out, pq_fresh_url(m, pq_random_one_in(&m->random, 3) ? "wss" : "ws"));
		break;
	case 'd':
		pq_buf_add(out, pq_fresh_url(m, "ftp"));
		break;
	case 'H':
		pq_buf_add(out, pq_some_host(m));
		break;
	case 'p':
		pq_buf_add_u64(out, pq_values_port(&m->values, &m->random));
		break;
	case 'P':
		pq_values_port_text(&m->values, &m->random, out);
		break;
	case 'o':
		pq_buf_add_u64(out, pq_values_good_port(&m->values, &m->random));
		break;
	case 'c':
		port = pq_values_port(&m->values, &m->random);
		pq_buf_add_u64(out, port / 256u + (pq_random_one_in(&m->random, 6) ? 256 : 0));
		pq_buf_add_byte(out, ',');
		pq_buf_add_u64(out, port % 256u);
		break;
	case 'n':
		pq_values_name(&m->values, &m->random, out);
		break;
	case 'f':
		pq_values_forbidden_name(&m->values, &m->random, out);
		break;
	case 'v':
		pq_values_value(&m->values, &m->random, out);
		break;
	case 'm':
		pq_values_method(&m->values, &m->random, out);
		break;
	case 'a':
		pq_values_forbidden_method(&m->values, &m->random, out);
		break;
	case 't':
		add_text(m, out);
		break;
	case 'b':
		pq_buf_add(out, pq_values_break(&m->random));
		break;
	case 'e':
		pq_buf_add_u64(out, pq_random_below(&m->random, 100));
		break;
	case 'r':
		add_response_lines(m, out);
		break;
	default:
		pq_buf_add_byte(out, (unsigned char)letter);
	}
}

/* Appends the text of a template; the host of %h is chosen once. */
static void expand(struct pq_mutator *m, const char *template, struct pq_buf *out)
{
	struct pq_view host = pq_some_host(m);

	for (; *template; template ++) {
		unsigned char bytes[1024];
		struct pq_buf value = { bytes, 0, sizeof(bytes), false };

		if (*template != '%' || !template[1]) {
			pq_buf_add_byte(out, (unsigned char)*template);
			continue;
		}
		template ++;
		if (*template == 'h')
			pq_buf_add(&value, host);
		else
			add_value(m, *template, &value);
		add_escaped(pq_buf_view(&value), out);
	}
}

/* A part is read below a request of any kind that may have it, and taken without it. */
static struct pq_view parent_of(const char *part)
{
	struct pq_view word = pq_view(part, strcspn(part, " "));

	if (pq_view_is(word, "protocol") || pq_view_is(word, "message"))
		return pq_view_str("websocket ws://a/\n  ");
	return pq_view_str(pq_view_is(word, "write") ? "socket a 1\n  " : "fetch GET http://a/\n  ");
}

/* What fits some request of the draft; NULL if plain HTTP does. */
static const char *fitting_answer(struct pq_mutator *m)
{
	size_t from = m->draft.count ? pq_random_below(&m->random, m->draft.count) : 0;

	for (size_t i = 0; i < m->draft.count; i++) {
		enum pq_word word = m->draft.lines[(from + i) % m->draft.count].word;

		for (size_t k = 0; k < COUNT(fitting); k++)
			if (fitting[k].request == word)
				return fitting[k].templates[pq_random_below(&m->random, fitting[k].count)];
	}
	return NULL;
}

static const char *some_template(struct pq_mutator *m, enum pq_snippet kind)
{
	const char *template = NULL;

	if (kind == PQ_SNIPPET_ANSWER && !pq_random_one_in(&m->random, 3))
		template = fitting_answer(m);
	return template ? template : tables[kind].templates[pq_random_below(&m->random, tables[kind].count)];
}

void pq_snippet(struct pq_mutator *m, enum pq_snippet kind)
{
	const char *template = some_template(m, kind);
	unsigned char bytes[4096];
	struct pq_buf text = { bytes, 0, sizeof(bytes), false };
	struct pq_scenario scenario;
	struct pq_view kept;

	m->spare.count = 0;
	if (kind == PQ_SNIPPET_PART)
		pq_buf_add(&text, parent_of(template));
	expand(m, template, &text);
	pq_buf_add_byte(&text, '\n');
	kept = pq_buf_keep(&m->pool, pq_buf_view(&text));
	pq_scenario_init(&scenario, m->snippet_lines, PQ_SNIPPET_LINES, m->snippet_args, PQ_SNIPPET_ARGS,
			 m->pool.data + m->pool.len, pq_buf_room(&m->pool));
	pq_scenario_parse(&scenario, kept, PQ_READING_LENIENT, NULL);
	m->pool.len += scenario.bytes.len;
	pq_draft_take(&m->spare, &scenario);
	if (kind == PQ_SNIPPET_PART && m->spare.count > 0)
		pq_draft_remove(&m->spare, 0, 1);
	pq_mutator_say(m, tables[kind].name);
}
