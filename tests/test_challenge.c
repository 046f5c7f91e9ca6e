/* SPDX-License-Identifier: MIT */
/* Challenges of WWW-Authenticate and Proxy-Authenticate (RFC 9110 11.2 to 11.7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/challenge.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned char text_bytes[2 * PQ_MAX_CHALLENGE_FIELD];
static struct pq_buf text;
static struct pq_challenges list;

/* Reads one more field from a buffer of its exact size. */
static enum pq_err read_more(struct pq_view value)
{
	unsigned char *copy = malloc(value.len ? value.len : 1);
	enum pq_err err;

	if (value.len > 0)
		memcpy(copy, value.data, value.len);
	err = pq_challenges_read(&list, pq_view(copy, value.len));
	free(copy);
	return err;
}

static enum pq_err read_only(struct pq_view value)
{
	pq_buf_init(&text, text_bytes, sizeof(text_bytes));
	pq_challenges_init(&list, &text);
	return read_more(value);
}

static void assert_schemes(const char *value, const char *schemes)
{
	static const char letters[] = { [PQ_AUTH_UNKNOWN] = '?', [PQ_AUTH_BASIC] = 'B', [PQ_AUTH_DIGEST] = 'D' };
	char found[PQ_MAX_CHALLENGES + 1] = "";

	assert_int_equal(read_only(pq_view_str(value)), PQ_ERR_OK);
	for (size_t i = 0; i < list.count; i++)
		found[i] = letters[list.items[i].scheme];
	assert_string_equal(found, schemes);
}

