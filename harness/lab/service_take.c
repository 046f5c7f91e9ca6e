/* SPDX-License-Identifier: MIT */
#include "lab/expand.h"
#include "lab/service_reading.h"

enum pq_err pq_service_fail(const struct pq_service_reading *r, size_t at, const char *expected)
{
	return pq_text_fail(&r->text, PQ_ERR_SYNTAX, at, expected);
}

static bool behind_blank(struct pq_service_reading *r)
{
	pq_text_skip_blanks(&r->text);
	return r->text.at > r->text.line_start && r->text.text.data[r->text.at - 1] == ' ';
}

/* Where the next argument begins. */
static size_t argument_start(struct pq_service_reading *r)
{
	pq_text_skip_blanks(&r->text);
	return r->text.at;
}

/* With a NUL behind it that does not count. */
static enum pq_err take(struct pq_service_reading *r, const char *expected, struct pq_view *out)
{
	enum pq_err err;

	if (!behind_blank(r))
		return pq_service_fail(r, r->text.at, expected);
	err = pq_text_bytes(&r->text, expected, out);
	if (err)
		return err;
	pq_buf_add_byte(&r->pool, '\0');
	return pq_buf_ok(&r->pool) ? PQ_ERR_OK : pq_text_fail(&r->text, PQ_ERR_LIMIT, r->text.at, r->text.pool_limit);
}

enum pq_err pq_service_take_string(struct pq_service_reading *r, const char *expected, const char **out)
{
	size_t at = argument_start(r);
	struct pq_view taken;
	enum pq_err err = take(r, expected, &taken);

	if (err)
		return err;
	if (taken.len == 0)
		return pq_service_fail(r, at, expected);
	if (memchr(taken.data, '\0', taken.len))
		return pq_service_fail(r, at, "no NUL byte");
	*out = (const char *)taken.data;
	return PQ_ERR_OK;
}

enum pq_err pq_service_take_name(struct pq_service_reading *r, const char **out)
{
	size_t at = argument_start(r);
	enum pq_err err = pq_service_take_string(r, "a name", out);

	if (!err && strspn(*out, "abcdefghijklmnopqrstuvwxyz0123456789.+-_") != strlen(*out))
		return pq_service_fail(r, at, "a name of a-z, 0-9, '.', '+', '-' and '_'");
	return err;
}

enum pq_err pq_service_take_number(struct pq_service_reading *r, const char *expected, uint64_t max, uint64_t *out)
{
	if (!behind_blank(r))
		return pq_service_fail(r, r->text.at, expected);
	return pq_text_number(&r->text, expected, 1, max, out);
}

enum pq_err pq_service_take_one_of(struct pq_service_reading *r, const struct pq_view *names, size_t count, size_t *out)
{
	if (!behind_blank(r))
		return pq_text_fail_names(&r->text, r->text.at, names, count);
	return pq_text_name(&r->text, names, count, out);
}

/* A text with placeholders, none of them misspelt. */
enum pq_err pq_service_take_template(struct pq_service_reading *r, const char *expected, struct pq_view *out)
{
	size_t at = argument_start(r);
	enum pq_err err = take(r, expected, out);

	if (err)
		return err;
	if (out->len == 0)
		return pq_service_fail(r, at, expected);
	if (pq_lab_unknown_placeholder(*out) < out->len)
		return pq_service_fail(r, at,
				       "of placeholders only {dir}, {port}, {marker}, {marker-hex} and {length}");
	return PQ_ERR_OK;
}

/* A path below a folder that is the service's own. */
enum pq_err pq_service_take_path(struct pq_service_reading *r, const char **out)
{
	size_t at = argument_start(r);
	enum pq_err err = pq_service_take_string(r, "a path below {dir}", out);

	if (!err && (**out == '/' || strstr(*out, "..")))
		return pq_service_fail(r, at, "a path below {dir}, without a slash at its beginning and without '..'");
	return err;
}
