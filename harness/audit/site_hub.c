/* SPDX-License-Identifier: MIT */
/*
 * The hub: the pages that lead a browser from task to task, and where they
 * report. /next and /settled/N are asked once and answered when there is an answer.
 */
#include "audit/pages.h"
#include "audit/site.h"
#include "system/clock.h"

/* How often a waiting question is looked at again; how long after the last control late dials are waited for, at most. */
#define LOOK_AGAIN_MS 10
#define GRACE_MS 200

/* Takes "N" from the front of *path: the number of a pinned task. */
static struct pq_task *task_at(struct pq_answer *answer, struct pq_view *path, uint32_t *number)
{
	if (!pq_site_number(path, number) || *number >= atomic_load(&answer->board->task_count))
		return NULL;
	return &answer->board->tasks[*number];
}

static void html(struct pq_answer *answer, const char *page, const struct pq_blank *blanks, size_t count)
{
	pq_answer_type(answer, "text/html; charset=utf-8");
	pq_page_fill(&answer->body, pq_page(page), blanks, count);
}

static void script(struct pq_answer *answer, void (*add)(struct pq_buf *out))
{
	pq_answer_type(answer, "text/javascript; charset=utf-8");
	pq_answer_field(answer, "Service-Worker-Allowed", pq_view_str("/"));
	add(&answer->body);
}

static void look_again(struct pq_answer *answer)
{
	answer->reply->again = true;
	answer->reply->later_ms = LOOK_AGAIN_MS;
}

/* Moves a task on, never back. */
static void move_to(struct pq_task *task, enum pq_task_state state)
{
	uint32_t now = atomic_load(&task->state);

	while (now < (uint32_t)state && !atomic_compare_exchange_weak(&task->state, &now, state))
		;
}

static void finish(struct pq_task *task)
{
	uint64_t never = 0;

	atomic_compare_exchange_strong(&task->ended_ms, &never, pq_clock_ms());
	move_to(task, PQ_TASK_DONE);
}

/* Only what was served can be over, whatever a page says. */
static void finish_served(struct pq_task *task)
{
	if (atomic_load(&task->state) >= PQ_TASK_SERVED)
		finish(task);
}

static void begin(struct pq_task *task, enum pq_task_state state)
{
	uint64_t never = 0;

	atomic_compare_exchange_strong(&task->begun_ms, &never, pq_clock_ms());
	move_to(task, state);
}

/* Several threads of a runtime ask for tasks, and each task is for one of them. */
static bool claim(struct pq_task *task)
{
	uint32_t waiting = PQ_TASK_WAITING;

	if (!atomic_compare_exchange_strong(&task->state, &waiting, PQ_TASK_SERVED))
		return false;
	begin(task, PQ_TASK_SERVED);
	return true;
}

/* The next task that waits in this launch, behind the one that is over; false if there is none so far. */
static bool next_task(struct pq_answer *answer, uint32_t *number)
{
	struct pq_board *board = answer->board;
	struct pq_view query = answer->query;
	uint32_t count = atomic_load(&board->task_count), over, from = 0;

	if (pq_site_prefix(&query, "after=") && pq_site_number(&query, &over) && over < count) {
		uint32_t first = over;

		if (pq_site_prefix(&query, "&from="))
			(void)pq_site_number(&query, &first);
		for (; first <= over; first++)
			finish_served(&board->tasks[first]);
		from = over + 1;
	}
	if (pq_view_is(query, "insecure"))
		atomic_store(&board->no_https, true);
	for (*number = from; *number < count; (*number)++) {
		struct pq_task *task = &board->tasks[*number];

		if (task->launch != atomic_load(&board->launch) || atomic_load(&task->state) != PQ_TASK_WAITING)
			continue;
		if (!atomic_load(&board->no_https) || !(pq_vector_at(task->vector)->needs & PQ_NEEDS_HTTPS_PAGE))
			return true;
		finish(task);
	}
	return false;
}

