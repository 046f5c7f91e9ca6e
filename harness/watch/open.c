/* SPDX-License-Identifier: MIT */
/* Opening a watch: its options, and what of them is wrong. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/date.h"
#include "watch/state.h"

static_assert(PQ_WATCH_PAGE == (int)PQ_ATTACKER_PAGE && PQ_WATCH_RENDERER == (int)PQ_ATTACKER_RENDERER &&
		      PQ_WATCH_SERVER == (int)PQ_ATTACKER_SERVER,
	      "the attackers of a scenario");

/* What a harness must show for a rule; pratique/watch.h has the same table for people. */
static const unsigned int needs[] = {
	[PQ_RULE_UNSAFE_PORT] = PQ_WATCH_DIALS,
	[PQ_RULE_WRONG_DESTINATION] = PQ_WATCH_DIALS | PQ_WATCH_NAMES | PQ_WATCH_RECEIVES,
	[PQ_RULE_OVER_BLOCK] = PQ_WATCH_OUTCOMES,
	[PQ_RULE_FORBIDDEN_HEADER] = PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_MALFORMED_HEADER] = PQ_WATCH_SENDS,
	[PQ_RULE_FORBIDDEN_METHOD] = PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_HOST_MISMATCH] = PQ_WATCH_DIALS | PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_REQUEST_SPLIT] = PQ_WATCH_SENDS,
	[PQ_RULE_BAD_FRAMING] = PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_MULTIPART_INJECTION] = PQ_WATCH_SENDS,
	[PQ_RULE_WEAK_BOUNDARY] = PQ_WATCH_SENDS,
	[PQ_RULE_UNMASKED_FRAME] = PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_CREDENTIAL_LEAK] = PQ_WATCH_DIALS | PQ_WATCH_SENDS | PQ_WATCH_RECEIVES,
	[PQ_RULE_SOCKET_OUTSIDE_SERVICE] = PQ_WATCH_PROCESSES,
};
static_assert(sizeof(needs) / sizeof(needs[0]) == PQ_RULE_COUNT, "needs for each rule");

/* Requests are always begun through the watch, so what belongs to which is always shown. */
static unsigned int capabilities_of(unsigned int shows)
{
	unsigned int capabilities = PQ_SHOWS_OUTCOMES;

	if (shows & PQ_WATCH_DIALS)
		capabilities |= PQ_SHOWS_DIALS;
	if (shows & PQ_WATCH_SENDS)
		capabilities |= PQ_SHOWS_BYTES;
	if (shows & PQ_WATCH_RANDOM)
		capabilities |= PQ_SHOWS_RANDOM;
	if (shows & PQ_WATCH_LOOKUPS)
		capabilities |= PQ_SHOWS_LOOKUPS;
	if (shows & PQ_WATCH_SIDES)
		capabilities |= PQ_SHOWS_SIDES;
	if (shows & PQ_WATCH_PROCESSES)
		capabilities |= PQ_SHOWS_PROCESSES;
	return capabilities;
}

static uint32_t shown_rules(unsigned int shows)
{
	uint32_t rules = 0;

	for (enum pq_rule rule = PQ_RULE_NONE + 1; rule < PQ_RULE_COUNT; rule++)
		if ((shows & needs[rule]) == needs[rule])
			rules |= UINT32_C(1) << rule;
	return rules;
}

static enum pq_watch_err wrong(char *message, enum pq_watch_err err, const char *text, struct pq_view about)
{
	if (message)
		snprintf(message, PQ_WATCH_MESSAGE, "%s%.*s", text, (int)(about.len < 80 ? about.len : 80),
			 about.len ? (const char *)about.data : "");
	return err;
}

static enum pq_watch_err plainly(char *message, enum pq_watch_err err, const char *text)
{
	return wrong(message, err, text, pq_view(NULL, 0));
}

/* Bits of the rules that a list names. */
static enum pq_watch_err read_rules(const char *list, uint32_t *rules, char *message)
{
	static const char between[] = ", \t\r\n";

