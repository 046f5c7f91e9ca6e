/* SPDX-License-Identifier: MIT */
#include "report/lab_steps.h"

#include "report/html_text.h"

/* Bytes as a reader of protocols has them: line breaks are shown and kept. */
static void put_bytes(const struct pq_lab_step *step, FILE *out)
{
	struct pq_view bytes = pq_view(step->bytes, step->len);

	fputs("<pre>", out);
	for (size_t at = 0; at < bytes.len;) {
		size_t end = pq_view_find(bytes, '\n', at);
		struct pq_view line = pq_view_slice(bytes, at, end);
		bool both = line.len && line.data[line.len - 1] == '\r';

		if (both)
			line = pq_view_slice(line, 0, line.len - 1);
		pq_html_line(out, line);
		if (end < bytes.len)
			fputs(both ? "<b>\\r\\n</b>\n" : "<b>\\n</b>\n", out);
		else if (both)
			fputs("<b>\\r</b>", out);
		at = end + 1;
	}
	fputs(step->cut ? "<b>...</b></pre>" : "</pre>", out);
}

void pq_lab_steps_html(const struct pq_lab_steps *steps, const char *summary, FILE *out)
{
	if (steps->count == 0)
		return;
	fprintf(out, "<details><summary>%s</summary><ol>\n", summary);
	for (size_t i = 0; i < steps->count; i++) {
		const struct pq_lab_step *step = &steps->rows[i];

		fputs("<li><b>", out);
		pq_html_put(out, step->from);
		fputs("</b>", out);
		if (step->to) {
			fputs(" to <b>", out);
			pq_html_put(out, step->to);
			fputs("</b>", out);
		}
		if (step->note) {
			fputs(" ", out);
			pq_html_put(out, step->note);
		}
		if (step->len)
			put_bytes(step, out);
		fputs("</li>\n", out);
	}
	fputs(steps->full ? "<li>and more</li></ol></details>\n" : "</ol></details>\n", out);
}
