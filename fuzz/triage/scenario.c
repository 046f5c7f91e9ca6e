/* SPDX-License-Identifier: MIT */
#include "campaign/canonical.h"
#include "common/road.h"
#include "mutator/draft.h"
#include "triage/argument.h"
#include "triage/minimise.h"

#define POOL (1u << 20)
#define PLAIN_BYTES 64 /* of a longer argument not each byte is asked about */

/*
 * draft:  the best so far; its arguments point into `given`, `bytes` or `pool`
 * next:   the candidate that is being made
 * at, arg: the argument that is being made smaller
 * out:    the candidate as text; again: what a strict reader makes of it
 */
struct work {
	struct pq_minimise *m;
	struct pq_scenario scenario;
	struct pq_line lines[PQ_ROAD_LINES];
	struct pq_arg args[PQ_ROAD_ARGS];
	unsigned char bytes[PQ_ROAD_BYTES];
	unsigned char given[PQ_MINIMISE_INPUT];
	struct pq_draft draft;
	struct pq_draft next;
	size_t at;
	size_t arg;
	struct pq_buf pool;
	unsigned char pool_bytes[POOL];
	size_t out_len;
	unsigned char out[PQ_MINIMISE_INPUT];
	unsigned char again[PQ_MINIMISE_INPUT];
};

/* Asks for `next`, if a strict reader takes it as it is printed. */
static bool try_next(struct work *work)
{
	struct pq_buf out = { work->out, 0, sizeof(work->out), false };
	struct pq_buf again = { work->again, 0, sizeof(work->again), false };

	pq_draft_print(&work->next, &out);
	work->out_len = out.len;
	if (!pq_buf_ok(&out) || !pq_canonical_text(pq_buf_view(&out), &again) ||
	    !pq_view_eq(pq_buf_view(&out), pq_buf_view(&again)) || !pq_minimise_try(work->m, pq_buf_view(&out)))
		return false;
	work->draft = work->next;
	return true;
}

/* Index of the line with which block `number` begins; the count of lines beyond the last one. */
static size_t block_begin(const struct pq_draft *draft, size_t number)
{
	size_t at = 0;

	while (number-- > 0 && at < draft->count)
		at = pq_draft_end_of(draft, at);
	return at;
}

static bool without_blocks(void *ctx, size_t from, size_t to)
{
	struct work *work = ctx;
	size_t begin = block_begin(&work->draft, from);

	work->next = work->draft;
	pq_draft_remove(&work->next, begin, block_begin(&work->draft, to) - begin);
	return try_next(work);
}

/* Parts alone; the lines that they belong to stay. */
static bool without_parts(void *ctx, size_t from, size_t to)
{
	struct work *work = ctx;
	size_t part = 0;

	work->next.count = 0;
	for (size_t i = 0; i < work->draft.count; i++) {
		bool left_out = work->draft.lines[i].part && part >= from && part < to;

		part += work->draft.lines[i].part;
		if (!left_out)
			work->next.lines[work->next.count++] = work->draft.lines[i];
	}
	return try_next(work);
}

static size_t count_parts(const struct pq_draft *draft)
{
	size_t parts = 0;

	for (size_t i = 0; i < draft->count; i++)
		parts += draft->lines[i].part;
	return parts;
}

static void drop_lines(struct work *work)
{
	pq_minimise_shrink(work->draft.count - count_parts(&work->draft), without_blocks, work);
	pq_minimise_shrink(count_parts(&work->draft), without_parts, work);
}

static const struct pq_arg_spec *spec_of(const struct work *work, size_t at, size_t arg)
{
	return pq_word_arg(work->draft.lines[at].word, arg, work->draft.lines[at].args);
}

static void drop_optional(struct work *work, size_t at)
{
	while (work->draft.lines[at].argc > 0 && spec_of(work, at, work->draft.lines[at].argc - 1)->optional) {
		work->next = work->draft;
		work->next.lines[at].argc--;
		if (!try_next(work))
			return;
	}
}

/* The argument under way, as it is now. */
static struct pq_view value(const struct work *work)
{
	return work->draft.lines[work->at].args[work->arg].bytes;
}

