/* SPDX-License-Identifier: MIT */
#include "result/json_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

static json_t *repaired(const char *string)
{
	struct pq_view view = pq_view_str(string);
	char *copy = strdup(string);
	uint32_t code;
	json_t *value;

	for (size_t i = 0, step; copy && i < view.len; i += step) {
		step = pq_utf8_decode(view, i, &code);
		if (step == 0) {
			step = 1;
			copy[i] = '?';
		}
	}
	value = copy ? json_string(copy) : NULL;
	free(copy);
	return value;
}

json_t *pq_json_string(const char *string)
{
	json_t *value = string ? json_string(string) : NULL;

	return string && !value ? repaired(string) : value;
}
