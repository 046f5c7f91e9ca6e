/* SPDX-License-Identifier: MIT */
#include "monitor/asked.h"

#include "monitor/bytes.h"
#include "monitor/path.h"

#define MAX_MEMBER 256

/* Fetch 2.2.2, "normalize": without HTTP whitespace at both ends. */
static struct pq_view normalise(struct pq_view v)
{
	while (v.len && (pq_bytes_is_blank(v.data[0]) || v.data[0] == '\r' || v.data[0] == '\n'))
		v = pq_view_from(v, 1);
	while (v.len &&
	       (pq_bytes_is_blank(v.data[v.len - 1]) || v.data[v.len - 1] == '\r' || v.data[v.len - 1] == '\n'))
		v.len--;
	return v;
}

static void add_header(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_line *line)
{
	struct pq_asked_header *header;

	if (run->header_count == PQ_MAX_LINES) {
		run->lost = true;
		return;
	}
	header = &run->headers[run->header_count++];
	header->name = pq_line_bytes(line, 0);
	header->raw = pq_line_bytes(line, 1);
	header->value = normalise(header->raw);
	asked->header_count++;
	asked->bad_name = asked->bad_name || !pq_bytes_is_token(header->name);
	asked->bad_value = asked->bad_value || pq_bytes_break_lines(asked->through_page ? header->value : header->raw);
	asked->forbidden =
		asked->forbidden || pq_judge_policy_forbids_header(&run->judge->policy, header->name, header->value);
}

static void add_part(struct pq_judge_state *run, struct pq_asked *asked, const struct pq_line *line)
{
	switch (line->word) {
	case PQ_WORD_HEADER:
		add_header(run, asked, line);
		break;
	case PQ_WORD_MODE:
		asked->mode = pq_line_number(line, 0);
		asked->no_cors = asked->no_cors || pq_line_number(line, 0) == PQ_MODE_NO_CORS;
		break;
	case PQ_WORD_PROTOCOL:
		asked->bad_name = asked->bad_name || !pq_bytes_is_token(pq_line_bytes(line, 0));
		asked->bad_value = asked->bad_value || pq_bytes_break_lines(pq_line_bytes(line, 0));
		break;
	case PQ_WORD_WORKER:
		asked->worker = pq_line_bytes(line, 0);
		/* A worker fetches by itself, and what it fetches is no navigation any more. */
		if (asked->through_page && (asked->word == PQ_WORD_FORM || asked->word == PQ_WORD_NAVIGATE))
			asked->credentials = PQ_CREDENTIALS_SAME_ORIGIN;
		break;
	case PQ_WORD_CREDENTIALS:
		asked->credentials = pq_line_number(line, 0);
		break;
	case PQ_WORD_FIELD:
	case PQ_WORD_FILE:
		asked->entries++;
		asked->body = asked->body ? asked->body : line;
		break;
	case PQ_WORD_TEXT:
	case PQ_WORD_BINARY:
	case PQ_WORD_BLOB:
	case PQ_WORD_PARAM:
		asked->body = asked->body ? asked->body : line;
		break;
	default:
		break;
	}
}

/* What is asked for by a URL alone is a GET, if it is HTTP. */
static bool names_method(enum pq_word word)
{
	return word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_FORM || word == PQ_WORD_EMBEDDER ||
	       word == PQ_WORD_CONTROL;
}

/* Without a credentials line: a page's script stays within its origin, whoever else asks takes what there is. */
static uint32_t default_credentials(enum pq_word word, bool through_page)
{
	bool script = word == PQ_WORD_FETCH || word == PQ_WORD_XHR || word == PQ_WORD_CONTROL;

	return script && through_page ? PQ_CREDENTIALS_SAME_ORIGIN : PQ_CREDENTIALS_INCLUDE;
}

static struct pq_asked *add_request(struct pq_judge_state *run, const struct pq_line *line, size_t at)
{
	struct pq_asked *asked;
	bool control = line->word == PQ_WORD_CONTROL;
	bool method = names_method(line->word);
	bool through_page = control || (run->attacker != PQ_ATTACKER_RENDERER && line->word != PQ_WORD_EMBEDDER);

