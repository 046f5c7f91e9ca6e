/* SPDX-License-Identifier: MIT */
#include "monitor/naive_http.h"

#include "monitor/bytes.h"

/* Most frequent first. */
static const struct {
	struct pq_view name;
	enum pq_own own;
} own_names[] = {
	{ PQ_VIEW("host"), PQ_OWN_HOST },
	{ PQ_VIEW("user-agent"), PQ_OWN_USER_AGENT },
	{ PQ_VIEW("accept"), PQ_OWN_ACCEPT },
	{ PQ_VIEW("connection"), PQ_OWN_CONNECTION },
	{ PQ_VIEW("origin"), PQ_OWN_ORIGIN },
	{ PQ_VIEW("referer"), PQ_OWN_REFERER },
	{ PQ_VIEW("content-type"), PQ_OWN_CONTENT_TYPE },
	{ PQ_VIEW("content-length"), PQ_OWN_CONTENT_LENGTH },
	{ PQ_VIEW("cookie"), PQ_OWN_COOKIE },
	{ PQ_VIEW("authorization"), PQ_OWN_AUTHORIZATION },
	{ PQ_VIEW("proxy-authorization"), PQ_OWN_PROXY_AUTHORIZATION },
	{ PQ_VIEW("proxy-connection"), PQ_OWN_PROXY_CONNECTION },
	{ PQ_VIEW("transfer-encoding"), PQ_OWN_TRANSFER_ENCODING },
	{ PQ_VIEW("accept-encoding"), PQ_OWN_ACCEPT_ENCODING },
	{ PQ_VIEW("accept-language"), PQ_OWN_ACCEPT_LANGUAGE },
	{ PQ_VIEW("keep-alive"), PQ_OWN_KEEP_ALIVE },
	{ PQ_VIEW("dnt"), PQ_OWN_DNT },
	{ PQ_VIEW("te"), PQ_OWN_TE },
	{ PQ_VIEW("expect"), PQ_OWN_EXPECT },
	{ PQ_VIEW("upgrade"), PQ_OWN_UPGRADE },
	{ PQ_VIEW("access-control-request-method"), PQ_OWN_CORS },
	{ PQ_VIEW("access-control-request-headers"), PQ_OWN_CORS },
	{ PQ_VIEW("cache-control"), PQ_OWN_OTHER },
	{ PQ_VIEW("pragma"), PQ_OWN_OTHER },
	{ PQ_VIEW("priority"), PQ_OWN_OTHER },
	{ PQ_VIEW("upgrade-insecure-requests"), PQ_OWN_OTHER },
	{ PQ_VIEW("save-data"), PQ_OWN_OTHER },
	{ PQ_VIEW("if-none-match"), PQ_OWN_OTHER },
	{ PQ_VIEW("if-modified-since"), PQ_OWN_OTHER },
	{ PQ_VIEW("alt-used"), PQ_OWN_OTHER },
	{ PQ_VIEW("purpose"), PQ_OWN_OTHER },
	{ PQ_VIEW("x-moz"), PQ_OWN_OTHER },
};

enum pq_own pq_own_find(struct pq_view name)
{
	static const struct pq_view sec = PQ_VIEW("sec-");

	for (size_t i = 0; i < sizeof(own_names) / sizeof(own_names[0]); i++)
		if (pq_bytes_same_nocase(own_names[i].name, name))
			return own_names[i].own;
	return pq_bytes_starts_nocase(name, sec) ? PQ_OWN_SEC : PQ_OWN_NONE;
}

static void read_start(struct pq_message *message)
{
	static const struct pq_view version = PQ_VIEW("HTTP/1.1");
	struct pq_view start = message->start;
	size_t first = pq_bytes_find(start, ' ', 0);
	size_t second = pq_bytes_find(start, ' ', first + 1);
	bool printable = true;

	message->method = pq_view_slice(start, 0, first);
	message->target = pq_view_slice(start, first + 1, second);
	for (size_t i = 0; i < message->target.len; i++)
		printable = printable && message->target.data[i] > ' ' && message->target.data[i] < 0x7f;
	message->start_good = message->method.len && message->target.len && printable &&
			      pq_bytes_same(pq_view_from(start, second + 1), version);
}

static void add_line(struct pq_message *message, size_t from, size_t to, size_t colon)
{
	struct pq_view text = pq_view_slice(message->all, from, to);
	struct pq_head_line *line;

	if (!message->start.data) {
		message->start = text;
		return;
	}
	if (message->line_count == PQ_MAX_HEAD_LINES) {
		message->crowded = true;
		return;
	}
	line = &message->lines[message->line_count++];
	line->text = text;
	line->has_colon = colon < to;
	line->name = pq_view_slice(message->all, from, line->has_colon ? colon : to);
	line->value = line->has_colon ? pq_bytes_trim(pq_view_slice(message->all, colon + 1, to)) : pq_view(NULL, 0);
	line->own = pq_own_find(line->name);
	line->asked = -1;
}

