/* SPDX-License-Identifier: MIT */
#include "audit/cases_tell.h"

#include <assert.h>

#include "play/twice.h"

static_assert(PQ_RESULT_HELD == (int)PQ_HELD && PQ_RESULT_VIOLATED == (int)PQ_VIOLATED, "judgements as in results");

#define SHOWN_TRANSCRIPT (64u << 10) /* bytes of a transcript that a result keeps */

static bool is_void(const struct pq_play_piece *piece)
{
	return piece->played && piece->verdict.outcome == PQ_CASE_VOID && piece->verdict.violation_total == 0;
}

/* What the first ask showed; NULL if nothing was wrong with it. */
static const char *seen_once(const struct pq_cases_asked *asked)
{
	if (pq_play_is_broken(asked->first))
		return pq_rule_name(asked->first->verdict.violations[0].rule);
	return asked->first->played && asked->differs[0][0] ? "other bytes than the model's" : NULL;
}

static void tell_verdict(struct pq_result *result, struct pq_result_case *told, const struct pq_play_piece *piece)
{
	const struct pq_verdict *verdict = &piece->verdict;

	told->outcome = pq_result_text(result, pq_view_str(pq_case_name(verdict->outcome)));
	for (int rule = 0; rule < PQ_RULE_COUNT; rule++)
		told->rules[rule] = (uint8_t)verdict->rules[rule];
	if (verdict->violation_total)
		told->detail = pq_result_print(result, "%s: %s", pq_rule_name(verdict->violations[0].rule),
					       verdict->violations[0].detail);
}

/* The second ask was not played, so that what the first one showed is no statement. */
static void tell_unconfirmed(struct pq_result *result, struct pq_result_case *told, const struct pq_cases_asked *asked,
			     const char *once)
{
	const char *why = asked->again && asked->again->cause[0] ? asked->again->cause : "it was not played";

	told->tested = PQ_UNTESTED;
	told->cause = pq_result_print(result, "%s seen once, and could not be asked again: %s", once, why);
	result->partial = true;
	if (!result->trouble)
		result->trouble = pq_result_print(result, "not everything could be asked a second time: %s", why);
}

static void tell_void(struct pq_result *result, struct pq_result_case *told, const struct pq_play_piece *piece,
		      const char *once)
{
	const char *why = piece->verdict.void_why;

	told->tested = PQ_UNTESTED;
	told->cause = once ? pq_result_print(result, "%s seen once, and void when asked again: %s", once, why)
			   : pq_result_text(result, pq_view_str(why));
}

void pq_cases_tell(struct pq_result *result, struct pq_result_case *told, const struct pq_cases_asked *asked)
{
	int turn = asked->again && asked->again->played;
	const struct pq_play_piece *piece = turn ? asked->again : asked->first;
	const char *unfit = pq_play_unfit(piece->scenario);
	const char *once = seen_once(asked);

	told->asked_again = turn;
	told->tested = PQ_TESTED;
	if (!piece->played) {
		told->tested = unfit ? PQ_NOT_APPLICABLE_HERE : PQ_UNTESTED;
		told->cause = pq_result_text(result, pq_view_str(unfit ? unfit : piece->cause));
		return;
	}
	if (once && !turn) {
		tell_unconfirmed(result, told, asked, once);
	} else {
		tell_verdict(result, told, piece);
		if (is_void(piece))
			tell_void(result, told, piece, turn ? once : NULL);
		told->differs = told->tested == PQ_TESTED && asked->differs[turn][0] != '\0';
		if (told->differs && !told->detail)
			told->detail = pq_result_text(result, pq_view_str(asked->differs[turn]));
		if (once && !told->detail && told->tested == PQ_TESTED)
			told->detail = pq_result_text(result, pq_view_str("seen once, and not when asked again"));
	}
	if ((told->detail || told->tested == PQ_UNTESTED) && piece->transcript)
		told->transcript =
			pq_result_text(result, pq_view_slice(pq_view_str(piece->transcript), 0, SHOWN_TRANSCRIPT));
}
