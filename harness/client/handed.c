/* SPDX-License-Identifier: MIT */
#include "client/handed.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/process.h"

enum pq_err pq_handed_find(struct pq_handed *handed, const char *program, const char *missing, struct pq_diag *diag)
{
	char self[PATH_MAX - 64];
	ssize_t len = readlink("/proc/self/exe", self, sizeof(self) - 1);

	while (len > 0 && self[len - 1] != '/')
		len--;
	snprintf(handed->program, sizeof(handed->program), "%.*s%s", (int)(len > 0 ? len : 0), self, program);
	return access(handed->program, X_OK) == 0 ? PQ_ERR_OK : pq_diag_set(diag, PQ_ERR_IO, 0, 0, missing);
}

enum pq_err pq_handed_open(struct pq_handed *handed, const char *dir, const struct pq_policy *policy,
			   struct pq_diag *diag)
{
	struct pq_buf text;

	snprintf(handed->request, sizeof(handed->request), "%s/request", dir);
	snprintf(handed->log, sizeof(handed->log), "%s/told", dir);
	handed->policy[0] = '\0';
	if (!policy)
		return PQ_ERR_OK;
	snprintf(handed->policy, sizeof(handed->policy), "%s/policy", dir);
	pq_buf_init(&text, handed->text, sizeof(handed->text));
	pq_policy_print_state(policy, &text);
	if (pq_buf_ok(&text) && pq_process_put(handed->policy, pq_buf_view(&text)))
		return PQ_ERR_OK;
	return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "room for the policy in /tmp");
}

void pq_handed_close(struct pq_handed *handed)
{
	if (handed->policy[0])
		unlink(handed->policy);
}

static const char *read_told(struct pq_handed *handed)
{
	FILE *file = fopen(handed->log, "re");
	size_t len;

	if (!file)
		return NULL;
	len = fread(handed->told, 1, sizeof(handed->told) - 1, file);
	fclose(file);
	handed->told[len] = '\0';
	return len > 0 && len < sizeof(handed->told) - 1 ? handed->told : NULL;
}

enum pq_err pq_handed_run(struct pq_handed *handed, struct pq_sandbox *sandbox, const struct pq_buf *text,
			  char *const *argv, bool apart, int *status, const char **told, struct pq_diag *diag)
{
	enum pq_err err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "room for a request in /tmp");

	*told = NULL;
	if (pq_buf_ok(text) && pq_process_put(handed->request, pq_buf_view(text)))
		err = pq_process_run(sandbox, argv, handed->log, apart, status, diag);
	*told = read_told(handed);
	unlink(handed->request);
	unlink(handed->log);
	return err;
}
