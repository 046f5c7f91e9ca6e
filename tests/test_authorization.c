/* SPDX-License-Identifier: MIT */
/* Values of Authorization: the vectors of RFC 7617, RFC 7616, RFC 2617 and RFC 2069, and what a hostile peer may try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/authorization.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static unsigned char text_bytes[2 * PQ_MAX_CHALLENGE_FIELD];
static unsigned char out_bytes[16384];
static struct pq_buf text, out;
static struct pq_challenges list;

static const struct pq_challenge *pick(const char *field)
{
	pq_buf_init(&text, text_bytes, sizeof(text_bytes));
	pq_challenges_init(&list, &text);
	assert_int_equal(pq_challenges_read(&list, pq_view_str(field)), PQ_ERR_OK);
	return pq_authorization_pick(&list);
}

/* Answers a challenge for GET /dir/index.html. */
static enum pq_err answer(const struct pq_challenge *challenge, struct pq_view user, struct pq_view password,
			  const char *cnonce)
{
	const struct pq_login credentials = { user, password };
	const struct pq_digest_use use = { pq_view_str("GET"), pq_view_str("/dir/index.html"), pq_view_str(cnonce), 1 };

	pq_buf_init(&out, out_bytes, sizeof(out_bytes));
	return pq_authorization_write(challenge, &credentials, &use, &out);
}

static void assert_written(const char *expected)
{
	assert_int_equal(out.len, strlen(expected));
	assert_memory_equal(out.data, expected, out.len);
}

static void assert_basic(const char *user, const char *password, const char *expected)
{
	assert_int_equal(answer(pick("Basic realm=\"x\""), pq_view_str(user), pq_view_str(password), ""), PQ_ERR_OK);
	assert_written(expected);
}