/* What a browser has few of wears it as much as so many frames: peer connections and sessions over QUIC (plan.h). */
#define PEER_WEIGHT 16
#define SESSION_WEIGHT 800

/* Hundreds of frames and windows a task stay in a browser's memory, which makes it slower and slower. */
static void wear(struct pq_board *board, const struct pq_task *task)
{
	uint32_t needs = pq_vector_at(task->vector)->needs;
	uint32_t weight = needs & PQ_NEEDS_WEBRTC ? PEER_WEIGHT : needs & PQ_UDP ? SESSION_WEIGHT : 1;

	if (task->count <= PQ_BOARD_SWEEP)
		atomic_fetch_add(&board->worn, task->count * weight);
}

static bool is_worn(struct pq_board *board)
{
	uint32_t rest_after = atomic_load(&board->rest_after);

	return rest_after != 0 && atomic_load(&board->worn) >= rest_after;
}

/* Leads to PREFIX and the next task's number, at the origin where its page lies. */
static void next_page(struct pq_answer *answer, const char *prefix)
{
	unsigned char storage[128];
	struct pq_buf place;
	uint32_t number;
	bool more = next_task(answer, &number);

	pq_buf_init(&place, storage, sizeof(storage));
	if (more && is_worn(answer->board)) {
		atomic_store(&answer->board->resting, true);
		look_again(answer);
	} else if (more) {
		answer->reply->status = 302;
		pq_board_hub_url(&answer->board->tasks[number], &place);
		pq_buf_add_str(&place, prefix);
		pq_buf_add_u64(&place, number);
		pq_answer_field(answer, "Location", pq_buf_view(&place));
	} else if (atomic_load(&answer->board->closed)) {
		html(answer, "done.html", NULL, 0);
	} else {
		look_again(answer);
	}
}

static void next(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	next_page(answer, "/task/");
}

static void next_plain(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	next_page(answer, "/plain/");
}

/* For runtimes without a document: the task itself. */
static void next_json(struct pq_answer *answer, struct pq_view rest)
{
	uint32_t number;

	(void)rest;
	if (next_task(answer, &number)) {
		if (!claim(&answer->board->tasks[number])) {
			look_again(answer);
			return;
		}
		pq_answer_type(answer, "application/json");
		pq_site_task(answer->board, number, &answer->body);
	} else if (atomic_load(&answer->board->closed)) {
		pq_answer_type(answer, "application/json");
		pq_buf_add_str(&answer->body, "null");
	} else {
		look_again(answer);
	}
}

/* Whether somebody opens the page at the hub's own address: what is fetched ahead, or from elsewhere, is no visit. */
static bool is_visit(const struct pq_answer *answer)
{
	enum pq_space space;

	return pq_view_is(answer->request->method, "GET") && !pq_sink_field(answer->request, "sec-purpose").data &&
	       pq_board_hub_space(&answer->request->arrival->address, &space);
}

static void start(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	if (is_visit(answer))
		atomic_fetch_add(&answer->board->visits, 1);
	html(answer, "start.html", NULL, 0);
}

static void task_page(struct pq_answer *answer, struct pq_view rest)
{
	static unsigned char storage[1u << 20];
	struct pq_buf json;
	struct pq_blank blanks[1];
	uint32_t number, count;
	struct pq_task *task = task_at(answer, &rest, &number);

	if (!task) {
		answer->reply->status = 404;
		return;
	}
	pq_buf_init(&json, storage, sizeof(storage));
	count = pq_site_group(answer->board, number);
	for (uint32_t i = 0; i < count; i++) {
		begin(&task[i], PQ_TASK_SERVED);
		wear(answer->board, &task[i]);
		pq_buf_add_str(&json, i == 0 ? "[" : ",");
		pq_site_task(answer->board, number + i, &json);
	}
	pq_buf_add_byte(&json, ']');
	blanks[0] = (struct pq_blank){ "tasks", pq_buf_view(&json) };
	html(answer, "task.html", blanks, 1);
}

