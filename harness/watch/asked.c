/* SPDX-License-Identifier: MIT */
/* What is asked of the client, as lines of a scenario. The table of words says what may stand where. */
#include <assert.h>

#include "scenario/words.h"
#include "watch/state.h"

static_assert(PQ_WATCH_MAX_REQUESTS == PQ_MAX_REQUESTS, "as many requests as a scenario holds");
static_assert(PQ_WATCH_MAX_ASKED == PQ_MAX_SCENARIO_BYTES, "as many bytes as a scenario holds");

/* Where an argument of a line comes from. A field with a question mark may be absent, with all that follow it. */
enum field {
	FIELD_END,
	FIELD_METHOD,
	FIELD_URL,
	FIELD_ORIGIN, /* ? */
	FIELD_USER,   /* ? */
	FIELD_PASSWORD,
	FIELD_NUMBER,
	FIELD_NAME,
	FIELD_VALUE,
	FIELD_FILENAME,
	FIELD_TYPE
};

#define MAX_FIELDS 4

struct shape {
	enum pq_word word;
	enum field fields[MAX_FIELDS + 1];
};

static const struct shape kinds[] = {
	[PQ_WATCH_FETCH] = { PQ_WORD_FETCH, { FIELD_METHOD, FIELD_URL } },
	[PQ_WATCH_XHR] = { PQ_WORD_XHR, { FIELD_METHOD, FIELD_URL } },
	[PQ_WATCH_FORM] = { PQ_WORD_FORM, { FIELD_METHOD, FIELD_URL, FIELD_NUMBER } },
	[PQ_WATCH_NAVIGATE] = { PQ_WORD_NAVIGATE, { FIELD_URL } },
	[PQ_WATCH_WEBSOCKET] = { PQ_WORD_WEBSOCKET, { FIELD_URL } },
	[PQ_WATCH_PRECONNECT] = { PQ_WORD_PRECONNECT, { FIELD_URL } },
	[PQ_WATCH_PREFETCH] = { PQ_WORD_PREFETCH, { FIELD_URL } },
	[PQ_WATCH_DNS_PREFETCH] = { PQ_WORD_DNS_PREFETCH, { FIELD_URL } },
	[PQ_WATCH_EMBEDDER] = { PQ_WORD_EMBEDDER, { FIELD_METHOD, FIELD_URL, FIELD_ORIGIN } },
	[PQ_WATCH_FTP] = { PQ_WORD_FTP, { FIELD_URL } },
	[PQ_WATCH_ICE_SERVER] = { PQ_WORD_ICE_SERVER, { FIELD_URL, FIELD_USER, FIELD_PASSWORD } },
	[PQ_WATCH_WEBTRANSPORT] = { PQ_WORD_WEBTRANSPORT, { FIELD_URL } },
	[PQ_WATCH_SOCKET] = { PQ_WORD_SOCKET, { FIELD_URL, FIELD_NUMBER } },
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == PQ_WATCH_KIND_COUNT, "a word for each kind of request");

static const struct shape parts[] = {
	[PQ_WATCH_HEADER] = { PQ_WORD_HEADER, { FIELD_NAME, FIELD_VALUE } },
	[PQ_WATCH_MODE] = { PQ_WORD_MODE, { FIELD_NUMBER } },
	[PQ_WATCH_CREDENTIALS] = { PQ_WORD_CREDENTIALS, { FIELD_NUMBER } },
	[PQ_WATCH_FOLLOW] = { PQ_WORD_FOLLOW, { FIELD_NUMBER } },
	[PQ_WATCH_TEXT] = { PQ_WORD_TEXT, { FIELD_VALUE } },
	[PQ_WATCH_BINARY] = { PQ_WORD_BINARY, { FIELD_VALUE } },
	[PQ_WATCH_BLOB] = { PQ_WORD_BLOB, { FIELD_TYPE, FIELD_VALUE } },
	[PQ_WATCH_PARAM] = { PQ_WORD_PARAM, { FIELD_NAME, FIELD_VALUE } },
	[PQ_WATCH_FIELD] = { PQ_WORD_FIELD, { FIELD_NAME, FIELD_VALUE } },
	[PQ_WATCH_FILE] = { PQ_WORD_FILE, { FIELD_NAME, FIELD_FILENAME, FIELD_TYPE, FIELD_VALUE } },
	[PQ_WATCH_PROTOCOL] = { PQ_WORD_PROTOCOL, { FIELD_VALUE } },
	[PQ_WATCH_SAY] = { PQ_WORD_MESSAGE, { FIELD_NUMBER, FIELD_VALUE } },
	[PQ_WATCH_WRITE] = { PQ_WORD_WRITE, { FIELD_VALUE } },
};
static_assert(sizeof(parts) / sizeof(parts[0]) == PQ_WATCH_PART_COUNT, "a word for each kind of part");

