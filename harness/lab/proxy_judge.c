/* SPDX-License-Identifier: MIT */
/*
 * A secret that was read speaks for itself. All else needs a control: that nothing came proves nothing where nothing could
 * have come. The control is the case's twin; of a page's own requests it is that they arrived with their own name.
 */
#include "lab/proxy_judge.h"

#include <stdlib.h>

enum pq_lab_proxy_seen pq_proxy_seen(const struct pq_proxy_sight *sight)
{
	if (!sight->asked)
		return PQ_LAB_PROXY_UNTESTED;
	if (sight->secret)
		return PQ_LAB_PROXY_SECRET;
	if (sight->inside)
		return PQ_LAB_PROXY_REACHED;
	if (!sight->dials)
		return PQ_LAB_PROXY_UNDIALLED;
	if (sight->outside)
		return PQ_LAB_PROXY_OUTSIDE;
	return sight->received ? PQ_LAB_PROXY_REFUSED : PQ_LAB_PROXY_SILENT;
}

static bool is_inside(enum pq_lab_proxy_seen seen)
{
	return seen == PQ_LAB_PROXY_SECRET || seen == PQ_LAB_PROXY_REACHED;
}

/* A verdict and its sentence, a static string. */
struct finding {
	enum pq_lab_proxy_verdict verdict;
	const char *why;
};

static struct finding judge_control(enum pq_lab_proxy_seen seen)
{
	if (seen == PQ_LAB_PROXY_OUTSIDE)
		return (struct finding){ PQ_LAB_PROXY_HELD, "an honest request passes" };
	if (is_inside(seen))
		return (struct finding){ PQ_LAB_PROXY_BREACH, "an honest request was taken to the inside server" };
	return (struct finding){ PQ_LAB_PROXY_VOID, "an honest request does not pass" };
}

static struct finding judge_forged(enum pq_lab_proxy_seen seen, const struct pq_proxy_sight *twin)
{
	if (seen == PQ_LAB_PROXY_SECRET)
		return (struct finding){ PQ_LAB_PROXY_FETCHED,
					 "the proxy fetched what the page named, and the page read it" };
	if (seen == PQ_LAB_PROXY_REACHED)
		return (struct finding){ PQ_LAB_PROXY_FETCHED,
					 "the proxy asked the inside server that the page named" };
	if (seen == PQ_LAB_PROXY_UNDIALLED)
		return (struct finding){ PQ_LAB_PROXY_VOID, "nothing was dialled" };
	if (seen == PQ_LAB_PROXY_OUTSIDE)
		return (struct finding){ PQ_LAB_PROXY_HELD, "the request went to the server that was dialled" };
	if (twin && pq_proxy_seen(twin) != PQ_LAB_PROXY_OUTSIDE)
		return (struct finding){ PQ_LAB_PROXY_VOID, "with an honest name such a request does not pass either" };
	return (struct finding){ seen == PQ_LAB_PROXY_SILENT && !twin ? PQ_LAB_PROXY_VOID : PQ_LAB_PROXY_HELD,
				 "no server was asked" };
}

/* A page's own bytes tell whether it has forged a name; a twin under a policy that forbids nothing shows that it could. */
static struct finding judge_builder(enum pq_lab_proxy_seen seen, const struct pq_proxy_sight *sight,
				    const struct pq_proxy_sight *twin)
{
	if (is_inside(seen))
		return (struct finding){ PQ_LAB_PROXY_BREACH, "a page's request was taken to the inside server" };
	if (sight->forged)
		return (struct finding){ PQ_LAB_PROXY_BREACH, "the page has set Host" };
	if (twin && sight->dials && twin->forged)
		return (struct finding){ PQ_LAB_PROXY_HELD,
					 "the requests left with the name of the page's own server; without "
					 "the policy they had the other one as well" };
	if (twin && sight->dials)
		return (struct finding){ PQ_LAB_PROXY_VOID, "without the policy no Host is forged either" };
	if (seen == PQ_LAB_PROXY_OUTSIDE)
		return (struct finding){ PQ_LAB_PROXY_HELD,
					 "the request arrived with the name of the page's own server" };
	return (struct finding){ PQ_LAB_PROXY_VOID, "no request of the page's passes here" };
}

