/* SPDX-License-Identifier: MIT */
/* Opening a policy: by name, as text, from a file. Text lies behind the policy, whose views point into it. */
#include <pratique/policy.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/policy.h"

static enum pq_policy_err tell(char *message, enum pq_policy_err err, const char *text, const char *about)
{
	if (message)
		snprintf(message, PQ_POLICY_MESSAGE, "%s%.80s", text, about);
	return err;
}

static enum pq_policy_err too_long(char *message)
{
	return tell(message, PQ_POLICY_LIMIT, "a policy has at most 1048576 bytes (PQ_POLICY_MAX_TEXT)", "");
}

/* Room for a policy and len bytes behind it. */
static struct pq_policy *new_policy(size_t len)
{
	return malloc(sizeof(struct pq_policy) + len);
}

/* Takes *fresh, text included, or frees it. */
static enum pq_policy_err read_text(struct pq_policy *fresh, size_t len, struct pq_policy **policy, char *message)
{
	struct pq_diag diag;

	if (pq_policy_parse(fresh, pq_view(fresh + 1, len), &diag)) {
		free(fresh);
		if (message)
			snprintf(message, PQ_POLICY_MESSAGE, "policy, line %zu column %zu: expected %.400s", diag.line,
				 diag.column, diag.expected);
		return PQ_POLICY_BAD_TEXT;
	}
	*policy = fresh;
	return PQ_POLICY_OK;
}

static enum pq_policy_err open_text(const char *text, struct pq_policy **policy, char *message)
{
	size_t len = strlen(text);
	struct pq_policy *fresh;

	if (len > PQ_POLICY_MAX_TEXT)
		return too_long(message);
	fresh = new_policy(len);
	if (!fresh)
		return tell(message, PQ_POLICY_NO_MEMORY, "memory is short", "");
	memcpy(fresh + 1, text, len);
	return read_text(fresh, len, policy, message);
}

static enum pq_policy_err open_builtin(const char *name, struct pq_policy **policy, char *message)
{
	struct pq_policy *fresh = new_policy(0);
	enum pq_err err;

	if (!fresh)
		return tell(message, PQ_POLICY_NO_MEMORY, "memory is short", "");
	err = pq_policy_parse_builtin(fresh, pq_view_str(name));
	if (err) {
		free(fresh);
		return tell(message, PQ_POLICY_UNKNOWN,
			    err == PQ_ERR_UNKNOWN ? "no built-in policy has the name "
						  : "no date stands behind the @ of ",
			    name);
	}
	*policy = fresh;
	return PQ_POLICY_OK;
}

enum pq_policy_err pq_policy_open(const char *name_or_text, struct pq_policy **policy, char *message)
{
	static const char first[] = "pratique-policy";

	if (!name_or_text)
		return open_builtin("fetch", policy, message);
	if (strncmp(name_or_text, first, sizeof(first) - 1) == 0)
		return open_text(name_or_text, policy, message);
	return open_builtin(name_or_text, policy, message);
}

enum pq_policy_err pq_policy_open_file(const char *path, struct pq_policy **policy, char *message)
{
	struct pq_policy *fresh = new_policy(PQ_POLICY_MAX_TEXT + 1);
	FILE *file = fresh ? fopen(path, "rb") : NULL;
	size_t len = file ? fread(fresh + 1, 1, PQ_POLICY_MAX_TEXT + 1, file) : 0;
	int failed = !file || ferror(file) ? errno : 0;

	if (file)
		fclose(file);
	if (fresh && !failed && len <= PQ_POLICY_MAX_TEXT)
		return read_text(fresh, len, policy, message);
	free(fresh);
	if (!fresh)
		return tell(message, PQ_POLICY_NO_MEMORY, "memory is short", "");
	return failed ? tell(message, PQ_POLICY_NO_FILE, "policy file: ", strerror(failed)) : too_long(message);
}

void pq_policy_close(struct pq_policy *policy)
{
	free(policy);
}
