/* SPDX-License-Identifier: MIT */
#include "cli/format.h"

#include <stdlib.h>

#include "base/check.h"

const char *const pq_format_suffixes[PQ_FORMAT_COUNT + 1] = { ".scenario", ".policy", NULL };

static const struct pq_view words[] = { PQ_VIEW("pratique-scenario"), PQ_VIEW("pratique-policy") };

static enum pq_err format_of(struct pq_view text, enum pq_reading reading, enum pq_format *format, struct pq_diag *diag)
{
	for (size_t i = 0; i < PQ_FORMAT_COUNT; i++) {
		if (pq_view_starts(text, words[i])) {
			*format = (enum pq_format)i;
			return PQ_ERR_OK;
		}
	}
	if (reading == PQ_READING_LENIENT) {
		*format = PQ_FORMAT_SCENARIO;
		return PQ_ERR_OK;
	}
	return pq_diag_set(diag, PQ_ERR_SYNTAX, 1, 1, "\"pratique-scenario 1\" or \"pratique-policy 1\"");
}

/* A byte takes at most four in canonical text, and a fill that is too short to stay one at most 64. */
static void open_canonical(struct pq_document *document, size_t decoded, struct pq_buf *out)
{
	size_t cap = 8 * document->text.len + 4 * decoded + 4096;

	document->memory[3] = pq_memory(cap, 1);
	pq_buf_init(out, document->memory[3], cap);
}

static enum pq_err read_scenario(struct pq_document *document, enum pq_reading reading, struct pq_diag *diag)
{
	struct pq_line *lines = pq_memory(PQ_MAX_LINES, sizeof(*lines));
	struct pq_arg *args = pq_memory(PQ_MAX_ARGS, sizeof(*args));
	unsigned char *bytes = pq_memory(PQ_MAX_SCENARIO_BYTES, 1);
	struct pq_buf out;
	enum pq_err err;

	document->scenario = pq_memory(1, sizeof(*document->scenario));
	document->memory[0] = lines;
	document->memory[1] = args;
	document->memory[2] = bytes;
	pq_scenario_init(document->scenario, lines, PQ_MAX_LINES, args, PQ_MAX_ARGS, bytes, PQ_MAX_SCENARIO_BYTES);
	err = pq_scenario_parse(document->scenario, pq_file_view(&document->text), reading, diag);
	if (err)
		return err;
	open_canonical(document, document->scenario->bytes.len, &out);
	pq_scenario_print(document->scenario, &out);
	pq_check(pq_buf_ok(&out));
	document->canonical = pq_buf_view(&out);
	return PQ_ERR_OK;
}

static enum pq_err read_policy(struct pq_document *document, struct pq_diag *diag)
{
	struct pq_buf out;
	enum pq_err err;

	document->policy = pq_memory(1, sizeof(*document->policy));
	err = pq_policy_parse(document->policy, pq_file_view(&document->text), diag);
	if (err)
		return err;
	open_canonical(document, 0, &out);
	pq_policy_print(document->policy, &out);
	pq_check(pq_buf_ok(&out));
	document->canonical = pq_buf_view(&out);
	return PQ_ERR_OK;
}

enum pq_err pq_document_read(struct pq_document *document, const char *path, enum pq_reading reading,
			     struct pq_diag *diag)
{
	enum pq_err err;

	*document = (struct pq_document){ .text = { NULL, 0 } };
	err = pq_file_read(path, PQ_MAX_SCENARIO_TEXT, "PQ_MAX_SCENARIO_TEXT", &document->text, diag);
	if (!err)
		err = format_of(pq_file_view(&document->text), reading, &document->format, diag);
	if (!err)
		err = document->format == PQ_FORMAT_SCENARIO ? read_scenario(document, reading, diag)
							     : read_policy(document, diag);
	if (err)
		pq_document_free(document);
	return err;
}

void pq_document_free(struct pq_document *document)
{
	for (size_t i = 0; i < sizeof(document->memory) / sizeof(document->memory[0]); i++)
		free(document->memory[i]);
	free(document->scenario);
	free(document->policy);
	pq_file_free(&document->text);
}

bool pq_document_is_canonical(const struct pq_document *document)
{
	return pq_view_eq(document->canonical, pq_file_view(&document->text));
}