	if (run->asked_count == PQ_MAX_LINES) {
		run->lost = true;
		return NULL;
	}
	asked = &run->asked[run->asked_count++];
	*asked = (struct pq_asked){
		.word = line->word,
		.number = (uint32_t)run->asked_count,
		.control = control,
		.through_page = through_page,
		.enctype = line->word == PQ_WORD_FORM ? pq_line_number(line, 2) : 0,
		.credentials = default_credentials(line->word, through_page),
		.method = method ? pq_line_bytes(line, 0) : pq_view("GET", 3),
		.url = pq_line_bytes(line, method),
		.origin = line->word == PQ_WORD_EMBEDDER ? pq_line_bytes(line, 2) : pq_view(NULL, 0),
		.paused_ms = run->paused_ms,
		.line = at,
		.children_end = at + 1,
		.headers = run->headers + run->header_count,
		.begins = PQ_NO_EVENT,
		.outcome = PQ_NO_EVENT,
		.unread = PQ_NO_EVENT,
	};
	return asked;
}

static void add_cookie(struct pq_judge_state *run, const struct pq_line *line)
{
	const struct pq_naive_url *url = pq_run_read_url(run, pq_line_bytes(line, 0), NULL);

	if (url->readable)
		pq_jar_add(&run->jar, url, pq_naive_default_path(&run->reader, url), false, pq_line_bytes(line, 1));
}

/* What stands at the top and is no request. */
static void add_setting(struct pq_judge_state *run, const struct pq_line *line, size_t at)
{
	switch (line->word) {
	case PQ_WORD_COOKIE:
		add_cookie(run, line);
		break;
	case PQ_WORD_PAGE:
		run->page_text = pq_line_bytes(line, 0);
		break;
	case PQ_WORD_PROXY:
		run->proxied = true;
		run->proxy_text = pq_line_bytes(line, 0);
		break;
	case PQ_WORD_LOGIN:
		run->logins = true;
		break;
	case PQ_WORD_PAUSE:
		run->paused_ms += pq_line_number(line, 0);
		break;
	case PQ_WORD_KEEP_ALIVE:
		run->keep_alive = true;
		break;
	case PQ_WORD_EXPECT:
		if (run->expect_first == SIZE_MAX)
			run->expect_first = at;
		break;
	default:
		break;
	}
}

void pq_asked_index(struct pq_judge_state *run)
{
	const struct pq_scenario *scenario = run->scenario;
	struct pq_asked *asked = NULL;

	run->attacker = (enum pq_attacker)pq_scenario_number_of(scenario, PQ_WORD_ATTACKER, PQ_ATTACKER_PAGE);
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->parent != i) {
			if (!asked || line->parent != asked->line)
				continue;
			add_part(run, asked, line);
			asked->children_end = i + 1;
		} else if (pq_word_is_request(line->word)) {
			asked = add_request(run, line, i);
		} else {
			add_setting(run, line, i);
		}
	}
}

/* A form's method is never refused: whatever is not POST counts as GET (HTML 4.10.21.3). */
static bool method_gives_ground(const struct pq_judge_state *run, const struct pq_asked *asked)
{
	if (asked->word == PQ_WORD_NAVIGATE || (asked->word == PQ_WORD_FORM && asked->through_page))
		return false;
	return !pq_bytes_is_token(asked->method) || pq_judge_policy_forbids_method(&run->judge->policy, asked->method);
}

/* A blob's type becomes a header value. */
static bool has_bad_type(const struct pq_asked *asked)
{
	return asked->body && asked->body->word == PQ_WORD_BLOB && pq_bytes_break_lines(pq_line_bytes(asked->body, 0));
}

/* The scheme whose ports the policy is asked about. */
static struct pq_view scheme_of(const struct pq_asked *asked, const struct pq_naive_url *url)
{
	return asked->word == PQ_WORD_WEBTRANSPORT ? pq_view("webtransport", 12) : pq_naive_scheme_name(url->scheme);
}

