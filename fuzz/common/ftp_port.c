/* SPDX-License-Identifier: MIT */
#include "common/ftp_port.h"

#include <stdio.h>

/* What follows `printed` in text; NULL if text does not begin with it. */
static const char *behind(const char *text, const char *printed)
{
	return strncmp(text, printed, strlen(printed)) == 0 ? text + strlen(printed) : NULL;
}

unsigned int pq_fuzz_passive_port(struct pq_view text)
{
	char copy[4096], printed[128];
	unsigned int n[6];
	const char *at, *rest;

	snprintf(copy, sizeof(copy), "%.*s", (int)text.len, (const char *)text.data);
	at = copy + strcspn(copy, "0123456789");
	if (sscanf(at, "%4u,%4u,%4u,%4u,%4u,%4u", &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]) != 6)
		return 0;
	for (size_t i = 0; i < 6; i++)
		if (n[i] > 255)
			return 0;
	snprintf(printed, sizeof(printed), "%u,%u,%u,%u,%u,%u", n[0], n[1], n[2], n[3], n[4], n[5]);
	rest = behind(at, printed);
	return rest && strspn(rest, ",0123456789") == 0 ? n[4] * 256 + n[5] : 0;
}

unsigned int pq_fuzz_extended_port(struct pq_view text)
{
	char copy[4096], printed[32];
	unsigned int port;
	const char *at, *rest;
	char d;

	snprintf(copy, sizeof(copy), "%.*s", (int)text.len, (const char *)text.data);
	at = copy + strcspn(copy, "(");
	if (sscanf(at, "(%c%*c%*c%6u", &d, &port) != 2 || port > 65535)
		return 0;
	if (d <= ' ' || d >= 127 || (d >= '0' && d <= '9'))
		return 0;
	snprintf(printed, sizeof(printed), "(%c%c%c%u%c)", d, d, d, port, d);
	rest = behind(at, printed);
	return rest && !strchr(rest, '(') ? port : 0;
}