	*rules = 0;
	for (list += strspn(list, between); *list; list += strspn(list, between)) {
		struct pq_view name = pq_view(list, strcspn(list, between));
		enum pq_rule rule = pq_rule_by_name(name);

		if (rule == PQ_RULE_NONE)
			return wrong(message, PQ_WATCH_UNKNOWN, "no rule has the name ", name);
		*rules |= UINT32_C(1) << rule;
		list += name.len;
	}
	return PQ_WATCH_OK;
}

static enum pq_watch_err choose_rules(struct pq_watch *watch, char *message)
{
	uint32_t wanted = ~UINT32_C(0);
	uint32_t ignored = 0;
	enum pq_watch_err err = PQ_WATCH_OK;

	if (watch->options.rules)
		err = read_rules(watch->options.rules, &wanted, message);
	if (!err && watch->options.ignore)
		err = read_rules(watch->options.ignore, &ignored, message);
	watch->rules = shown_rules(watch->options.shows) & wanted & ~ignored;
	return err;
}

static enum pq_watch_err tell_place(char *message, enum pq_err err, const char *what, const struct pq_diag *diag)
{
	if (err == PQ_ERR_NO_SPACE)
		return plainly(message, PQ_WATCH_NO_MEMORY, "memory is short");
	if (message)
		snprintf(message, PQ_WATCH_MESSAGE, "%s, line %zu column %zu: expected %.400s", what, diag->line,
			 diag->column, diag->expected);
	return PQ_WATCH_BAD_TEXT;
}

static bool is_text(const char *policy)
{
	static const char first[] = "pratique-policy";

	return strncmp(policy, first, sizeof(first) - 1) == 0;
}

static enum pq_watch_err choose_policy(struct pq_watch *watch, char *message)
{
	const char *policy = watch->options.policy;
	struct pq_diag diag = { .line = 0 };
	struct pq_view text;
	enum pq_err err;

	if (!policy)
		return PQ_WATCH_OK;
	text = pq_view_str(policy);
	if (text.len > PQ_WATCH_MAX_TEXT)
		return plainly(message, PQ_WATCH_LIMIT, "a policy has at most 1048576 bytes (PQ_WATCH_MAX_TEXT)");
	if (!is_text(policy)) {
		if (pq_judge_policy_builtin(&watch->judge.policy, text))
			return wrong(message, PQ_WATCH_UNKNOWN, "no policy has the name ", text);
		return PQ_WATCH_OK;
	}
	watch->policy_text = malloc(text.len + 1);
	if (!watch->policy_text)
		return plainly(message, PQ_WATCH_NO_MEMORY, "memory is short");
	memcpy(watch->policy_text, policy, text.len);
	err = pq_judge_policy_read(&watch->judge.policy, pq_view(watch->policy_text, text.len), &diag);
	return err ? tell_place(message, err, "policy", &diag) : PQ_WATCH_OK;
}

static enum pq_watch_err choose_baseline(struct pq_watch *watch, char *message)
{
	const char *text = watch->options.baseline;
	const char *given = watch->options.today;
	struct pq_diag diag = { .line = 0 };
	char today[16] = "";
	enum pq_err err;

	if (!text)
		return PQ_WATCH_OK;
	if (strlen(text) > PQ_WATCH_MAX_TEXT)
		return plainly(message, PQ_WATCH_LIMIT, "a baseline has at most 1048576 bytes (PQ_WATCH_MAX_TEXT)");
	if (given && pq_date_check(pq_view_str(given)))
		return plainly(message, PQ_WATCH_BAD_CALL, "today is a date, YYYY-MM-DD");
	if (!given) {
		time_t now = time(NULL);
		struct tm parts;

		strftime(today, sizeof(today), "%Y-%m-%d", gmtime_r(&now, &parts));
	}
	err = pq_watcher_baseline_open(&watch->baseline, text, given ? given : today, &diag);
	return err ? tell_place(message, err, "baseline", &diag) : PQ_WATCH_OK;
}

