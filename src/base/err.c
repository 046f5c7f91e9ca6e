/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <string.h>

static const char *const names[] = {
#define PQ_ERR_NAME(name, message) #name,
	PQ_ERRORS(PQ_ERR_NAME)
#undef PQ_ERR_NAME
};

static const char *const messages[] = {
#define PQ_ERR_MESSAGE(name, message) message,
	PQ_ERRORS(PQ_ERR_MESSAGE)
#undef PQ_ERR_MESSAGE
};

const char *pq_err_name(enum pq_err err)
{
	return err < PQ_ERR_COUNT ? names[err] : "?";
}

const char *pq_err_message(enum pq_err err)
{
	return err < PQ_ERR_COUNT ? messages[err] : "unknown error";
}

enum pq_err pq_diag_set(struct pq_diag *diag, enum pq_err err, size_t line, size_t column, const char *expected)
{
	size_t len = strlen(expected);

	if (!diag)
		return err;
	if (len >= sizeof(diag->expected))
		len = sizeof(diag->expected) - 1;
	diag->line = line;
	diag->column = column;
	memcpy(diag->expected, expected, len);
	diag->expected[len] = '\0';
	return err;
}