void pq_message_read(struct pq_message *message, struct pq_view all, struct pq_head_line *lines)
{
	size_t from = 0;
	size_t colon = SIZE_MAX;

	*message = (struct pq_message){ .all = all, .head = all, .broken = SIZE_MAX, .lines = lines };
	for (size_t i = 0; i < all.len && !message->complete; i++) {
		unsigned char c = all.data[i];

		if (c > ':')
			continue;
		if (c == ':' && colon == SIZE_MAX)
			colon = i;
		if (c == '\r' && i + 1 == all.len)
			break;
		if (c == '\r' && all.data[i + 1] == '\n') {
			message->complete = i == from && i > 0;
			if (!message->complete)
				add_line(message, from, i, colon);
			from = ++i + 1;
			colon = SIZE_MAX;
		} else if ((c == '\r' || c == '\n' || c == '\0') && message->broken == SIZE_MAX) {
			message->broken = i;
		}
	}
	if (message->complete) {
		message->head = pq_view_slice(all, 0, from);
		message->body = pq_view_from(all, from);
	}
	read_start(message);
}

struct pq_view pq_target_path(struct pq_view target)
{
	static const struct pq_view root = PQ_VIEW("/");
	static const struct pq_view slashes = PQ_VIEW("://");
	size_t at;

	if (!target.len || target.data[0] == '/')
		return target;
	at = pq_bytes_search(target, slashes, 0);
	if (at == SIZE_MAX)
		return target;
	at = pq_bytes_find(target, '/', at + slashes.len);
	return at < target.len ? pq_view_from(target, at) : root;
}

size_t pq_message_count(const struct pq_message *message, enum pq_own own, const struct pq_head_line **last)
{
	size_t count = 0;

	for (size_t i = 0; i < message->line_count; i++) {
		if (message->lines[i].own == own) {
			*last = &message->lines[i];
			count++;
		}
	}
	return count;
}

/* Takes a line that ends in LF, without CR before it; false if there is none. */
static bool next_line(struct pq_view *rest, struct pq_view *line)
{
	size_t end = pq_bytes_find(*rest, '\n', 0);

	if (end == rest->len)
		return false;
	*line = pq_view_slice(*rest, 0, end);
	if (line->len && line->data[line->len - 1] == '\r')
		line->len--;
	*rest = pq_view_from(*rest, end + 1);
	return true;
}

/* The three digits after "HTTP/1.x "; 0 if the line is none. */
static unsigned int read_status(struct pq_view line)
{
	static const struct pq_view version = PQ_VIEW("http/1.");
	uint64_t status = 0;

	if (!pq_bytes_starts_nocase(line, version) || line.len < 12 ||
	    !pq_bytes_number(pq_view_slice(line, 9, 12), &status))
		return 0;
	return (unsigned int)status;
}

/* Goes behind the empty line that ends a head; false if it is not there. */
static bool skip_head(struct pq_view *rest)
{
	struct pq_view line;

	while (next_line(rest, &line))
		if (!line.len)
			return true;
	return false;
}

void pq_answer_read(struct pq_answer *answer, struct pq_view received, bool upgrade)
{
	struct pq_view line;

	*answer = (struct pq_answer){ .status = 0 };
	while (next_line(&received, &line)) {
		unsigned int status = read_status(line);
		struct pq_view head = received;

		if (!status || !skip_head(&received))
			return;
		if (status >= 100 && status <= 199 && !(upgrade && status == 101))
			continue;
		answer->status = status;
		answer->head = pq_view_slice(head, 0, head.len - received.len);
		return;
	}
}

bool pq_answer_upgraded(struct pq_view received)
{
	struct pq_answer answer;

	pq_answer_read(&answer, received, true);
	return answer.status == 101;
}

bool pq_answer_next(struct pq_view *rest, const char *name, struct pq_view *value)
{
	struct pq_view line;

	while (next_line(rest, &line)) {
		size_t colon = pq_bytes_find(line, ':', 0);

		if (colon < line.len && pq_bytes_is(pq_bytes_trim(pq_view_slice(line, 0, colon)), name)) {
			*value = pq_bytes_trim(pq_view_from(line, colon + 1));
			return true;
		}
	}
	return false;
}

int pq_chunks_check(struct pq_view body)
{
	for (;;) {
		uint64_t size = 0;
		size_t digits = 0;
		size_t end = pq_bytes_find(body, '\n', 0);

		if (end == body.len)
			return 0;
		while (digits < end && digits < 15 && pq_bytes_hex(body.data[digits]) < 16)
			size = size << 4 | pq_bytes_hex(body.data[digits++]);
		if (!digits || end == 0 || body.data[end - 1] != '\r' || (digits < end - 1 && body.data[digits] != ';'))
			return -1;
		body = pq_view_from(body, end + 1);
		if (size == 0)
			break;
		if (body.len < size || body.len - size < 2)
			return 0;
		if (body.data[size] != '\r' || body.data[size + 1] != '\n')
			return -1;
		body = pq_view_from(body, (size_t)size + 2);
	}
	if (body.len < 2)
		return 0;
	return body.len == 2 && body.data[0] == '\r' && body.data[1] == '\n' ? 1 : -1;
}