/* Asks for other bytes, which have been put at the end of the pool from `mark` on, in the argument's place. */
static bool try_value(struct work *work, size_t mark)
{
	struct pq_view made = pq_buf_since(&work->pool, mark);

	work->next = work->draft;
	work->next.lines[work->at].args[work->arg].bytes = made;
	if (pq_buf_ok(&work->pool) && !pq_view_eq(made, value(work)) && try_next(work))
		return true;
	work->pool.len = mark;
	work->pool.overflow = false;
	return false;
}

static bool without_value_bytes(void *ctx, size_t from, size_t to)
{
	struct work *work = ctx;
	size_t mark = work->pool.len;

	pq_buf_add(&work->pool, pq_view_slice(value(work), 0, from));
	pq_buf_add(&work->pool, pq_view_from(value(work), to));
	return try_value(work, mark);
}

/* A piece of a URL that is being cut. */
struct piece {
	struct work *work;
	enum pq_url_piece which;
};

static bool without_piece_bytes(void *ctx, size_t from, size_t to)
{
	const struct piece *piece = ctx;
	struct work *work = piece->work;
	struct pq_url_cut cut = pq_url_cut(value(work));
	size_t begin = (size_t)(cut.pieces[piece->which].data - value(work).data);

	return cut.pieces[piece->which].data && without_value_bytes(work, begin + from, begin + to);
}

/* Which piece a byte is of may change with what is cut; then the rest of it is no longer looked at. */
static void shorten_url(struct work *work)
{
	for (enum pq_url_piece which = PQ_URL_USERINFO; which < PQ_URL_PIECES; which++) {
		struct piece piece = { work, which };
		struct pq_view now = pq_url_cut(value(work)).pieces[which];
		size_t index;

		if (now.len > 0 && !(which == PQ_URL_HOST && pq_is_plain_host(now, &index)))
			pq_minimise_shrink(now.len, without_piece_bytes, &piece);
	}
}

static void make_bytes_plain(struct work *work)
{
	for (size_t i = 0; i < value(work).len && i < PLAIN_BYTES; i++) {
		size_t mark = work->pool.len;
		unsigned char byte = value(work).data[i];

		if (byte == 'a')
			continue;
		pq_buf_add(&work->pool, value(work));
		if (pq_buf_ok(&work->pool))
			work->pool.data[mark + i] = 'a';
		try_value(work, mark);
	}
}

static void make_plainer(struct work *work, enum pq_meaning meaning)
{
	size_t mark = work->pool.len;

	for (size_t step = 0; pq_argument_plainer(meaning, value(work), step, &work->pool); step++) {
		try_value(work, mark);
		mark = work->pool.len;
	}
}

/* A number as small as it may be, or the first choice of several. */
static void lower(struct work *work, const struct pq_arg_spec *spec)
{
	uint32_t least = spec->kind == PQ_ARG_NUMBER ? spec->min : 0;

	work->next = work->draft;
	if (work->draft.lines[work->at].args[work->arg].number == least)
		return;
	work->next.lines[work->at].args[work->arg].number = least;
	try_next(work);
}

static void simplify(struct work *work, size_t at, size_t arg)
{
	enum pq_meaning meaning = pq_argument_means(spec_of(work, at, arg));
	size_t index;

	work->at = at;
	work->arg = arg;
	if (meaning == PQ_MEANS_FIXED)
		return;
	if (meaning == PQ_MEANS_NUMBER || meaning == PQ_MEANS_CHOICE) {
		lower(work, spec_of(work, at, arg));
		return;
	}
	make_plainer(work, meaning);
	if (meaning == PQ_MEANS_URL)
		shorten_url(work);
	else if (!(meaning == PQ_MEANS_HOST && pq_is_plain_host(value(work), &index)) &&
		 !(meaning == PQ_MEANS_METHOD && pq_is_plain_method(value(work))))
		pq_minimise_shrink(value(work).len, without_value_bytes, work);
	if (meaning == PQ_MEANS_BYTES)
		make_bytes_plain(work);
}

/* Appends v with a host in another one's place wherever it stands alone. */
static void replace_host(struct pq_view v, struct pq_view host, struct pq_view plain, struct pq_buf *out)
{
	for (size_t i = 0; i < v.len;) {
		bool is_it = pq_view_starts(pq_view_from(v, i), host);

		pq_buf_add(out, is_it ? plain : pq_view_slice(v, i, i + 1));
		i += is_it ? host.len : 1;
	}
}