/* How many lines of that word one request may have, and of that setting one case. */
static uint32_t max_of(enum pq_word_limit limit)
{
	switch (limit) {
	case PQ_WORD_MAX_HEADERS:
		return PQ_MAX_HEADERS;
	case PQ_WORD_MAX_ENTRIES:
		return PQ_MAX_ENTRIES;
	case PQ_WORD_MAX_MESSAGES:
		return PQ_MAX_MESSAGES;
	case PQ_WORD_MAX_COOKIES:
		return PQ_MAX_COOKIE_LINES;
	case PQ_WORD_MAX_LOGINS:
		return PQ_MAX_LOGINS;
	default:
		return PQ_MAX_LINES;
	}
}

/* What was in the scenario's stores before a request, so that it can be taken back whole. */
struct mark {
	size_t lines;
	size_t args;
	size_t bytes;
};

static struct mark mark_of(const struct pq_scenario *scenario)
{
	return (struct mark){ scenario->line_count, scenario->arg_count, scenario->bytes.len };
}

static void take_back(struct pq_scenario *scenario, struct mark mark)
{
	scenario->line_count = mark.lines;
	scenario->arg_count = mark.args;
	scenario->bytes.len = mark.bytes;
	scenario->bytes.overflow = false;
}

/* The arguments of a line, before they are copied. */
struct args {
	struct pq_view bytes[PQ_WORD_MAX_ARGS];
	uint32_t numbers[PQ_WORD_MAX_ARGS];
	uint32_t count;
};

static void push(struct args *args, struct pq_view bytes, unsigned int number)
{
	args->bytes[args->count] = bytes;
	args->numbers[args->count++] = number;
}

/* False if a number is not what the word wants. */
static bool copy_arg(struct pq_scenario *scenario, const struct pq_arg_spec *spec, struct pq_view bytes,
		     uint32_t number)
{
	struct pq_arg *arg = &scenario->args[scenario->arg_count++];

	arg->number = 0;
	if (spec->kind == PQ_ARG_NAME) {
		if (number >= spec->name_count)
			return false;
		arg->bytes = spec->names[number];
		arg->number = number;
	} else if (spec->kind == PQ_ARG_NUMBER) {
		size_t from = scenario->bytes.len;

		if (number < spec->min || number > spec->max)
			return false;
		pq_buf_add_u64(&scenario->bytes, number);
		arg->bytes = pq_buf_since(&scenario->bytes, from);
		arg->number = number;
	} else {
		arg->bytes = pq_buf_keep(&scenario->bytes, bytes);
	}
	return true;
}

/* OK, BAD_CALL for a number out of range, or LIMIT. parent: index of its line; the new line's own for none. */
static enum pq_watch_err add_line(struct pq_watch *watch, enum pq_word word, size_t parent, const struct args *args)
{
	struct pq_scenario *scenario = &watch->scenario;
	struct pq_line *line;
	const struct pq_arg *first = scenario->args + scenario->arg_count;

	if (scenario->line_count == scenario->line_cap || args->count > scenario->arg_cap - scenario->arg_count)
		return PQ_WATCH_LIMIT;
	for (uint32_t i = 0; i < args->count; i++)
		if (!copy_arg(scenario, pq_word_arg(word, i, first), args->bytes[i], args->numbers[i]))
			return PQ_WATCH_BAD_CALL;
	if (!pq_buf_ok(&scenario->bytes))
		return PQ_WATCH_LIMIT;
	line = &scenario->lines[scenario->line_count];
	*line = (struct pq_line){ .word = word,
				  .parent = (uint32_t)parent,
				  .text_line = (uint32_t)scenario->line_count + 2,
				  .argc = args->count,
				  .args = first };
	scenario->line_count++;
	return PQ_WATCH_OK;
}