static struct finding judge_policy(enum pq_lab_proxy_seen seen, const struct pq_proxy_sight *sight,
				   const struct pq_proxy_sight *twin)
{
	if (is_inside(seen))
		return (struct finding){ PQ_LAB_PROXY_BREACH,
					 "the inside server was asked, although the policy was on" };
	if (twin) {
		if (seen != PQ_LAB_PROXY_UNDIALLED)
			return (struct finding){ PQ_LAB_PROXY_BREACH,
						 "port 80 was dialled, although the policy was on" };
		if (!twin->dials)
			return (struct finding){ PQ_LAB_PROXY_VOID, "without the policy nothing is dialled either" };
		return (struct finding){ PQ_LAB_PROXY_HELD, "nothing was dialled; without the policy port 80 was" };
	}
	if (seen == PQ_LAB_PROXY_OUTSIDE && sight->direct)
		return (struct finding){ PQ_LAB_PROXY_HELD,
					 "the bytes arrived as they were written: no proxy took them" };
	if (seen == PQ_LAB_PROXY_OUTSIDE)
		return (struct finding){ PQ_LAB_PROXY_BREACH,
					 "a proxy took the connection, although its port is not intercepted" };
	return (struct finding){ PQ_LAB_PROXY_VOID, "the port is not reached" };
}

static struct finding judge_frame(enum pq_lab_proxy_seen seen, const struct pq_proxy_sight *sight,
				  const struct pq_proxy_sight *twin)
{
	if (is_inside(seen) || sight->hidden)
		return (struct finding){ PQ_LAB_PROXY_BREACH, "a masked frame passed for a request" };
	if (!sight->frames)
		return (struct finding){ PQ_LAB_PROXY_VOID, "no frame was sent, for the handshake was not agreed to" };
	if (twin && is_inside(pq_proxy_seen(twin)))
		return (struct finding){
			PQ_LAB_PROXY_HELD,
			"masked, the bytes are no request; unmasked, they fetched from the inside server"
		};
	if (twin && twin->hidden)
		return (struct finding){ PQ_LAB_PROXY_HELD,
					 "masked, the bytes are no request; unmasked they are one, which "
					 "went to the server that was dialled" };
	return (struct finding){ PQ_LAB_PROXY_VOID,
				 "unmasked, the bytes do not pass for a request either: none is taken there" };
}

static struct finding judge(const struct pq_lab_proxy_row *row, const struct pq_proxy_sight *sight,
			    const struct pq_proxy_sight *twin)
{
	switch (row->kind) {
	case PQ_LAB_PROXY_CONTROL:
		return judge_control(row->seen);
	case PQ_LAB_PROXY_FORGED:
		return judge_forged(row->seen, twin);
	case PQ_LAB_PROXY_BUILDER:
		return judge_builder(row->seen, sight, twin);
	case PQ_LAB_PROXY_POLICY:
		return judge_policy(row->seen, sight, twin);
	default:
		return judge_frame(row->seen, sight, twin);
	}
}

bool pq_proxy_judge(struct pq_lab_proxy_row *row, const struct pq_proxy_sight *sight, const struct pq_proxy_sight *twin)
{
	struct finding finding = { PQ_LAB_PROXY_VOID, "it could not be asked" };

	row->seen = pq_proxy_seen(sight);
	row->twin = twin ? pq_proxy_seen(twin) : PQ_LAB_PROXY_UNTESTED;
	if (sight->asked)
		finding = judge(row, sight, twin);
	row->verdict = finding.verdict;
	free(row->why);
	row->why = strdup(finding.why);
	return row->why != NULL;
}
