/* SPDX-License-Identifier: MIT */
/* Bytes: gathering them a connection at a time, and judging them once they are all there. */
#include "monitor/asked.h"
#include "monitor/bytes.h"
#include "monitor/cookies.h"
#include "monitor/rules.h"

bool pq_run_is_lost(struct pq_judge_state *run)
{
	run->lost = run->lost || run->text.overflow || run->sent.overflow || run->jar.overflow;
	return run->lost;
}

const struct pq_naive_url *pq_run_read_url(struct pq_judge_state *run, struct pq_view input,
					   const struct pq_naive_url *base)
{
	struct pq_naive_url *url;

	/* The last slot is for those that do not fit: the case is then lost anyway. */
	if (run->url_count + 1 < PQ_MAX_JUDGED_URLS)
		run->url_count++;
	else
		run->lost = true;
	url = &run->urls[run->url_count];
	pq_naive_url_read(&run->reader, input, base, url);
	pq_run_is_lost(run);
	return url;
}

const struct pq_naive_url *pq_run_page(struct pq_judge_state *run)
{
	if (!run->page)
		run->page = pq_run_read_url(run, run->page_text, NULL);
	return run->page;
}

/* What begins so needs no base (URL 4.4, scheme state), and most URLs do: the page's is not read for them. */
static bool is_absolute(struct pq_view url)
{
	static const struct pq_view http = PQ_VIEW("http://");
	static const struct pq_view https = PQ_VIEW("https://");

	return pq_bytes_starts_nocase(url, http) || pq_bytes_starts_nocase(url, https);
}

const struct pq_naive_url *pq_run_current(struct pq_judge_state *run, struct pq_asked *asked)
{
	if (!asked->current) {
		asked->first = pq_run_read_url(run, asked->url, is_absolute(asked->url) ? NULL : pq_run_page(run));
		asked->current = asked->first;
	}
	return asked->current;
}

static void add_event(struct pq_flow *flow, size_t at)
{
	if (flow->count++ == 0)
		flow->first = at;
	flow->last = at;
}

/* The connection of an event, which may be its first. */
static struct pq_conn *note_conn(struct pq_judge_state *run, const struct pq_event *event)
{
	struct pq_conn *conn;

	if (event->conn >= PQ_MAX_JUDGED_CONNS) {
		run->lost = true;
		return NULL;
	}
	conn = &run->conns[event->conn];
	if (conn->run != run->run) {
		*conn = (struct pq_conn){
			.run = run->run, .number = event->conn, .dial = PQ_NO_EVENT, .tls = PQ_NO_EVENT
		};
		conn->asked = pq_run_asked(run, event->request);
	}
	if (event->conn > run->conn_last)
		run->conn_last = event->conn;
	return conn;
}

void pq_run_index_flows(struct pq_judge_state *run)
{
	const struct pq_transcript *transcript = run->transcript;

	for (size_t i = 0; i < transcript->count; i++) {
		const struct pq_event *event = &transcript->events[i];
		struct pq_conn *conn;

		if (event->kind != PQ_EVENT_DIAL && event->kind != PQ_EVENT_SEND && event->kind != PQ_EVENT_RECEIVE &&
		    event->kind != PQ_EVENT_TLS)
			continue;
		conn = note_conn(run, event);
		if (!conn)
			continue;
		if (event->kind == PQ_EVENT_DIAL)
			conn->dial = conn->dial == PQ_NO_EVENT ? i : conn->dial;
		else if (event->kind == PQ_EVENT_TLS)
			conn->tls = conn->tls == PQ_NO_EVENT ? i : conn->tls;
		else
			add_event(event->kind == PQ_EVENT_SEND ? &conn->sends : &conn->receives, i);
	}
}

/* Joins the events of one kind on one connection in `text`, from flow->first up to and with `until`. */
static struct pq_view join(const struct pq_judge_state *run, uint32_t conn, const struct pq_flow *flow, size_t until,
			   struct pq_buf *text)
{
	const struct pq_event *events = run->transcript->events;
	enum pq_event_kind kind;
	size_t mark = text->len;

	if (flow->count == 0 || until < flow->first)
		return pq_view(NULL, 0);
	if (flow->count == 1)
		return events[flow->first].bytes;
	kind = events[flow->first].kind;
	if (until > flow->last)
		until = flow->last;
	for (size_t i = flow->first; i <= until; i++)
		if (events[i].kind == kind && events[i].conn == conn)
			pq_buf_add(text, events[i].bytes);
	return pq_buf_since(text, mark);
}