/* Connections may be kept, whatever a case does with them: that a client writes "keep-alive" is nothing to hear of. */
void pq_watcher_clear(struct pq_watch *watch)
{
	struct args attacker = { .count = 0 };
	struct args none = { .count = 0 };

	take_back(&watch->scenario, (struct mark){ .lines = 0 });
	pq_transcript_reset(&watch->transcript);
	watch->request_count = 0;
	watch->conn_count = 0;
	watch->settings = 0;
	watch->over = false;
	watch->misused = false;
	push(&attacker, pq_view(NULL, 0), watch->options.attacker);
	add_line(watch, PQ_WORD_ATTACKER, 0, &attacker);
	add_line(watch, PQ_WORD_KEEP_ALIVE, 1, &none);
}

/* A setting, as a line at the top. */
static enum pq_watch_err add_setting(struct pq_watch *watch, const char *call, enum pq_word word,
				     const struct args *args)
{
	struct pq_scenario *scenario = &watch->scenario;
	struct mark mark;
	uint32_t count = 0;
	enum pq_watch_err err;

	pq_watcher_begin(watch);
	mark = mark_of(scenario);
	if (watch->request_count)
		return pq_watcher_blame(watch, call, "comes before the first request of a case");
	if (watch->settings & pq_word_rows[word].excludes)
		return pq_watcher_blame(watch, call, "comes once in a case");
	if (!args->bytes[0].len)
		return pq_watcher_blame(watch, call, "wants a URL");
	for (size_t at = 0; (at = pq_scenario_find(scenario, word, at)) < scenario->line_count; at++)
		count++;
	err = count < max_of(pq_word_rows[word].limit) ? add_line(watch, word, scenario->line_count, args)
						       : PQ_WATCH_LIMIT;
	if (err) {
		take_back(scenario, mark);
		return pq_watcher_lose(watch);
	}
	watch->settings |= PQ_WORD_IN(word);
	return PQ_WATCH_OK;
}

enum pq_watch_err pq_watch_page(struct pq_watch *watch, struct pq_watch_bytes url)
{
	struct args args = { .count = 0 };

	push(&args, pq_watcher_view(url), 0);
	return add_setting(watch, "pq_watch_page", PQ_WORD_PAGE, &args);
}

enum pq_watch_err pq_watch_proxy(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes user,
				 struct pq_watch_bytes password)
{
	struct args args = { .count = 0 };

	push(&args, pq_watcher_view(url), 0);
	if (user.data) {
		push(&args, pq_watcher_view(user), 0);
		push(&args, pq_watcher_view(password), 0);
	}
	return add_setting(watch, "pq_watch_proxy", PQ_WORD_PROXY, &args);
}

enum pq_watch_err pq_watch_cookie(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes set_cookie)
{
	struct args args = { .count = 0 };

	push(&args, pq_watcher_view(url), 0);
	push(&args, pq_watcher_view(set_cookie), 0);
	return add_setting(watch, "pq_watch_cookie", PQ_WORD_COOKIE, &args);
}

enum pq_watch_err pq_watch_login(struct pq_watch *watch, struct pq_watch_bytes url, struct pq_watch_bytes user,
				 struct pq_watch_bytes password)
{
	struct args args = { .count = 0 };

	push(&args, pq_watcher_view(url), 0);
	push(&args, pq_watcher_view(user), 0);
	push(&args, pq_watcher_view(password), 0);
	return add_setting(watch, "pq_watch_login", PQ_WORD_LOGIN, &args);
}

static struct pq_view method_of(const struct pq_watch_asked *asked)
{
	return asked->method.data ? pq_watcher_view(asked->method) : pq_view("GET", 3);
}

/* Gathers what the kind of request wants. */
static void gather_request(const struct pq_watch_asked *asked, struct args *args)
{
	for (const enum field *field = kinds[asked->kind].fields; *field != FIELD_END; field++) {
		if ((*field == FIELD_ORIGIN && !asked->origin.data) || (*field == FIELD_USER && !asked->user.data))
			return;
		push(args,
		     *field == FIELD_METHOD     ? method_of(asked)
		     : *field == FIELD_ORIGIN   ? pq_watcher_view(asked->origin)
		     : *field == FIELD_USER     ? pq_watcher_view(asked->user)
		     : *field == FIELD_PASSWORD ? pq_watcher_view(asked->password)
						: pq_watcher_view(asked->url),
		     asked->number);
	}
}

