/* SPDX-License-Identifier: MIT */
#include "lab/proxy_builtin.h"

#include <stdio.h>
#include <stdlib.h>

#include "lab/proxy_setting.h"

size_t pq_proxy_builtin_count(void)
{
	return pq_builtin_proxies_count;
}

const char *pq_proxy_builtin_name(size_t index)
{
	return pq_builtin_proxies[index].name;
}

enum pq_err pq_proxy_builtin_read(struct pq_proxy_setting *setting, size_t index, struct pq_diag *diag)
{
	const struct pq_builtin_proxy *builtin = &pq_builtin_proxies[index];

	return pq_proxy_setting_read(setting, pq_view(builtin->text, builtin->len), diag);
}

char *pq_proxy_setting_fill(const struct pq_proxy_setting *setting, const char *text, const char *dir)
{
	size_t size = 0;
	char *filled = NULL;
	FILE *out = open_memstream(&filled, &size);

	if (!out)
		return NULL;
	while (*text != '\0') {
		if (strncmp(text, "{dir}", 5) == 0) {
			fputs(dir, out);
			text += 5;
		} else if (strncmp(text, "{port}", 6) == 0) {
			fprintf(out, "%u", (unsigned int)setting->port);
			text += 6;
		} else {
			fputc(*text++, out);
		}
	}
	if (fclose(out) == 0)
		return filled;
	free(filled);
	return NULL;
}
