/* SPDX-License-Identifier: MIT */
/* What cells answer, and the redirector that leads to them. */
#include "audit/site.h"

static const unsigned char png[] = {
	0x89, 'P',  'N',  'G',  '\r', '\n', 0x1a, '\n', 0,    0,    0,    13,   'I',  'H',  'D',  'R',  0, 0,
	0,    1,    0,    0,    0,    1,    8,    6,    0,    0,    0,    0x1f, 0x15, 0xc4, 0x89, 0,    0, 0,
	13,   'I',  'D',  'A',  'T',  0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0xf0, 0x1f, 0,    5,    0,    1, 0xff,
	0x56, 0xc7, 0x2f, 0x0d, 0,    0,    0,    0,    'I',  'E',  'N',  'D',  0xae, 0x42, 0x60, 0x82,
};

#define SVG                                                                                                 \
	"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><defs><filter "                 \
	"id=\"f\"><feFlood/></filter>"                                                                      \
	"<mask id=\"m\"><rect width=\"9\" height=\"9\"/></mask><pattern id=\"p\"><rect width=\"9\" "        \
	"height=\"9\"/></pattern>"                                                                          \
	"<clipPath id=\"c\"><rect width=\"9\" height=\"9\"/></clipPath><symbol id=\"s\"><rect width=\"9\" " \
	"height=\"9\"/>"                                                                                    \
	"</symbol><linearGradient id=\"g\"/></defs><rect width=\"9\" height=\"9\"/></svg>"
#define XSL                                                                                   \
	"<xsl:stylesheet version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">" \
	"<xsl:template match=\"/\"><html><body>styled</body></html></xsl:template></xsl:stylesheet>"

/* What the end of a path stands for. */
static const struct file {
	const char *ending;
	const char *type;
	struct pq_view body;
} files[] = {
	{ ".js", "text/javascript", PQ_VIEW("0;\n") },
	{ ".mjs", "text/javascript", PQ_VIEW("export default 0;\n") },
	{ ".css", "text/css", PQ_VIEW(".probe { color: black }\n") },
	{ ".svg", "image/svg+xml", PQ_VIEW(SVG) },
	{ ".png", "image/png", { png, sizeof(png) } },
	{ ".ico", "image/png", { png, sizeof(png) } },
	{ ".json", "application/json", PQ_VIEW("{}\n") },
	{ ".webmanifest", "application/manifest+json", PQ_VIEW("{\"name\": \"probe\", \"start_url\": \"/\"}\n") },
	{ ".vtt", "text/vtt", PQ_VIEW("WEBVTT\n\n00:00.000 --> 00:09.000\nprobe\n") },
	{ ".xml", "application/xml", PQ_VIEW("<probe/>\n") },
	{ ".xsl", "application/xml", PQ_VIEW(XSL) },
	{ ".txt", "text/plain", PQ_VIEW("probe\n") },
	{ ".html", "text/html", PQ_VIEW("<!doctype html><title>cell</title>\n") },
	{ ".es", "text/event-stream", PQ_VIEW("retry: 60000\ndata: probe\n\n") },
	{ ".woff2", "font/woff2", PQ_VIEW("") },
	{ ".mp4", "video/mp4", PQ_VIEW("") },
	{ ".webm", "video/webm", PQ_VIEW("") },
	{ ".mp3", "audio/mpeg", PQ_VIEW("") },
	{ ".wasm", "application/wasm", PQ_VIEW("") },
	{ ".bin", "application/octet-stream", PQ_VIEW("") },
	{ ".swf", "application/x-shockwave-flash", PQ_VIEW("") },
	{ ".class", "application/java-vm", PQ_VIEW("") },
	{ ".pdf", "application/pdf", PQ_VIEW("") },
};

/* Where no ending says it: what the request would like. */
static const struct {
	const char *accepted;
	const char *ending;
} wishes[] = {
	{ "text/html", ".html" },
	{ "text/event-stream", ".es" },
	{ "image/", ".png" },
	{ "text/css", ".css" },
};

static bool ends_with(struct pq_view text, const char *ending)
{
	size_t len = strlen(ending);

	return text.len >= len && pq_view_is(pq_view_from(text, text.len - len), ending);
}

static bool contains(struct pq_view text, const char *part)
{
	size_t len = strlen(part);

	for (size_t i = 0; i + len <= text.len; i++) {
		if (pq_view_is(pq_view_slice(text, i, i + len), part))
			return true;
	}
	return false;
}

static bool give_file(struct pq_answer *answer, struct pq_view path)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (ends_with(path, files[i].ending)) {
			pq_answer_type(answer, files[i].type);
			pq_buf_add(&answer->body, files[i].body);
			return true;
		}
	}
	return false;
}

bool pq_site_file(struct pq_answer *answer)
{
	return give_file(answer, answer->path);
}

void pq_site_cell(struct pq_answer *answer)
{
	struct pq_view accept = pq_sink_field(answer->request, "accept");

	if (answer->request->websocket) {
		answer->reply->status = 101;
		return;
	}
	answer->reply->close = true;
	if (give_file(answer, answer->path))
		return;
	for (size_t i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		if (contains(accept, wishes[i].accepted)) {
			give_file(answer, pq_view_str(wishes[i].ending));
			return;
		}
	}
	answer->reply->status = 204;
}

/* /STATUS/CELL/REST leads to REST at the cell. */
void pq_site_redirect(struct pq_answer *answer)
{
	struct pq_view path = answer->path;
	const struct pq_task *task;
	uint32_t status, cell;
	unsigned char storage[2048];
	struct pq_buf location;

	answer->reply->status = 404;
	if (!pq_site_prefix(&path, "/") || !pq_site_number(&path, &status) || status < 300 || status > 399 ||
	    !pq_site_prefix(&path, "/") || !pq_site_number(&path, &cell))
		return;
	task = pq_board_task_of(answer->board, cell);
	if (!task)
		return;
	pq_site_prefix(&path, "/");
	pq_buf_init(&location, storage, sizeof(storage));
	pq_board_target_url(answer->board, task, cell, &location);
	pq_buf_add(&location, path);
	if (!pq_buf_ok(&location))
		return;
	answer->reply->status = (uint16_t)status;
	pq_answer_field(answer, "Location", pq_buf_view(&location));
}