static void gather_part(const struct pq_watch_part *part, struct args *args)
{
	for (const enum field *field = parts[part->kind].fields; *field != FIELD_END; field++)
		push(args,
		     *field == FIELD_NAME       ? pq_watcher_view(part->name)
		     : *field == FIELD_FILENAME ? pq_watcher_view(part->filename)
		     : *field == FIELD_TYPE     ? pq_watcher_view(part->type)
						: pq_watcher_view(part->value),
		     part->number);
}

/* What was seen of the parts of one request. */
struct tally {
	uint64_t seen;
	uint32_t counts[PQ_WORD_LIMIT_COUNT];
};

static enum pq_watch_err add_part(struct pq_watch *watch, const struct pq_watch_part *part, size_t parent,
				  struct tally *tally, const char **why)
{
	const struct pq_word_row *row;
	struct args args = { .count = 0 };
	enum pq_word word;

	*why = "a part of no kind";
	if ((unsigned int)part->kind >= PQ_WATCH_PART_COUNT)
		return PQ_WATCH_BAD_CALL;
	word = parts[part->kind].word;
	row = &pq_word_rows[word];
	*why = "a part that such a request does not have";
	if (!(row->parents & PQ_WORD_IN(watch->scenario.lines[parent].word)))
		return PQ_WATCH_BAD_CALL;
	*why = "a part that stands once, or a second kind of body";
	if (tally->seen & row->excludes)
		return PQ_WATCH_BAD_CALL;
	if (row->limit != PQ_WORD_UNLIMITED && tally->counts[row->limit]++ == max_of(row->limit))
		return PQ_WATCH_LIMIT;
	tally->seen |= PQ_WORD_IN(word);
	*why = "the number of a part is out of range";
	gather_part(part, &args);
	return add_line(watch, word, parent, &args);
}

static enum pq_watch_err add_request(struct pq_watch *watch, const struct pq_watch_asked *asked, const char **why)
{
	size_t parent = watch->scenario.line_count;
	struct tally tally = { .seen = 0 };
	struct args args = { .count = 0 };
	enum pq_watch_err err;

	if (watch->request_count == PQ_WATCH_MAX_REQUESTS || asked->part_count > PQ_WATCH_MAX_PARTS)
		return PQ_WATCH_LIMIT;
	*why = "the number of the request is out of range";
	gather_request(asked, &args);
	err = add_line(watch, kinds[asked->kind].word, parent, &args);
	for (size_t i = 0; !err && i < asked->part_count; i++)
		err = add_part(watch, &asked->parts[i], parent, &tally, why);
	return err;
}

enum pq_watch_err pq_watch_request(struct pq_watch *watch, const struct pq_watch_asked *asked, unsigned int *number)
{
	static const char call[] = "pq_watch_request";
	const char *why = "";
	struct mark mark;
	enum pq_watch_err err;

	pq_watcher_begin(watch);
	mark = mark_of(&watch->scenario);
	if (!asked || !asked->url.data)
		return pq_watcher_blame(watch, call, "a URL is missing");
	if ((unsigned int)asked->kind >= PQ_WATCH_KIND_COUNT)
		return pq_watcher_blame(watch, call, "no such kind of request");
	if (asked->part_count && !asked->parts)
		return pq_watcher_blame(watch, call, "parts are counted, and there are none");
	err = add_request(watch, asked, &why);
	if (err) {
		take_back(&watch->scenario, mark);
		return err == PQ_WATCH_LIMIT ? pq_watcher_lose(watch) : pq_watcher_blame(watch, call, why);
	}
	pq_transcript_request(&watch->transcript, ++watch->request_count);
	if (number)
		*number = watch->request_count;
	return watch->transcript.truncated ? PQ_WATCH_LIMIT : PQ_WATCH_OK;
}

enum pq_watch_err pq_watch_go_on(struct pq_watch *watch, unsigned int number)
{
	pq_watcher_begin(watch);
	if (number < 1 || number > watch->request_count)
		return pq_watcher_blame(watch, "pq_watch_go_on", "there is no request of that number");
	if (watch->transcript.current != number)
		pq_transcript_request(&watch->transcript, number);
	return watch->transcript.truncated ? PQ_WATCH_LIMIT : PQ_WATCH_OK;
}