struct pq_view pq_run_sent(struct pq_judge_state *run, const struct pq_conn *conn)
{
	run->sent.len = 0;
	return join(run, conn->number, &conn->sends, SIZE_MAX, &run->sent);
}

struct pq_view pq_run_received(struct pq_judge_state *run, const struct pq_conn *conn, size_t until)
{
	return join(run, conn->number, &conn->receives, until, &run->text);
}

/* Says of each header line which of the asked headers it may be. */
static void attribute_lines(struct pq_message *message, const struct pq_asked *asked)
{
	if (!asked || !asked->header_count)
		return;
	for (size_t i = 0; i < message->line_count; i++)
		message->lines[i].asked = pq_asked_find_header(asked, message->lines[i].name);
}

void pq_run_settle_conn(struct pq_judge_state *run, struct pq_conn *conn)
{
	struct pq_message *message = &run->message;
	struct pq_view sent;

	if (conn->settled)
		return;
	conn->settled = true;
	sent = pq_run_sent(run, conn);
	if (!sent.len || pq_run_is_lost(run))
		return;
	pq_message_read(message, sent, run->head_lines);
	attribute_lines(message, conn->asked);
	/* What was joined goes with the next connection; cookies may need the target until the next event. */
	conn->target = conn->sends.count > 1 ? pq_buf_keep(&run->text, message->target) : message->target;
	pq_rules_message(run, conn, message);
}

/*
 * True if there were any. accepted: the user agent surely took the response. What a cookie replaces is forgotten
 * only then, and not where a redirect may have tainted the request's origin.
 */
static bool store_cookies(struct pq_judge_state *run, const struct pq_conn *conn, struct pq_view head, bool accepted)
{
	const struct pq_asked *asked = conn->asked;
	bool sure = accepted && conn->target.len && asked &&
		    (asked->credentials == PQ_CREDENTIALS_INCLUDE || (asked->dials <= 1 && pq_run_page(run)->readable));
	struct pq_view value;
	bool any = false;

	while (pq_answer_next(&head, "set-cookie", &value)) {
		any = true;
		if (conn->url && conn->asked && pq_cookies_may_flow(run, conn))
			pq_jar_add(&run->jar, conn->url, pq_jar_default_path(conn->target), sure, value);
	}
	return any;
}

static bool is_redirect(unsigned int status)
{
	return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* A page's method is brought to upper case, a form's is one of two; a renderer's stays as it is (Fetch 2.2.1). */
static bool has_method(const struct pq_asked *asked, const char *lower, struct pq_view upper)
{
	if (!asked->through_page)
		return pq_bytes_same(asked->method, upper);
	return pq_bytes_is(asked->method, lower);
}

/* Fetch "HTTP-redirect fetch", step 12. */
static bool becomes_get(const struct pq_asked *asked, unsigned int status)
{
	bool post = has_method(asked, "post", pq_view("POST", 4));
	bool form = asked->word == PQ_WORD_FORM && asked->through_page;

	if (status == 301 || status == 302)
		return post;
	return status == 303 &&
	       (form ? post
		     : !has_method(asked, "get", pq_view("GET", 3)) && !has_method(asked, "head", pq_view("HEAD", 4)));
}

/* Reads what came back, as far as it had come by event `until`. */
static void read_answer(struct pq_judge_state *run, struct pq_asked *asked, size_t until, bool accepted)
{
	const struct pq_conn *conn = pq_run_conn(run, run->transcript->events[until].conn);
	const struct pq_naive_url *page = run->page;
	size_t mark = run->text.len;
	struct pq_answer answer;
	struct pq_view rest;
	struct pq_view location;

	if (!conn)
		return;
	pq_answer_read(&answer, pq_run_received(run, conn, until));
	asked->last_status = answer.status;
	if (pq_run_is_lost(run) || !answer.status)
		return;
	if (!store_cookies(run, conn, answer.head, accepted) && !is_redirect(answer.status)) {
		/* The page's URL, if it was read only now, stays. */
		if (run->page == page)
			run->text.len = mark;
		return;
	}
	rest = answer.head;
	if (conn->url && is_redirect(answer.status) && pq_answer_next(&rest, "location", &location)) {
		asked->current = pq_run_read_url(run, location, conn->url);
		asked->became_get = asked->became_get || becomes_get(asked, answer.status);
	}
}

void pq_run_settle(struct pq_judge_state *run, struct pq_asked *asked, bool accepted)
{
	if (asked->open)
		pq_run_settle_conn(run, asked->open);
	asked->open = NULL;
	if (asked->unread != PQ_NO_EVENT)
		read_answer(run, asked, asked->unread, accepted);
	asked->unread = PQ_NO_EVENT;
}
