/* SPDX-License-Identifier: MIT */
#include "watch/state.h"

size_t pq_watch_print(const struct pq_watch *watch, int which, char *text, size_t cap)
{
	struct pq_buf out;

	if (!text || !cap)
		return 0;
	pq_buf_init(&out, text, cap - 1);
	if (which == 0)
		pq_scenario_print(&watch->scenario, &out);
	else if (which == 1)
		pq_transcript_print(&watch->transcript, &out);
	if (!pq_buf_ok(&out))
		out.len = 0;
	text[out.len] = '\0';
	return out.len;
}

const char *pq_watch_problem(const struct pq_watch *watch)
{
	return watch->problem;
}

const char *pq_watch_err_message(enum pq_watch_err err)
{
	switch (err) {
	case PQ_WATCH_OK:
		return "nothing was broken, as far as it is judged";
	case PQ_WATCH_BREACH:
		return "a rule was broken";
	case PQ_WATCH_PARTIAL:
		return "not all of the case could be judged";
	case PQ_WATCH_BAD_CALL:
		return "the harness called wrongly";
	case PQ_WATCH_BAD_TEXT:
		return "a policy or a baseline cannot be read";
	case PQ_WATCH_UNKNOWN:
		return "unknown name";
	case PQ_WATCH_LIMIT:
		return "over a documented maximum";
	case PQ_WATCH_NO_MEMORY:
		return "memory is short";
	case PQ_WATCH_NO_ICU:
		return "ICU does not start; are its data files missing?";
	case PQ_WATCH_BAD_VERSION:
		return "header and library are of different versions";
	default:
		return "no such error";
	}
}

unsigned int pq_watch_version(void)
{
	return PQ_WATCH_VERSION;
}
