/* SPDX-License-Identifier: MIT */
/* Commands for a person to paste into a shell. Pure. */
#ifndef PQ_CAMPAIGN_SHELL_H
#define PQ_CAMPAIGN_SHELL_H

#include "base/buf.h"
#include "campaign/finding.h"

/* Appends a word so that a shell reads it back as it is, in printable ASCII: quoted if it must be. */
void pq_shell_word(struct pq_buf *out, const char *word);

/*
 * Appends the command that shows a finding: for a scenario `explain` of the start
 * script, else the target itself. source: the source tree; here: true if
 * the shell stands in it.
 */
void pq_shell_explain(struct pq_buf *out, const struct pq_finding *finding, const char *source, bool here);

/* Appends the command that makes it smaller, or that runs it again: `verb` of the start script with the finding's file. */
void pq_shell_triage(struct pq_buf *out, const char *verb, const struct pq_finding *finding, const char *source,
		     bool here);

#endif
