/* SPDX-License-Identifier: MIT */
#include "lab/family.h"

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define CHROMIUM_AGENT                                                                                         \
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 " \
	"Safari/537.36"
#define CHROMIUM_ACCEPT                                                                                             \
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/jxl,image/avif,image/webp,image/apng," \
	"*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
#define ENCODING "Accept-Encoding: gzip, deflate"
#define LANGUAGE "Accept-Language: en-US,en;q=0.9"

static const char *const chromium_get[] = {
	"Host",
	"Connection: keep-alive",
	"Upgrade-Insecure-Requests: 1",
	CHROMIUM_AGENT,
	CHROMIUM_ACCEPT,
	"Referer",
	ENCODING,
	LANGUAGE,
	NULL,
};
static const char *const chromium_form[] = {
	"Host",
	"Connection: keep-alive",
	"Content-Length",
	"Cache-Control: max-age=0",
	"Upgrade-Insecure-Requests: 1",
	"Content-Type",
	CHROMIUM_AGENT,
	"Origin",
	CHROMIUM_ACCEPT,
	"Referer",
	ENCODING,
	LANGUAGE,
	NULL,
};
static const char *const chromium_fetch[] = {
	"Host",           "Connection: keep-alive",
	"Content-Length", CHROMIUM_AGENT,
	"Accept: */*",    "Origin",
	"Referer",        ENCODING,
	LANGUAGE,         NULL,
};
static const char *const chromium_socket[] = {
	"Host",
	"Connection: Upgrade",
	"Pragma: no-cache",
	"Cache-Control: no-cache",
	CHROMIUM_AGENT,
	"Upgrade: websocket",
	"Origin",
	"Sec-WebSocket-Version",
	ENCODING,
	LANGUAGE,
	"Sec-WebSocket-Key",
	"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
	NULL,
};

#define FIREFOX_AGENT "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
#define PLAIN_ACCEPT "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

static const char *const firefox_get[] = {
	"Host",          FIREFOX_AGENT,
	PLAIN_ACCEPT,    LANGUAGE,
	ENCODING,        "Connection: keep-alive",
	"Referer",       "Upgrade-Insecure-Requests: 1",
	"Priority: u=4", NULL,
};
static const char *const firefox_form[] = {
	"Host",
	FIREFOX_AGENT,
	PLAIN_ACCEPT,
	LANGUAGE,
	ENCODING,
	"Content-Type",
	"Content-Length",
	"Origin",
	"Connection: keep-alive",
	"Referer",
	"Upgrade-Insecure-Requests: 1",
	"Priority: u=4",
	NULL,
};
static const char *const firefox_fetch[] = {
	"Host",           FIREFOX_AGENT, "Accept: */*",
	LANGUAGE,         ENCODING,      "Referer",
	"Content-Length", "Origin",      "Connection: keep-alive",
	"Priority: u=4",  NULL,
};
static const char *const firefox_socket[] = {
	"Host",
	FIREFOX_AGENT,
	"Accept: */*",
	LANGUAGE,
	ENCODING,
	"Sec-WebSocket-Version",
	"Origin",
	"Sec-WebSocket-Extensions: permessage-deflate",
	"Sec-WebSocket-Key",
	"Connection: Upgrade",
	"Pragma: no-cache",
	"Cache-Control: no-cache",
	"Upgrade: websocket",
	NULL,
};

#define WEBKIT_AGENT                                                                                         \
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 " \
	"Safari/605.1.15"

static const char *const webkit_get[] = {
	"Referer", PLAIN_ACCEPT, "Upgrade-Insecure-Requests: 1", WEBKIT_AGENT,
	ENCODING,  LANGUAGE,     "Connection: Keep-Alive",       "Host",
	NULL,
};
static const char *const webkit_form[] = {
	"Referer",
	"Origin",
	"Content-Type",
	PLAIN_ACCEPT,
	"Upgrade-Insecure-Requests: 1",
	WEBKIT_AGENT,
	"Content-Length",
	ENCODING,
	LANGUAGE,
	"Connection: Keep-Alive",
	"Host",
	NULL,
};
static const char *const webkit_fetch[] = {
	"Referer",        "Accept: */*", "Origin", WEBKIT_AGENT,
	"Content-Length", ENCODING,      LANGUAGE, "Connection: Keep-Alive",
	"Host",           NULL,
};
static const char *const webkit_socket[] = {
	WEBKIT_AGENT,
	"Origin",
	"Pragma: no-cache",
	"Cache-Control: no-cache",
	"Upgrade: websocket",
	"Connection: Upgrade",
	"Sec-WebSocket-Key",
	"Sec-WebSocket-Version",
	"Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
	ENCODING,
	LANGUAGE,
	"Host",
	NULL,
};

#define LINES(family)                                                                                            \
	{                                                                                                        \
		[PQ_LAB_GET] = family##_get, [PQ_LAB_URLENCODED] = family##_form, [PQ_LAB_TEXT] = family##_form, \
		[PQ_LAB_MULTIPART] = family##_form, [PQ_LAB_FETCH] = family##_fetch,                             \
		[PQ_LAB_WEBSOCKET] = family##_socket,                                                            \
	}

