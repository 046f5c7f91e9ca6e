/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L /* open_memstream */

#include "report_page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "result/json_result.h"

static const char policy[] = "pratique-policy 1\n"
			     "block http,https,ws,wss 25 since 2016-03-10 \"smtp\"\n"
			     "block ftp 21 \"not of http\"\n"
			     "block http 6665-6669,6679 \"irc</script>\"\n";
const struct pq_audit_about report_about = { "src/policy/builtin/fetch.policy", PQ_VIEW(policy), "out/a.html",
					     "out/a.json" };

struct report_page report_page_of(struct pq_result *result, enum report_kind kind)
{
	struct report_page page = { NULL, 0 };
	FILE *out = open_memstream(&page.text, &page.len);
	struct pq_terminal terminal = { out, false };

	assert_non_null(out);
	if (kind == HTML)
		assert_true(pq_report_html(result, &report_about, out));
	else if (kind == JUNIT)
		assert_true(pq_report_junit(result, out));
	else if (kind == SARIF)
		assert_true(pq_report_sarif(result, &report_about, out));
	else if (kind == JSON)
		assert_true(pq_result_write(result, out));
	else
		pq_report_terminal(result, &report_about, &terminal);
	fclose(out);
	pq_result_free(result);
	return page;
}

void report_page_check_bytes(const struct report_page *page)
{
	struct pq_view view = pq_view(page->text, page->len);
	uint32_t code = 0;
	size_t step;

	for (size_t i = 0; i < page->len; i += step) {
		step = pq_utf8_decode(view, i, &code);
		if (step == 0 || (code < 0x20 && code != '\n' && code != '\t') || (code >= 0x7f && code <= 0x9f) ||
		    (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
			fail_msg("byte %zu: U+%04X", i, (unsigned int)code);
	}
}
