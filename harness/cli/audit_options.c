/* SPDX-License-Identifier: MIT */
/* Which options of `audit` do not go together: none is ignored silently. */
#include "cli/audit_call.h"
#include "cli/cli.h"

/* NONE: stands behind the last of a list; PQ_AUDIT_BROWSER, its value, is in no list. */
#define NONE PQ_AUDIT_BROWSER
#define MAX_OTHERS 12

/* Beside `option` none of `others` does anything. */
static const struct clash {
	enum pq_audit_option option;
	const char *what;
	enum pq_audit_option others[MAX_OTHERS];
} clashes[] = {
	{ PQ_AUDIT_COMMAND,
	  "a command has no family, profile or preference",
	  { PQ_AUDIT_FAMILY, PQ_AUDIT_STOCK, PQ_AUDIT_PREF, NONE } },
	{ PQ_AUDIT_IDLE,
	  "an idle subject is asked nothing",
	  { PQ_AUDIT_VECTORS, PQ_AUDIT_PORTS, PQ_AUDIT_DEPTH, PQ_AUDIT_HEADERS, PQ_AUDIT_BODIES, PQ_AUDIT_SPACES,
	    NONE } },
};

static int refuse(enum pq_audit_option option, enum pq_audit_option other, const char *what)
{
	return pq_options_wrong(&pq_audit_usage, "--%s does nothing beside --%s (%s); expected one of the two",
				pq_audit_usage.options[other].name, pq_audit_usage.options[option].name, what);
}

/* Of all options only --json goes with --compare. */
static int fits_compare(const struct pq_audit_call *call)
{
	for (int other = 0; other < PQ_AUDIT_OPTION_COUNT; other++)
		if (call->values[other] && other != PQ_AUDIT_COMPARE && other != PQ_AUDIT_JSON)
			return refuse(PQ_AUDIT_COMPARE, (enum pq_audit_option)other, "nothing is audited");
	return PQ_EXIT_OK;
}

int pq_audit_options_fit(const struct pq_audit_call *call)
{
	if (call->values[PQ_AUDIT_COMPARE])
		return fits_compare(call);
	for (size_t i = 0; i < sizeof(clashes) / sizeof(clashes[0]); i++) {
		const struct clash *clash = &clashes[i];

		for (size_t k = 0; call->values[clash->option] && clash->others[k] != NONE; k++)
			if (call->values[clash->others[k]])
				return refuse(clash->option, clash->others[k], clash->what);
	}
	if (call->values[PQ_AUDIT_FINDING] && !call->values[PQ_AUDIT_BUNDLE])
		return pq_options_wrong(&pq_audit_usage, "--finding names what is bundled; expected --bundle FILE too");
	return PQ_EXIT_OK;
}

int pq_audit_options_fit_subject(const struct pq_audit_call *call)
{
	static const enum pq_audit_option of_pages[] = { PQ_AUDIT_HEADERS, PQ_AUDIT_BODIES, PQ_AUDIT_SPACES };

	for (size_t i = 0; i < sizeof(of_pages) / sizeof(of_pages[0]); i++)
		if (call->values[of_pages[i]] && call->recipe.kind != PQ_BROWSER_PAGE)
			return pq_options_wrong(&pq_audit_usage, "--%s; expected a browser that runs script in pages",
						pq_audit_usage.options[of_pages[i]].name);
	return PQ_EXIT_OK;
}