/* A probe's own page: /probe/N/CELL, and any file behind it. */
static void probe_page(struct pq_answer *answer, struct pq_view rest)
{
	uint32_t number, cell;
	struct pq_task *task = task_at(answer, &rest, &number);
	const struct pq_vector *vector = task ? pq_vector_at(task->vector) : NULL;
	const char *markup;

	if (!task || !pq_site_prefix(&rest, "/") || !pq_site_number(&rest, &cell) ||
	    cell - task->first >= task->count) {
		answer->reply->status = 404;
		return;
	}
	if (vector->header) {
		pq_site_fill(answer->board, task, cell, vector->header, &answer->fields);
		pq_buf_add_str(&answer->fields, "\r\n");
	}
	markup = vector->markup ? vector->markup : "";
	if (pq_site_file(answer))
		return;
	if (vector->header && strstr(vector->header, "Content-Type:")) {
		/* The whole of something that is no document. */
	} else if (strncmp(markup, "<?xml", 5) == 0) {
		pq_answer_type(answer, "application/xml");
	} else {
		pq_answer_type(answer, "text/html; charset=utf-8");
		if (strncmp(markup, "<!", 2) != 0)
			pq_buf_add(&answer->body, pq_page("probe.html"));
	}
	pq_site_fill(answer->board, task, cell, markup, &answer->body);
}

/*
 * For subjects without script: the vector's markup for each cell, one after the other. With ?alone the page does not
 * lead to the next task.
 */
static void plain_page(struct pq_answer *answer, struct pq_view rest)
{
	static unsigned char storage[768u << 10];
	struct pq_buf probes;
	uint32_t number;
	struct pq_task *task = task_at(answer, &rest, &number);
	const char *markup = task ? pq_vector_at(task->vector)->markup : NULL;
	char digits[16];
	struct pq_buf text;

	if (!task) {
		answer->reply->status = 404;
		return;
	}
	begin(task, PQ_TASK_BEGUN);
	pq_buf_init(&probes, storage, sizeof(storage));
	for (uint32_t i = 0; markup && i < task->count; i++)
		pq_site_fill(answer->board, task, task->first + i, markup, &probes);
	pq_buf_init(&text, digits, sizeof(digits));
	pq_buf_add_u64(&text, number);
	html(answer, pq_view_is(answer->query, "alone") ? "alone.html" : "plain.html",
	     (struct pq_blank[]){ { "number", pq_buf_view(&text) }, { "probes", pq_buf_view(&probes) } }, 2);
	if (!pq_buf_ok(&probes))
		answer->reply->status = 500;
}

static void begun(struct pq_answer *answer, struct pq_view rest)
{
	uint32_t number;
	struct pq_task *task = task_at(answer, &rest, &number);

	answer->reply->status = task ? 204 : 404;
	if (task)
		begin(task, PQ_TASK_BEGUN);
}

/* A tenth of what a probe may take: patient tasks, which are those of a second ask, wait for late dials longer too. */
static uint32_t grace_ms(const struct pq_task *task)
{
	return task->patience_ms / 10 < GRACE_MS ? task->patience_ms / 10 : GRACE_MS;
}

/* Whether all controls of the task were dialled; when that was first noticed stays in its seen_ms. */
static bool controls_seen(const struct pq_board *board, struct pq_task *task)
{
	uint64_t never = 0;

	for (uint32_t i = task->count - task->controls; i < task->count; i++) {
		if (atomic_load(&board->cells[task->first + i].came) == PQ_CAME_NOTHING)
			return false;
	}
	atomic_compare_exchange_strong(&task->seen_ms, &never, pq_clock_ms());
	return true;
}

/*
 * Whether more of its cells were dialled than when it was last looked at: a browser that starts a process for each
 * probe, on a busy machine, is then not done. A sweep is too long to be looked through so often.
 */
