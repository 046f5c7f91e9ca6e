/* SPDX-License-Identifier: MIT */
#include "lab/texts.h"

struct pq_view pq_lab_text_find(const char *name)
{
	for (size_t i = 0; i < pq_lab_texts_count; i++)
		if (strcmp(pq_lab_texts[i].name, name) == 0)
			return pq_view(pq_lab_texts[i].bytes, pq_lab_texts[i].len);
	return pq_view(NULL, 0);
}
