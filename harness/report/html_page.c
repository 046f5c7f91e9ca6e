/* SPDX-License-Identifier: MIT */
#include "report/html_page.h"

#include "report/audit_html.h"
#include "report/html_text.h"

static void put_style(FILE *out, struct pq_view bytes)
{
	fputs("<style>", out);
	fwrite(bytes.data, 1, bytes.len, out);
	fputs("</style>\n", out);
}

void pq_html_page_head_of(FILE *out, const char *title, const char *style)
{
	struct pq_view common = pq_audit_page_bytes("audit.css"), own = pq_audit_page_bytes(style);
	char common_hash[52], own_hash[52];

	pq_html_hash(common, common_hash);
	pq_html_hash(own, own_hash);
	fprintf(out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '%s' '%s'; "
		"img-src data:; base-uri 'none'; form-action 'none'\">\n"
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" "
		"href=\"%s\">\n<title>%s</title>\n",
		common_hash, own_hash, pq_audit_html_icon, title);
	put_style(out, common);
	put_style(out, own);
	fputs("</head>\n", out);
}

void pq_html_page_head(FILE *out, const char *title)
{
	pq_html_page_head_of(out, title, "campaign.css");
}

void pq_html_tile(FILE *out, const char *class, size_t count, const char *what)
{
	fprintf(out, "<div class=\"tile %s\"><dd>", class);
	pq_html_number(out, count);
	fprintf(out, "</dd><dt>%s</dt></div>", what);
}