static bool has_too_many_headers(const char *const *names)
{
	size_t count = 0;

	while (names && names[count] && count <= PQ_MAX_OWN_HEADERS)
		count++;
	return count > PQ_MAX_OWN_HEADERS;
}

static enum pq_watch_err check(const struct pq_watch_options *options, struct pq_watch **out, char *message)
{
	const unsigned int all = (PQ_WATCH_PROCESSES << 1) - 1;

	if (!options || !out)
		return plainly(message, PQ_WATCH_BAD_CALL, "options, or where to put the watch, are missing");
	if (options->version != PQ_WATCH_VERSION)
		return plainly(message, PQ_WATCH_BAD_VERSION, pq_watch_err_message(PQ_WATCH_BAD_VERSION));
	if (!options->shows || (options->shows & ~all))
		return plainly(message, PQ_WATCH_BAD_CALL, "shows says nothing, or what no version of it means");
	if ((unsigned int)options->attacker >= PQ_WATCH_ATTACKER_COUNT)
		return plainly(message, PQ_WATCH_BAD_CALL, "no such attacker");
	if (has_too_many_headers(options->own_headers))
		return plainly(message, PQ_WATCH_BAD_CALL, "at most 32 headers of the client's own");
	return PQ_WATCH_OK;
}

static enum pq_watch_err open_judge(struct pq_watch *watch, char *message)
{
	enum pq_err err = pq_judge_init(&watch->judge);

	if (err == PQ_ERR_NO_SPACE)
		return plainly(message, PQ_WATCH_NO_MEMORY, "memory is short");
	if (err)
		return plainly(message, PQ_WATCH_NO_ICU, pq_watch_err_message(PQ_WATCH_NO_ICU));
	watch->judge.capabilities = capabilities_of(watch->options.shows);
	watch->judge.own_headers = watch->options.own_headers;
	return PQ_WATCH_OK;
}

/* Memory that is not cleared: what is in use is counted. */
static struct pq_watch *allocate(const struct pq_watch_options *options)
{
	struct pq_watch *watch = malloc(sizeof(*watch));

	if (!watch)
		return NULL;
	watch->options = *options;
	watch->judge.state = NULL;
	watch->policy_text = NULL;
	watch->baseline = (struct pq_watcher_baseline){ .text = NULL };
	watch->problem[0] = '\0';
	for (enum pq_rule rule = PQ_RULE_NONE; rule < PQ_RULE_COUNT; rule++)
		watch->judgements[rule] = PQ_WATCH_NOT_JUDGED;
	pq_scenario_init(&watch->scenario, watch->lines, PQ_MAX_LINES, watch->args, PQ_MAX_ARGS, watch->asked_bytes,
			 sizeof(watch->asked_bytes));
	pq_transcript_init(&watch->transcript, watch->events, PQ_WATCH_MAX_EVENTS, watch->addresses,
			   PQ_WATCH_MAX_EVENTS, watch->event_bytes, sizeof(watch->event_bytes));
	pq_watcher_clear(watch);
	return watch;
}

enum pq_watch_err pq_watch_open(const struct pq_watch_options *options, struct pq_watch **out, char *message)
{
	enum pq_watch_err err = check(options, out, message);
	struct pq_watch *watch;

	if (err)
		return err;
	watch = allocate(options);
	if (!watch)
		return plainly(message, PQ_WATCH_NO_MEMORY, "memory is short");
	err = open_judge(watch, message);
	if (!err)
		err = choose_policy(watch, message);
	if (!err)
		err = choose_rules(watch, message);
	if (!err)
		err = choose_baseline(watch, message);
	if (err) {
		pq_watch_free(watch);
		return err;
	}
	*out = watch;
	return PQ_WATCH_OK;
}

void pq_watch_free(struct pq_watch *watch)
{
	if (!watch)
		return;
	pq_judge_fini(&watch->judge);
	pq_watcher_baseline_free(&watch->baseline);
	free(watch->policy_text);
	free(watch);
}
