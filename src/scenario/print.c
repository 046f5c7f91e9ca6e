/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "scenario/scenario.h"
#include "scenario/words.h"

static void print_arg(const struct pq_arg_spec *spec, const struct pq_arg *arg, struct pq_buf *out)
{
	switch (spec->kind) {
	case PQ_ARG_NUMBER:
		pq_buf_add_u64(out, arg->number);
		break;
	case PQ_ARG_WORD:
		pq_buf_add(out, arg->bytes);
		break;
	case PQ_ARG_NAME:
		pq_buf_add(out, spec->names[arg->number]);
		break;
	case PQ_ARG_QUOTED:
		pq_text_quote(arg->bytes, out);
		break;
	default:
		pq_text_print(arg->bytes, out);
	}
}

static void print_line(const struct pq_line *line, bool indented, struct pq_buf *out)
{
	if (line->word == PQ_WORD_COMMENT) {
		pq_buf_add_str(out, indented && line->args[0].bytes.len > 0 ? "  " : "");
		pq_buf_add(out, line->args[0].bytes);
	} else {
		pq_buf_add_str(out, indented ? "  " : "");
		pq_buf_add_str(out, pq_word_name(line->word));
		for (size_t i = 0; i < line->argc; i++) {
			pq_buf_add_byte(out, ' ');
			print_arg(pq_word_arg(line->word, i, line->args), &line->args[i], out);
		}
	}
	pq_buf_add_byte(out, '\n');
}

void pq_scenario_print(const struct pq_scenario *scenario, struct pq_buf *out)
{
	pq_buf_add_str(out, "pratique-scenario 1\n");
	for (size_t i = 0; i < scenario->line_count; i++)
		print_line(&scenario->lines[i], scenario->lines[i].parent != i, out);
}