static bool url_gives_ground(const struct pq_judge_state *run, const struct pq_asked *asked,
			     const struct pq_naive_url *url)
{
	return url->readable && pq_judge_policy_blocks(&run->judge->policy, scheme_of(asked, url), url->port);
}

/* Whether the policy blocks the port of a place that the request would dial next, or ask the proxy for. */
static bool port_gives_ground(struct pq_judge_state *run, struct pq_asked *asked, size_t event)
{
	const struct pq_path *path = pq_path_of(asked);

	run->places.count = 0;
	pq_run_current(run, asked);
	if (asked->replaced && asked->through_page && url_gives_ground(run, asked, asked->replaced))
		return true;
	path->dial(run, asked, event);
	for (size_t i = 0; i < run->places.count; i++) {
		const struct pq_place *place = &run->places.at[i];

		if (place->scheme.len && pq_judge_policy_blocks(&run->judge->policy, place->scheme, place->port))
			return true;
	}
	/*
	 * The user's proxy stands for the URL, whether or not it can be dialled; and where a constructor throws for
	 * several reasons, the port may be the one that is named.
	 */
	return (run->proxied || asked->word == PQ_WORD_WEBTRANSPORT) && path->dial != pq_path_nowhere &&
	       url_gives_ground(run, asked, asked->current);
}

bool pq_asked_gives_ground(struct pq_judge_state *run, struct pq_asked *asked, enum pq_rule rule, size_t event)
{
	enum pq_side side = run->transcript->events[event].side;

	switch (rule) {
	case PQ_RULE_UNSAFE_PORT:
		return port_gives_ground(run, asked, event);
	case PQ_RULE_FORBIDDEN_METHOD:
		return method_gives_ground(run, asked);
	case PQ_RULE_MALFORMED_HEADER:
		return asked->bad_name;
	case PQ_RULE_REQUEST_SPLIT:
		return asked->bad_value || has_bad_type(asked) ||
		       (asked->word == PQ_WORD_FTP && pq_path_ftp_breaks(run, asked));
	case PQ_RULE_FORBIDDEN_HEADER:
		/* A page's forbidden header is dropped, and the request goes on without it (Fetch 5.1). */
		return asked->forbidden && !(asked->through_page && side == PQ_SIDE_PAGE);
	default:
		/* No policy speaks of the other rules; whoever states one has his own reasons. */
		return true;
	}
}

int pq_asked_find_header(const struct pq_asked *asked, struct pq_view name)
{
	for (size_t i = 0; i < asked->header_count; i++)
		if (pq_bytes_same_nocase(asked->headers[i].name, name))
			return (int)i;
	return -1;
}

/* Whether `member` stands at v[at], between commas or the ends of v. */
static bool is_member_at(struct pq_view v, struct pq_view member, size_t at)
{
	struct pq_view before = pq_bytes_trim(pq_view_slice(v, 0, at));
	struct pq_view after = pq_bytes_trim(pq_view_from(v, at + member.len));

	return (!before.len || before.data[before.len - 1] == ',') && (!after.len || after.data[0] == ',') &&
	       pq_bytes_same(pq_view_slice(v, at, at + member.len), member);
}

/* Whether `member` is one of a list of values that were joined. A long one is looked for only at the list's ends. */
static bool is_listed(struct pq_view value, struct pq_view member)
{
	if (!member.len || member.len >= value.len)
		return false;
	if (is_member_at(value, member, 0) || is_member_at(value, member, value.len - member.len))
		return true;
	for (size_t at = 1; member.len <= MAX_MEMBER && at + member.len < value.len; at++)
		if ((value.data[at - 1] == ',' || pq_bytes_is_blank(value.data[at - 1])) &&
		    is_member_at(value, member, at))
			return true;
	return false;
}

bool pq_asked_has_value(const struct pq_asked *asked, struct pq_view name, struct pq_view value)
{
	for (size_t i = 0; i < asked->header_count; i++) {
		const struct pq_asked_header *header = &asked->headers[i];

		if (pq_bytes_same_nocase(header->name, name) &&
		    (pq_bytes_same(header->value, value) || is_listed(value, header->value)))
			return true;
	}
	return false;
}