/* RFC 7617 2 and 2.1. */
static void basic_is_the_pair_in_base64(void **state)
{
	(void)state;
	assert_basic("Aladdin", "open sesame", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
	assert_basic("test", "123\xc2\xa3", "Basic dGVzdDoxMjPCow==");
	assert_basic("", "", "Basic Og==");
	assert_basic("a", "b:c", "Basic YTpiOmM=");
	assert_basic("a\"\\b", "\"", "Basic YSJcYjoi");
}

#define REALM "realm=\"http-auth@example.org\", "
#define NONCE "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
#define OPAQUE "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
#define CNONCE "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
#define ASKED REALM "qop=\"auth, auth-int\", " NONCE OPAQUE ", algorithm="

static void assert_rfc_7616(const char *algorithm, const char *response)
{
	char challenge[512] = "Digest " ASKED;
	char expected[1024] = "Digest username=\"Mufasa\", " REALM "uri=\"/dir/index.html\", algorithm=";

	strcat(challenge, algorithm);
	strcat(expected, algorithm);
	strcat(expected, ", " NONCE "nc=00000001, cnonce=\"" CNONCE "\", qop=auth, response=\"");
	strcat(expected, response);
	strcat(expected, "\", " OPAQUE);
	assert_int_equal(answer(pick(challenge), pq_view_str("Mufasa"), pq_view_str("Circle of Life"), CNONCE),
			 PQ_ERR_OK);
	assert_written(expected);
}

/* RFC 7616 3.9.1; the values for -sess were computed by another program from 3.4.2. */
static void digest_is_that_of_rfc_7616(void **state)
{
	(void)state;
	assert_rfc_7616("MD5", "8ca523f5e9506fed4657c9700eebdbec");
	assert_rfc_7616("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
	assert_rfc_7616("MD5-sess", "e783283f46242139c486a698fec7211d");
	assert_rfc_7616("SHA-256-sess", "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7");
}

/* RFC 2617 3.5: no algorithm is named, and none is echoed. */
static void digest_is_that_of_rfc_2617(void **state)
{
	(void)state;
	assert_int_equal(answer(pick("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", "
				     "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
				     "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""),
				pq_view_str("Mufasa"), pq_view_str("Circle Of Life"), "0a4f113b"),
			 PQ_ERR_OK);
	assert_written("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", uri=\"/dir/index.html\", "
		       "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", nc=00000001, cnonce=\"0a4f113b\", qop=auth, "
		       "response=\"6629fae49393a05397450978507c4ef1\", "
		       "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
}

/* RFC 2069 2.4, with the response of its erratum. */
static void without_qop_digest_is_that_of_rfc_2069(void **state)
{
	(void)state;
	assert_int_equal(answer(pick("Digest realm=\"testrealm@host.com\", nonce=dcd98b7102dd2f0e8b11d0f600bfb0c093"),
				pq_view_str("Mufasa"), pq_view_str("CircleOfLife"), "unused"),
			 PQ_ERR_OK);
	assert_written("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", uri=\"/dir/index.html\", "
		       "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", response=\"1949323746fe6a43ef61f9606e7febea\"");
}

/* RFC 7616 3.4.4. */
static void a_hashed_user_name_is_not_told(void **state)
{
	static const struct pq_view hashed =
		PQ_VIEW("Digest username=\"a947aad205e80e429958a387394944c6b496301e79f89d35a4cc23b6ee12b5b6\", realm=");
	static const struct pq_view mark = PQ_VIEW(", userhash=true");

	(void)state;
	assert_int_equal(
		answer(pick("Digest " ASKED "SHA-256, userhash=true"), pq_view_str("Mufasa"), pq_view_str("x"), CNONCE),
		PQ_ERR_OK);
	assert_true(pq_view_starts(pq_buf_view(&out), hashed));
	assert_true(pq_view_eq(pq_view_from(pq_buf_view(&out), out.len - mark.len), mark));
}

/* The count goes out as eight digits (RFC 7616 3.4). */
static void the_count_has_eight_digits(void **state)
{
	const struct pq_login credentials = { pq_view_str("Mufasa"), pq_view_str("Circle of Life") };
	struct pq_digest_use use = { pq_view_str("GET"), pq_view_str("/dir/index.html"), pq_view_str(CNONCE),
				     UINT32_C(0xffffffff) };

	(void)state;
	pq_buf_init(&out, out_bytes, sizeof(out_bytes));
	assert_int_equal(pq_authorization_write(pick("Digest " ASKED "MD5"), &credentials, &use, &out), PQ_ERR_OK);
	pq_buf_add_byte(&out, '\0');
	assert_non_null(strstr((char *)out_bytes, ", nc=ffffffff, "));
	assert_non_null(strstr((char *)out_bytes, ", response=\"bf65a0259caf729a45ebe54b70497585\""));
}

static void the_strongest_challenge_is_picked(void **state)
{
	static const struct {
		const char *field;
		size_t index;
	} rows[] = {
		{ "Basic realm=a, Digest realm=b, nonce=c", 1 },
		{ "Digest realm=b, nonce=c, Basic realm=a", 0 },
		{ "Digest realm=a, nonce=b, Digest realm=a, nonce=b, algorithm=SHA-256", 1 },
		{ "Digest realm=a, nonce=b, algorithm=SHA-256-sess, qop=auth, Digest realm=a, nonce=b", 0 },
		{ "Digest realm=a, nonce=b, Digest realm=c, nonce=d", 0 },
		{ "Negotiate, NTLM abc=, Basic realm=a", 2 },
		{ "Digest realm=a, nonce=b, algorithm=SHA-512-256, Basic realm=a", 1 },
		{ "Digest realm=a, nonce=b, qop=auth-int, Basic realm=a", 1 },
		{ "Digest realm=a, Basic realm=a", 1 },
		{ "Digest nonce=b, Basic realm=a", 1 },
		{ "Digest realm=a, nonce=b, algorithm=MD5-sess, Basic", 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_ptr_equal(pick(rows[i].field), &list.items[rows[i].index]);
	assert_null(pick(""));
	assert_null(pick("Negotiate, NTLM, Bearer realm=x"));
	assert_null(pick("Digest realm=a, nonce=b, algorithm=SHA-512-256"));
	assert_null(pick("Digest realm=a, nonce=b, qop=\"\""));
}

/* The name of one value, and where its quoted string should be. */
static void hostile_values_stay_inside_their_quotes(void **state)
{
	(void)state;
	assert_int_equal(answer(pick("Digest realm=\"r\\\", uri=\\\"/x\\\\\", nonce=\"n\\\"o\", opaque=\"\\\\\\\"\""),
				pq_view_str("a\"b\\c"), pq_view_str("p"), "unused"),
			 PQ_ERR_OK);
	assert_written("Digest username=\"a\\\"b\\\\c\", realm=\"r\\\", uri=\\\"/x\\\\\", uri=\"/dir/index.html\", "
		       "nonce=\"n\\\"o\", response=\"5c6fe74c67a4a41e208a022c6741e3b7\", opaque=\"\\\\\\\"\"");
}

static void assert_refused(const struct pq_challenge *challenge, struct pq_view user, struct pq_view password)
{
	assert_int_equal(answer(challenge, user, password, "c"), PQ_ERR_SYNTAX);
	assert_int_equal(out.len, 0);
}

/* Each control byte, at each place that somebody else fills. */
static void control_bytes_are_refused_everywhere(void **state)
{
	const struct pq_view plain = pq_view_str("x");
	const struct pq_challenge innocent = { .scheme = PQ_AUTH_DIGEST,
					       .given = PQ_GIVEN_REALM | PQ_GIVEN_NONCE | PQ_GIVEN_OPAQUE,
					       .realm = plain,
					       .nonce = plain,
					       .opaque = plain };
	const struct pq_challenge basic = { .scheme = PQ_AUTH_BASIC };

	(void)state;
	for (unsigned int c = 0; c <= 0x7f; c += c == 0x1f ? 0x60 : 1) {
		const unsigned char bytes[] = { 'a', (unsigned char)c, 'b' };
		const struct pq_view bad = pq_view(bytes, sizeof(bytes));
		struct pq_challenge challenge[3] = { innocent, innocent, innocent };

		challenge[0].realm = challenge[1].nonce = challenge[2].opaque = bad;
		for (size_t i = 0; i < COUNT(challenge); i++)
			assert_refused(&challenge[i], plain, plain);
		assert_refused(&innocent, bad, plain);
		assert_refused(&innocent, plain, bad);
		assert_refused(&basic, bad, plain);
		assert_refused(&basic, plain, bad);
	}
	assert_int_equal(answer(&innocent, plain, plain, "c"), PQ_ERR_OK);
	assert_int_equal(answer(&innocent, pq_view_str("a\xc3\xa4:"), plain, "c"), PQ_ERR_OK);
	assert_int_equal(answer(&innocent, plain, plain, "c\n"), PQ_ERR_SYNTAX);
}

/* RFC 7617 2: "a user-id containing a colon character is invalid". */
static void basic_has_no_user_name_with_a_colon(void **state)
{
	(void)state;
	assert_refused(pick("Basic realm=x"), pq_view_str("a:b"), pq_view_str("c"));
	assert_refused(pick("Basic realm=x"), pq_view_str(":"), pq_view_str(""));
}

static void long_credentials_are_limits(void **state)
{
	static unsigned char bytes[PQ_MAX_CREDENTIAL + 1];
	const struct pq_view most = pq_view(bytes, PQ_MAX_CREDENTIAL);
	const struct pq_view more = pq_view(bytes, PQ_MAX_CREDENTIAL + 1);

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	for (int i = 0; i < 2; i++) {
		const struct pq_challenge *challenge = pick(i ? "Basic realm=x" : "Digest realm=x, nonce=y");

		assert_int_equal(answer(challenge, most, most, ""), PQ_ERR_OK);
		assert_int_equal(answer(challenge, more, most, ""), PQ_ERR_LIMIT);
		assert_int_equal(answer(challenge, most, more, ""), PQ_ERR_LIMIT);
		assert_int_equal(out.len, 0);
	}
}

/* What stood in the buffer before stays, and a value that does not fit leaves nothing behind. */
static void a_value_needs_room(void **state)
{
	const struct pq_login credentials = { pq_view_str("a"), pq_view_str("b") };
	const struct pq_digest_use use = { pq_view_str("GET"), pq_view_str("/"), pq_view_str("c"), 1 };
	const struct pq_challenge *basic = pick("Basic realm=x");

	(void)state;
	for (size_t cap = 2; cap <= 12; cap++) {
		pq_buf_init(&out, out_bytes, cap);
		pq_buf_add_str(&out, "=>");
		assert_int_equal(pq_authorization_write(basic, &credentials, &use, &out),
				 cap == 12 ? PQ_ERR_OK : PQ_ERR_NO_SPACE);
		assert_true(pq_view_is(pq_buf_view(&out), cap == 12 ? "=>Basic YTpi" : "=>"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(basic_is_the_pair_in_base64),
		cmocka_unit_test(digest_is_that_of_rfc_7616),
		cmocka_unit_test(digest_is_that_of_rfc_2617),
		cmocka_unit_test(without_qop_digest_is_that_of_rfc_2069),
		cmocka_unit_test(a_hashed_user_name_is_not_told),
		cmocka_unit_test(the_count_has_eight_digits),
		cmocka_unit_test(the_strongest_challenge_is_picked),
		cmocka_unit_test(hostile_values_stay_inside_their_quotes),
		cmocka_unit_test(control_bytes_are_refused_everywhere),
		cmocka_unit_test(basic_has_no_user_name_with_a_colon),
		cmocka_unit_test(long_credentials_are_limits),
		cmocka_unit_test(a_value_needs_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