/* In Chromium's and WebKit's table of 64, A and B stand twice. */
#define WEBKIT_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789AB"

static const struct pq_lab_family families[] = {
	{ "chromium", LINES(chromium), "----WebKitFormBoundary", WEBKIT_DIGITS, 64, 16 },
	{ "firefox", LINES(firefox), "----geckoformboundary", "0123456789abcdef", 16, 32 },
	{ "webkitgtk", LINES(webkit), "----WebKitFormBoundary", WEBKIT_DIGITS, 64, 16 },
};

size_t pq_lab_family_count(void)
{
	return COUNT(families);
}

const struct pq_lab_family *pq_lab_family_at(size_t index)
{
	return &families[index];
}

const struct pq_lab_family *pq_lab_family_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT(families); i++)
		if (strcmp(families[i].name, name) == 0)
			return &families[i];
	return NULL;
}

/* The first line of text, up to its CRLF, which is taken from it as well. */
static struct pq_view take_line(struct pq_view *text)
{
	size_t end = pq_view_find(*text, '\r', 0);
	struct pq_view line = pq_view_slice(*text, 0, end);

	*text = pq_view_from(*text, end + 2);
	return line;
}

static bool value_of(struct pq_view head, struct pq_view name, struct pq_view *value)
{
	take_line(&head);
	while (head.len > 0) {
		struct pq_view line = take_line(&head);
		size_t colon = pq_view_find(line, ':', 0);

		if (!pq_ascii_eq_nocase(pq_view_slice(line, 0, colon), name))
			continue;
		*value = pq_view_from(line, colon + 2);
		return true;
	}
	return false;
}

/* What stands behind "boundary=" in a value; empty if nothing does. */
static struct pq_view boundary_of(struct pq_view head)
{
	struct pq_view mark = PQ_VIEW("boundary=");
	struct pq_view value = { NULL, 0 };

	if (!value_of(head, pq_view_str("Content-Type"), &value))
		return value;
	while (value.len > 0 && !pq_view_starts(value, mark))
		value = pq_view_from(value, 1);
	return pq_view_from(value, mark.len);
}

/* Appends this family's boundary in the place of the model's, whose last 32 characters are random hexadecimal digits. */
static void add_boundary(const struct pq_lab_family *family, struct pq_view model, struct pq_buf *out)
{
	struct pq_view drawn = pq_view_from(model, model.len - 32);
	size_t step = 32 / family->random;

	pq_buf_add_str(out, family->boundary);
	for (size_t i = 0; i < family->random; i++) {
		unsigned int value = 0;

		for (size_t j = 0; j < step; j++)
			value = value << 4 | pq_ascii_hex_value(drawn.data[i * step + j]);
		pq_buf_add_byte(out, (unsigned char)family->digits[value % family->digit_count]);
	}
}

/* Appends text with the family's boundary wherever the model's stands. */
static void add_dressed(const struct pq_lab_family *family, struct pq_view text, struct pq_view boundary,
			struct pq_buf *out)
{
	for (size_t i = 0; i < text.len; i++) {
		if (boundary.len > 0 && pq_view_starts(pq_view_from(text, i), boundary)) {
			add_boundary(family, boundary, out);
			i += boundary.len - 1;
		} else {
			pq_buf_add_byte(out, text.data[i]);
		}
	}
}

static size_t dressed_len(const struct pq_lab_family *family, struct pq_view text, struct pq_view boundary)
{
	size_t own = strlen(family->boundary) + family->random;
	size_t len = text.len;

	for (size_t i = 0; boundary.len > 0 && i < text.len; i++)
		if (pq_view_starts(pq_view_from(text, i), boundary))
			len = len - boundary.len + own;
	return len;
}

/* Appends one line of the family's. */
static bool add_line(const struct pq_lab_family *family, const char *line, struct pq_view head, struct pq_view body,
		     struct pq_buf *out)
{
	struct pq_view boundary = boundary_of(head);
	struct pq_view value;

	pq_buf_add_str(out, line);
	if (!strchr(line, ':')) {
		if (!value_of(head, pq_view_str(line), &value))
			return false;
		pq_buf_add_str(out, ": ");
		if (strcmp(line, "Content-Length") == 0)
			pq_buf_add_u64(out, dressed_len(family, body, boundary));
		else
			add_dressed(family, value, boundary, out);
	}
	pq_buf_add_str(out, "\r\n");
	return true;
}

bool pq_lab_dress(const struct pq_lab_family *family, enum pq_lab_form form, struct pq_view head, struct pq_view body,
		  struct pq_buf *out, size_t *head_len)
{
	struct pq_view rest = head;
	size_t mark = out->len;

	pq_buf_add(out, take_line(&rest));
	pq_buf_add_str(out, "\r\n");
	for (const char *const *line = family->lines[form]; *line; line++)
		if (!add_line(family, *line, head, body, out))
			return false;
	pq_buf_add_str(out, "\r\n");
	*head_len = out->len - mark;
	add_dressed(family, body, boundary_of(head), out);
	return true;
}