/* RFC 9110 11.6.1: a comma parts challenges as well as their parameters. */
static void a_field_holds_several_challenges(void **state)
{
	static const struct {
		const char *value;
		const char *schemes;
	} rows[] = {
		{ "", "" },
		{ " , ,\t", "" },
		{ "Basic realm=\"x\"", "B" },
		{ "bAsIc realm=\"x\"", "B" },
		{ "Basic", "B" },
		{ "Basic ", "B" },
		{ "Basic  realm = x", "B" },
		{ "Basic\trealm=x", NULL },
		{ "Basic , realm=x", "B" },
		{ "Basic realm=x,, charset=\"UTF-8\" ,", "B" },
		{ "Negotiate", "?" },
		{ "Negotiate, Basic realm=x", "?B" },
		{ "Negotiate a87421000492aa874209af8bc028==, Basic realm=x", "?B" },
		{ "NTLM -._~+/9==", "?" },
		{ "NTLM x== , Digest realm=x, nonce=y", "?D" },
		{ "Digest realm=x, nonce=y, Basic realm=x", "DB" },
		{ "Digest realm=\"a, Basic realm=b\", nonce=y", "D" },
		{ "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"", "?B" },
		{ "Basic realm=x, Basic", "BB" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (rows[i].schemes)
			assert_schemes(rows[i].value, rows[i].schemes);
		else
			assert_int_equal(read_only(pq_view_str(rows[i].value)), PQ_ERR_SYNTAX);
	}
}

static void several_fields_make_one_list(void **state)
{
	(void)state;
	assert_int_equal(read_only(pq_view_str("Digest realm=a, nonce=b")), PQ_ERR_OK);
	assert_int_equal(read_more(pq_view_str("Basic realm=\"c\"")), PQ_ERR_OK);
	assert_int_equal(list.count, 2);
	assert_true(pq_view_is(list.items[0].realm, "a"));
	assert_true(pq_view_is(list.items[0].nonce, "b"));
	assert_true(pq_view_is(list.items[1].realm, "c"));
}

/* A parameter of one field does not belong to a challenge of another, and a bad field takes only itself away. */
static void a_bad_field_leaves_the_list_as_it_was(void **state)
{
	(void)state;
	assert_int_equal(read_only(pq_view_str("Basic realm=a")), PQ_ERR_OK);
	assert_int_equal(read_more(pq_view_str("nonce=b")), PQ_ERR_SYNTAX);
	assert_int_equal(read_more(pq_view_str("Digest realm=\"b\", Digest realm=\"c")), PQ_ERR_SYNTAX);
	assert_int_equal(list.count, 1);
	assert_int_equal(text.len, 1);
	assert_int_equal(read_more(pq_view_str("Digest realm=d")), PQ_ERR_OK);
	assert_int_equal(list.count, 2);
	assert_true(pq_view_is(list.items[0].realm, "a"));
	assert_true(pq_view_is(list.items[1].realm, "d"));
}

/* RFC 7616 3.3, RFC 7617 2. */
static void parameters_are_decoded(void **state)
{
	const struct pq_challenge *digest = &list.items[0];

	(void)state;
	assert_int_equal(read_only(pq_view_str("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
					       "algorithm=SHA-256, nonce=\"7yp\", opaque=\"FQ\", stale=TRUE, "
					       "userhash=true")),
			 PQ_ERR_OK);
	assert_true(pq_view_is(digest->realm, "http-auth@example.org"));
	assert_true(pq_view_is(digest->nonce, "7yp"));
	assert_true(pq_view_is(digest->opaque, "FQ"));
	assert_int_equal(digest->algorithm, PQ_AUTH_SHA_256);
	assert_true(digest->stale);
	assert_true(digest->userhash);
	assert_int_equal(digest->given, PQ_GIVEN_REALM | PQ_GIVEN_NONCE | PQ_GIVEN_OPAQUE | PQ_GIVEN_ALGORITHM |
						PQ_GIVEN_QOP | PQ_GIVEN_QOP_AUTH | PQ_GIVEN_QOP_AUTH_INT);
	assert_int_equal(read_only(pq_view_str("Digest REALM=x, Stale=false, userhash=yes, other=1")), PQ_ERR_OK);
	assert_int_equal(digest->given, PQ_GIVEN_REALM);
	assert_int_equal(digest->algorithm, PQ_AUTH_MD5);
	assert_false(digest->stale);
	assert_false(digest->userhash);
}

/* RFC 9110 5.6.4: a backslash takes the meaning of what follows it. */
static void quoted_strings_lose_their_escapes(void **state)
{
	static const struct {
		const char *value;
		const char *realm;
	} rows[] = {
		{ "Basic realm=\"\"", "" },
		{ "Basic realm=\"a\\\"b\"", "a\"b" },
		{ "Basic realm=\"a\\\\\"", "a\\" },
		{ "Basic realm=\"\\a\\b\"", "ab" },
		{ "Basic realm=\"a\tb\\\tc\"", "a\tb\tc" },
		{ "Basic realm=\"\xc3\xa4\\\xff\"", "\xc3\xa4\xff" },
		{ "Basic realm=\"a=b, c\"", "a=b, c" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_only(pq_view_str(rows[i].value)), PQ_ERR_OK);
		assert_true(pq_view_is(list.items[0].realm, rows[i].realm));
		assert_int_equal(list.items[0].given, PQ_GIVEN_REALM);
	}
}

static void algorithms_are_known_by_name(void **state)
{
	static const struct {
		const char *value;
		enum pq_auth_algorithm algorithm;
	} rows[] = {
		{ "Digest algorithm=MD5", PQ_AUTH_MD5 },
		{ "Digest algorithm=\"md5\"", PQ_AUTH_MD5 },
		{ "Digest algorithm=MD5-sess", PQ_AUTH_MD5_SESS },
		{ "Digest algorithm=sha-256", PQ_AUTH_SHA_256 },
		{ "Digest algorithm=SHA-256-SESS", PQ_AUTH_SHA_256_SESS },
		{ "Digest algorithm=SHA-512-256", PQ_AUTH_ALGORITHM_UNKNOWN },
		{ "Digest algorithm=MD5x", PQ_AUTH_ALGORITHM_UNKNOWN },
		{ "Digest algorithm=\"\"", PQ_AUTH_ALGORITHM_UNKNOWN },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_only(pq_view_str(rows[i].value)), PQ_ERR_OK);
		assert_int_equal(list.items[0].algorithm, rows[i].algorithm);
	}
}

static void only_whole_options_of_qop_count(void **state)
{
	static const struct {
		const char *value;
		unsigned int given;
	} rows[] = {
		{ "Digest qop=auth", PQ_GIVEN_QOP | PQ_GIVEN_QOP_AUTH },
		{ "Digest qop=\" , AUTH ,\"", PQ_GIVEN_QOP | PQ_GIVEN_QOP_AUTH },
		{ "Digest qop=auth-int", PQ_GIVEN_QOP | PQ_GIVEN_QOP_AUTH_INT },
		{ "Digest qop=\"new,auth\"", PQ_GIVEN_QOP | PQ_GIVEN_QOP_AUTH },
		{ "Digest qop=\"\"", PQ_GIVEN_QOP },
		{ "Digest qop=authx", PQ_GIVEN_QOP },
		{ "Digest qop=\"auth auth\"", PQ_GIVEN_QOP },
		{ "Digest qop=\"(auth)\"", PQ_GIVEN_QOP },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_only(pq_view_str(rows[i].value)), PQ_ERR_OK);
		assert_int_equal(list.items[0].given, rows[i].given);
	}
}

