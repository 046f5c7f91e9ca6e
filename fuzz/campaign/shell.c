/* SPDX-License-Identifier: MIT */
#include "campaign/shell.h"

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("%+,-./:=@_", c));
}

/* POSIX.1-2024, 2.2.4: in $'…' a backslash and three octal digits stand for a byte. */
static void add_octal(struct pq_buf *out, unsigned char c)
{
	pq_buf_add_byte(out, '\\');
	pq_buf_add_byte(out, (unsigned char)('0' + (c >> 6)));
	pq_buf_add_byte(out, (unsigned char)('0' + (c >> 3 & 7)));
	pq_buf_add_byte(out, (unsigned char)('0' + (c & 7)));
}

void pq_shell_word(struct pq_buf *out, const char *word)
{
	bool plain = *word != '\0', printable = true;

	for (const char *at = word; *at; at++) {
		plain &= is_plain((unsigned char)*at);
		printable &= *at >= ' ' && *at <= '~' && *at != '\'';
	}
	if (plain) {
		pq_buf_add_str(out, word);
		return;
	}
	pq_buf_add_str(out, printable ? "'" : "$'");
	for (const char *at = word; *at; at++) {
		if (printable || is_plain((unsigned char)*at) || *at == ' ')
			pq_buf_add_byte(out, (unsigned char)*at);
		else
			add_octal(out, (unsigned char)*at);
	}
	pq_buf_add_byte(out, '\'');
}

static void add_script(struct pq_buf *out, const char *source, bool here)
{
	char script[PQ_STORE_PATH];

	pq_store_path(script, "%s/harness/pratique", here ? "." : source);
	pq_shell_word(out, script);
}

/* Targets drive the model under the policy "fetch", whatever a scenario names. */
static void add_explain(struct pq_buf *out, const struct pq_finding *finding, const char *source, bool here)
{
	add_script(out, source, here);
	pq_buf_add_str(out, " explain --policy fetch ");
	if (finding->lenient)
		pq_buf_add_str(out, "--lenient ");
}

void pq_shell_explain(struct pq_buf *out, const struct pq_finding *finding, const char *source, bool here)
{
	char program[PQ_STORE_PATH];

	if (strcmp(finding->target->suffix, ".scenario") == 0) {
		add_explain(out, finding, source, here);
	} else {
		pq_store_path(program, "%s/build/fuzz-%s/bin/fuzz_%s", here ? "." : source,
			      pq_engine_name(finding->engine), finding->target->name);
		pq_shell_word(out, program);
		pq_buf_add_byte(out, ' ');
	}
	pq_shell_word(out, finding->file);
}

void pq_shell_triage(struct pq_buf *out, const char *verb, const struct pq_finding *finding, const char *source,
		     bool here)
{
	add_script(out, source, here);
	pq_buf_add_byte(out, ' ');
	pq_buf_add_str(out, verb);
	pq_buf_add_byte(out, ' ');
	pq_shell_word(out, finding->file);
}