static bool stands_somewhere(const struct pq_draft *draft, struct pq_view text)
{
	for (size_t i = 0; i < draft->count; i++)
		for (size_t a = 0; a < draft->lines[i].argc; a++)
			for (size_t at = 0; at < draft->lines[i].args[a].bytes.len; at++)
				if (pq_view_starts(pq_view_from(draft->lines[i].args[a].bytes, at), text))
					return true;
	return false;
}

/* One host becomes one that says nothing, and that no other host is, everywhere at once. */
static void rename_host(struct work *work, struct pq_view host)
{
	size_t plain = 0, mark = work->pool.len;

	while (pq_plain_hosts[plain] && stands_somewhere(&work->draft, pq_view_str(pq_plain_hosts[plain])))
		plain++;
	if (!pq_plain_hosts[plain])
		return;
	work->next = work->draft;
	for (size_t i = 0; i < work->next.count; i++) {
		for (size_t a = 0; a < work->next.lines[i].argc; a++) {
			struct pq_view *bytes = &work->next.lines[i].args[a].bytes;
			size_t begin = work->pool.len;

			replace_host(*bytes, host, pq_view_str(pq_plain_hosts[plain]), &work->pool);
			*bytes = pq_buf_since(&work->pool, begin);
		}
	}
	if (!pq_buf_ok(&work->pool) || !try_next(work)) {
		work->pool.len = mark;
		work->pool.overflow = false;
	}
}

static void rename_hosts(struct work *work)
{
	for (size_t i = 0; i < work->draft.count; i++) {
		for (size_t a = 0; a < work->draft.lines[i].argc; a++) {
			enum pq_meaning meaning = pq_argument_means(spec_of(work, i, a));
			struct pq_view host = work->draft.lines[i].args[a].bytes;
			size_t index;

			if (meaning == PQ_MEANS_URL)
				host = pq_url_cut(host).pieces[PQ_URL_HOST];
			else if (meaning != PQ_MEANS_HOST)
				continue;
			if (host.len > 2 && !pq_is_plain_host(host, &index))
				rename_host(work, host);
		}
	}
}

static void simplify_all(struct work *work)
{
	rename_hosts(work);
	for (size_t i = 0; i < work->draft.count; i++) {
		drop_optional(work, i);
		for (size_t a = 0; a < work->draft.lines[i].argc && !work->m->stopped; a++)
			simplify(work, i, a);
	}
}

/* True if all of it was read, and it does the same in its canonical form. */
static bool begin(struct work *work, struct pq_view text)
{
	struct pq_buf given = { work->given, 0, sizeof(work->given), false };

	pq_buf_add(&given, text);
	pq_buf_init(&work->pool, work->pool_bytes, sizeof(work->pool_bytes));
	pq_scenario_init(&work->scenario, work->lines, PQ_ROAD_LINES, work->args, PQ_ROAD_ARGS, work->bytes,
			 sizeof(work->bytes));
	pq_scenario_parse(&work->scenario, pq_buf_view(&given), PQ_READING_LENIENT, NULL);
	pq_draft_take(&work->next, &work->scenario);
	if (try_next(work))
		return true;
	/* What is the best already nobody was asked about. */
	if (!pq_view_eq(pq_view(work->out, work->out_len), pq_buf_view(&work->m->best)))
		return false;
	work->draft = work->next;
	return true;
}

bool pq_minimise_scenario(struct pq_minimise *m, struct pq_view input)
{
	static struct work work;
	size_t kept;
	int round = 0;

	pq_buf_reset(&m->best);
	pq_buf_add(&m->best, input);
	if (!pq_buf_ok(&m->best))
		return false;
	work.m = m;
	if (!begin(&work, input) && !m->stopped) {
		pq_minimise_bytes(m, input);
		if (m->stopped || !begin(&work, pq_buf_view(&m->best)))
			return true;
	}
	do {
		kept = m->kept;
		drop_lines(&work);
		simplify_all(&work);
	} while (m->kept > kept && !m->stopped && ++round < PQ_MINIMISE_ROUNDS);
	return true;
}