static void malformed_fields_are_refused(void **state)
{
	static const struct pq_view rows[] = {
		PQ_VIEW("realm=x"),
		PQ_VIEW("\"Basic\""),
		PQ_VIEW("Basic=x"),
		PQ_VIEW("Basic,realm=x"),
		PQ_VIEW("Basic realm=\"x"),
		PQ_VIEW("Basic realm=\""),
		PQ_VIEW("Basic realm=\"x\\"),
		PQ_VIEW("Basic realm=\"x\\\""),
		PQ_VIEW("Basic realm=\"x\"y"),
		PQ_VIEW("Basic realm=\"x\" y"),
		PQ_VIEW("Basic realm=\"x\" nonce=y"),
		PQ_VIEW("Basic realm=x y"),
		PQ_VIEW("Basic realm=,x=y"),
		PQ_VIEW("Basic realm==x"),
		PQ_VIEW("Basic realm='x y'"),
		PQ_VIEW("Basic x=1, realm="),
		PQ_VIEW("Basic =x"),
		PQ_VIEW("Basic realm x"),
		PQ_VIEW("Basic a; b"),
		PQ_VIEW("Basic realm=x;"),
		PQ_VIEW("Basic realm=\xc3\xa4"),
		PQ_VIEW("B\xc3\xa4sic"),
		PQ_VIEW("Basic realm=x, realm=x"),
		PQ_VIEW("Basic realm=x, other=1, REALM=\"y\""),
		PQ_VIEW("Digest nonce=x, other=1, Other=2"),
		PQ_VIEW("NTLM a==, realm=x"),
		PQ_VIEW("NTLM a== b=c"),
		PQ_VIEW("Basic realm=\"a\r\nb\""),
		PQ_VIEW("Basic realm=\"a\\\rb\""),
		PQ_VIEW("Basic realm=\"a\0b\""),
		PQ_VIEW("Basic realm=\"a\\\0b\""),
		PQ_VIEW("Basic realm=\"a\x1f\""),
		PQ_VIEW("Basic realm=\"a\x7f\""),
		PQ_VIEW("Basic\r\n realm=x"),
		PQ_VIEW("Basic realm=x\0"),
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(read_only(rows[i]), PQ_ERR_SYNTAX);
		assert_int_equal(list.count, 0);
	}
	/* The same name in two challenges is no duplicate. */
	assert_schemes("Basic realm=x, Digest realm=x", "BD");
}

/* "Digest " and n parameters. */
static enum pq_err read_params(size_t n)
{
	char field[1024] = "Digest ";

	for (size_t i = 0; i < n; i++) {
		char param[] = { 'p', (char)('a' + (char)i), '=', '1', ',', '\0' };

		strcat(field, param);
	}
	return read_only(pq_view_str(field));
}

static enum pq_err read_schemes(size_t n)
{
	char field[128] = "";

	for (size_t i = 0; i < n; i++)
		strcat(field, "Basic,");
	return read_only(pq_view_str(field));
}

static void too_many_or_too_long_parts_are_limits(void **state)
{
	static char field[PQ_MAX_CHALLENGE_FIELD + 2];

	(void)state;
	assert_int_equal(read_params(PQ_MAX_CHALLENGE_PARAMS), PQ_ERR_OK);
	assert_int_equal(read_params(PQ_MAX_CHALLENGE_PARAMS + 1), PQ_ERR_LIMIT);
	assert_int_equal(read_schemes(PQ_MAX_CHALLENGES), PQ_ERR_OK);
	assert_int_equal(read_more(pq_view_str("Basic")), PQ_ERR_LIMIT);
	assert_int_equal(read_schemes(PQ_MAX_CHALLENGES + 1), PQ_ERR_LIMIT);
	memset(field, 'x', PQ_MAX_CHALLENGE_FIELD + 1);
	assert_int_equal(read_only(pq_view(field, PQ_MAX_CHALLENGE_FIELD)), PQ_ERR_OK);
	assert_int_equal(read_only(pq_view(field, PQ_MAX_CHALLENGE_FIELD + 1)), PQ_ERR_LIMIT);
}

static void values_need_room(void **state)
{
	(void)state;
	pq_buf_init(&text, text_bytes, 3);
	pq_challenges_init(&list, &text);
	assert_int_equal(read_more(pq_view_str("Basic realm=\"abc\"")), PQ_ERR_OK);
	assert_int_equal(read_more(pq_view_str("Basic realm=\"d\"")), PQ_ERR_NO_SPACE);
	assert_int_equal(list.count, 1);
	assert_true(pq_view_is(list.items[0].realm, "abc"));
	pq_buf_init(&text, text_bytes, 2);
	pq_challenges_init(&list, &text);
	assert_int_equal(read_more(pq_view_str("Basic realm=abc")), PQ_ERR_NO_SPACE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_field_holds_several_challenges),      cmocka_unit_test(several_fields_make_one_list),
		cmocka_unit_test(a_bad_field_leaves_the_list_as_it_was), cmocka_unit_test(parameters_are_decoded),
		cmocka_unit_test(quoted_strings_lose_their_escapes),     cmocka_unit_test(algorithms_are_known_by_name),
		cmocka_unit_test(only_whole_options_of_qop_count),       cmocka_unit_test(malformed_fields_are_refused),
		cmocka_unit_test(too_many_or_too_long_parts_are_limits), cmocka_unit_test(values_need_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