static bool stirs(const struct pq_board *board, struct pq_task *task)
{
	uint32_t dialled = 0;

	for (uint32_t i = 0; i < task->count && task->count < PQ_BOARD_SWEEP; i++)
		dialled += atomic_load(&board->cells[task->first + i].came) != PQ_CAME_NOTHING;
	return atomic_exchange(&task->dialled, dialled) != dialled;
}

/* What the page says of its probes: one digit for each, in the order of the cells. */
static void hear(struct pq_board *board, const struct pq_task *task, struct pq_view digits)
{
	for (uint32_t i = 0; i < task->count && i < digits.len; i++) {
		if (digits.data[i] >= '0' && digits.data[i] <= '2')
			atomic_store(&board->cells[task->first + i].told, (uint8_t)(digits.data[i] - '0'));
	}
}

/* Answers when the task's controls were dialled and late dials had their time, or when half of a patience is over. */
static void settled(struct pq_answer *answer, struct pq_view rest)
{
	uint32_t number;
	struct pq_task *task = task_at(answer, &rest, &number);
	uint64_t now = pq_clock_ms(), never = 0;

	if (!task) {
		answer->reply->status = 404;
		return;
	}
	hear(answer->board, task, answer->request->body);
	atomic_compare_exchange_strong(&task->settling_ms, &never, now);
	if (stirs(answer->board, task)) {
		atomic_store(&task->settling_ms, now);
		atomic_store(&task->seen_ms, 0);
	}
	if (controls_seen(answer->board, task) ? now < atomic_load(&task->seen_ms) + grace_ms(task)
					       : now < atomic_load(&task->settling_ms) + task->patience_ms / 2) {
		look_again(answer);
		return;
	}
	finish_served(task);
	answer->reply->status = 204;
}

static void runner(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	script(answer, pq_page_runner);
}

static void runtime(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	script(answer, pq_page_runtime);
}

static void service_worker(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	script(answer, pq_page_service_worker);
}

static void proxy_pac(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	pq_answer_type(answer, "application/x-ns-proxy-autoconfig");
	pq_buf_add(&answer->body, pq_page("proxy.pac"));
}

static void empty(struct pq_answer *answer, struct pq_view rest)
{
	(void)rest;
	answer->reply->status = 204;
}

/* prefix: of the path; what is left of it goes to `serve`. whole: nothing may be left. */
static const struct place {
	const char *prefix;
	bool whole;
	void (*serve)(struct pq_answer *answer, struct pq_view rest);
} places[] = {
	{ "/", true, start },
	{ "/next", true, next },
	{ "/next.json", true, next_json },
	{ "/task/", false, task_page },
	{ "/probe/", false, probe_page },
	{ "/begun/", false, begun },
	{ "/settled/", false, settled },
	{ "/plain/", true, next_plain },
	{ "/plain/next", true, next_plain },
	{ "/plain/", false, plain_page },
	{ "/runner.js", true, runner },
	{ "/runtime.mjs", true, runtime },
	{ "/sw.js", true, service_worker },
	{ "/proxy.pac", true, proxy_pac },
	{ "/favicon.ico", true, empty },
};

/*
 * A browser that tries https first for the start page would be left on a page from which no http target may be asked
 * for (mixed content). Over TLS the hub is only there by its names; by its address it leads back to http.
 */
static bool lead_back(struct pq_answer *answer)
{
	const struct pq_arrival *arrival = answer->request->arrival;

	if (!arrival->tls || arrival->server_name.len > 0 || arrival->host.len > 0)
		return false;
	answer->reply->status = 302;
	pq_answer_field(answer, "Location", pq_view_str("http://" PQ_BOARD_HUB "/"));
	return true;
}

void pq_site_hub(struct pq_answer *answer)
{
	if (lead_back(answer))
		return;
	atomic_store(&answer->board->alive_ms, pq_clock_ms());
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct pq_view rest = answer->path;

		if (pq_site_prefix(&rest, places[i].prefix) && (!places[i].whole || rest.len == 0)) {
			places[i].serve(answer, rest);
			return;
		}
	}
	if (!pq_site_file(answer))
		answer->reply->status = 404;
}
