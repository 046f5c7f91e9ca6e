/* SPDX-License-Identifier: MIT */
/* A task as the runner reads it, and a vector's texts for one of its cells. */
#include "audit/pages.h"
#include "audit/site.h"

/* The page of a sweep asks for less at a time: what waits for hundreds of sockets looks at all of them whenever one answers. */
#define SWEEP_IN_FLIGHT 64
#define IN_FLIGHT 100
/* So many probes make a page of several tasks: more in one page are too much for some browsers. */
#define GROUP_CELLS 60

/* A string; '<' is escaped so that no text can end a script element. */
static void add_string(struct pq_buf *out, const char *text)
{
	static const char digits[] = "0123456789abcdef";

	if (!text) {
		pq_buf_add_str(out, "null");
		return;
	}
	pq_buf_add_byte(out, '"');
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == '"' || c == '\\' || c == '<') {
			pq_buf_add_str(out, "\\u00");
			pq_buf_add_byte(out, (unsigned char)digits[c >> 4]);
			pq_buf_add_byte(out, (unsigned char)digits[c & 15]);
		} else {
			pq_buf_add_byte(out, c);
		}
	}
	pq_buf_add_byte(out, '"');
}

/* Appends the member `,"name":`. */
static void add_name(struct pq_buf *out, const char *name)
{
	pq_buf_add_str(out, ",\"");
	pq_buf_add_str(out, name);
	pq_buf_add_str(out, "\":");
}

static void add_text(struct pq_buf *out, const char *name, const char *text)
{
	add_name(out, name);
	add_string(out, text);
}

static void add_number(struct pq_buf *out, const char *name, uint64_t number)
{
	add_name(out, name);
	pq_buf_add_u64(out, number);
}

static void add_flag(struct pq_buf *out, const char *name, bool flag)
{
	add_name(out, name);
	pq_buf_add_str(out, flag ? "true" : "false");
}

/* How hosts are made of cell numbers: by name, or an address's first twelve bytes and the number to add to. */
static void add_hosts(struct pq_buf *out, enum pq_space space, const struct pq_vector *vector)
{
	struct pq_address first = pq_board_address(space, 0), last = pq_board_address(space, UINT32_MAX);
	size_t tail = first.family == 6 ? 12 : 0;
	uint64_t base = 0, end = 0;

	for (size_t i = tail; i < tail + 4; i++) {
		base = base << 8 | first.bytes[i];
		end = end << 8 | last.bytes[i];
	}
	add_flag(out, "named", vector->needs & PQ_NEEDS_TLS);
	add_name(out, "prefix");
	pq_buf_add_byte(out, '"');
	for (size_t i = 0; i < tail; i += 2) {
		pq_buf_add_hex(out, pq_view(first.bytes + i, 2));
		pq_buf_add_byte(out, ':');
	}
	pq_buf_add_byte(out, '"');
	add_number(out, "base", base);
	add_number(out, "mask", end - base);
}

/* Where the cells lie in several spaces: each one's host. */
static void add_own_hosts(const struct pq_board *board, const struct pq_task *task, struct pq_buf *out)
{
	uint32_t same = 1;

	while (same < task->count && board->cells[task->first + same].space == board->cells[task->first].space)
		same++;
	if (same >= task->count)
		return;
	add_name(out, "hosts");
	for (uint32_t i = 0; i < task->count; i++) {
		pq_buf_add_str(out, i == 0 ? "[\"" : "\",\"");
		pq_site_host(board, task, task->first + i, out);
	}
	pq_buf_add_str(out, "\"]");
}

static uint32_t in_flight(const struct pq_task *task, const struct pq_vector *vector)
{
	if (vector->needs & PQ_ONE_BY_ONE)
		return 1;
	return task->count > PQ_BOARD_SWEEP ? SWEEP_IN_FLIGHT : IN_FLIGHT;
}

static bool alike(const struct pq_task *a, const struct pq_task *b)
{
	const struct pq_vector *first = pq_vector_at(a->vector), *second = pq_vector_at(b->vector);

	return a->launch == b->launch && a->page_space == b->page_space && second->status != 0 &&
	       first->probe == second->probe && first->markup == second->markup && first->header == second->header &&
	       first->needs == second->needs && strcmp(first->scheme, second->scheme) == 0;
}

uint32_t pq_site_group(const struct pq_board *board, uint32_t number)
{
	const struct pq_task *task = &board->tasks[number];
	const struct pq_vector *vector = pq_vector_at(task->vector);
	uint32_t count = 1, cells = task->count, all = atomic_load(&board->task_count);

	if (vector->status == 0 || vector->needs & (PQ_ONE_BY_ONE | PQ_OPENS_WINDOW))
		return 1;
	while (number + count < all) {
		const struct pq_task *other = &board->tasks[number + count];

		cells += other->count;
		if (cells > GROUP_CELLS || !alike(task, other) || atomic_load(&other->state) != PQ_TASK_WAITING)
			break;
		count++;
	}
	return count;
}

void pq_site_task(const struct pq_board *board, uint32_t number, struct pq_buf *out)
{
	const struct pq_task *task = &board->tasks[number];
	const struct pq_vector *vector = pq_vector_at(task->vector);

	pq_buf_add_str(out, "{\"number\":");
	pq_buf_add_u64(out, number);
	add_text(out, "vector", vector->name);
	add_text(out, "scheme", vector->scheme);
	add_text(out, "code", vector->probe);
	add_text(out, "markup", vector->markup);
	add_flag(out, "ownPage", vector->needs & PQ_OWN_PAGE || vector->header);
	add_text(out, "before", pq_site_before(vector));
	add_text(out, "behind", pq_site_behind(vector));
	add_name(out, "redirector");
	pq_buf_add_byte(out, '"');
	if (vector->status != 0)
		pq_site_redirector(vector, out);
	pq_buf_add_byte(out, '"');
	add_hosts(out, (enum pq_space)board->cells[task->first].space, vector);
	add_own_hosts(board, task, out);
	add_number(out, "first", task->first);
	add_number(out, "controls", task->controls);
	add_number(out, "patience", task->patience_ms);
	add_number(out, "inFlight", in_flight(task, vector));
	add_name(out, "ports");
	for (uint32_t i = 0; i < task->count; i++) {
		pq_buf_add_byte(out, i == 0 ? '[' : ',');
		pq_buf_add_u64(out, board->cells[task->first + i].port);
	}
	pq_buf_add_str(out, task->count == 0 ? "[]}" : "]}");
}

void pq_site_fill(const struct pq_board *board, const struct pq_task *task, uint32_t cell, const char *text,
		  struct pq_buf *out)
{
	unsigned char storage[512];
	struct pq_buf words;
	struct pq_blank blanks[5];
	size_t mark;

	pq_buf_init(&words, storage, sizeof(storage));
	pq_board_url(board, task, cell, &words);
	blanks[0] = (struct pq_blank){ "url", pq_buf_view(&words) };
	mark = words.len;
	pq_site_host(board, task, cell, &words);
	blanks[1] = (struct pq_blank){ "host", pq_buf_since(&words, mark) };
	mark = words.len;
	pq_buf_add_u64(&words, board->cells[cell].port);
	blanks[2] = (struct pq_blank){ "port", pq_buf_since(&words, mark) };
	mark = words.len;
	pq_buf_add_u64(&words, cell);
	blanks[3] = (struct pq_blank){ "cell", pq_buf_since(&words, mark) };
	blanks[4] = (struct pq_blank){ "scheme", pq_view_str(pq_vector_at(task->vector)->scheme) };
	pq_page_fill(out, pq_view_str(text), blanks, 5);
}
