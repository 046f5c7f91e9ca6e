/* SPDX-License-Identifier: MIT */
/*
 * STUN messages (RFC 8489, RFC 8656), against the vectors of RFC 5769, whose checksums vouch for themselves. Every
 * response is read whole, as a datagram and byte by byte, and cut short.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "wire/stun_request.h"
#include "wire/stun_response.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(literal) pq_view(literal, sizeof(literal) - 1)

#define ID "\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xae"
#define COOKIE "\x21\x12\xa4\x42"
#define RELAYED "\x00\x16\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43" /* 192.0.2.1 port 32853 */
#define MAPPED "\x00\x20\x00\x08\x00\x01\xa1\x47\xe1\x12\xa6\x43"
#define STALE "\x00\x09\x00\x04\x00\x00\x04\x26"

static const unsigned char id[PQ_STUN_ID + 1] = ID;

/* RFC 5769 2.2 and 2.3; the password of both is the short-term one of 2. */
static const char ipv4_vector[] = "\x01\x01\x00\x3c" COOKIE ID "\x80\x22\x00\x0btest vector " MAPPED "\x00\x08\x00\x14"
				  "\x2b\x91\xf5\x99\xfd\x9e\x90\xc3\x8c\x74\x89\xf9\x2a\xf9\xba\x53\xf0\x6b\xe7\xd7"
				  "\x80\x28\x00\x04\xc0\x7d\x4c\x96";
static const char ipv6_vector[] =
	"\x01\x01\x00\x48" COOKIE ID "\x80\x22\x00\x0btest vector "
	"\x00\x20\x00\x14\x00\x02\xa1\x47\x01\x13\xa9\xfa\xa5\xd3\xf1\x79\xbc\x25\xf4\xb5\xbe\xd2\xb9\xd9"
	"\x00\x08\x00\x14\xa3\x82\x95\x4e\x4b\xe6\x7b\xf1\x17\x84\xc9\x7c\x82\x92\xc2\x75\xbf\xe3\xed\x41"
	"\x80\x28\x00\x04\xc8\xfb\x0b\x4c";
static const char vector_password[] = "VOkJxbRl1RmTxUk/WvJxBt";

/* RFC 5769 2.4: a request with a long-term credential; the password is given as SASLprep leaves it. */
static const char long_term_vector[] =
	"\x00\x01\x00\x60" COOKIE "\x78\xad\x34\x33\xc6\xad\x72\xc0\x29\xda\x41\x2e"
	"\x00\x06\x00\x12\xe3\x83\x9e\xe3\x83\x88\xe3\x83\xaa\xe3\x83\x83\xe3\x82\xaf\xe3\x82\xb9\x00\x00"
	"\x00\x15\x00\x1c"
	"f//499k954d6OL34oL9FSTvy64sA"
	"\x00\x14\x00\x0b"
	"example.org\0"
	"\x00\x08\x00\x14\xf6\x70\x24\x65\x6d\xd6\x4a\x3e\x02\xb8\xe0\x71\x2e\x85\xc9\xa2\x8c\xa8\x96\x66";

/* Offers the first byte, the first two, and so on. */
static enum pq_err read_bytewise(struct pq_stun_response *response, struct pq_view bytes, enum pq_stun_method method)
{
	enum pq_err err = PQ_ERR_INCOMPLETE;

	for (size_t n = 0; n <= bytes.len && err == PQ_ERR_INCOMPLETE; n++)
		err = pq_stun_response_read(response, pq_view(bytes.data, n), method, id, PQ_STUN_STREAM);
	return err;
}

/* Reads a message from a buffer of its exact size, in every way; the ways agree. */
static enum pq_err read_message(struct pq_stun_response *response, struct pq_view bytes, enum pq_stun_method method)
{
	static unsigned char copy[PQ_MAX_STUN_RESPONSE + 64];
	struct pq_stun_response stream = { .error = 0 };
	unsigned char *exact = malloc(bytes.len ? bytes.len : 1);
	enum pq_err err;
	enum pq_err datagram;

	memcpy(exact, bytes.data, bytes.len);
	memcpy(copy, bytes.data, bytes.len);
	err = read_bytewise(&stream, pq_view(exact, bytes.len), method);
	assert_int_equal(pq_stun_response_read(&stream, pq_view(exact, bytes.len), method, id, PQ_STUN_STREAM), err);
	free(exact);
	datagram = pq_stun_response_read(response, pq_view(copy, bytes.len), method, id, PQ_STUN_DATAGRAM);
	assert_int_equal(datagram, err == PQ_ERR_INCOMPLETE ? PQ_ERR_SYNTAX : err);
	if (err == PQ_ERR_OK) {
		assert_int_equal(stream.error, response->error);
		assert_int_equal(stream.consumed, bytes.len);
		assert_int_equal(stream.realm.len, response->realm.len);
	}
	return err;
}

static void the_sample_responses_are_read_and_authentic(void **state)
{
	static const struct pq_address ipv4 = { 4, { 192, 0, 2, 1 } };
	static const struct pq_address ipv6 = {
		6, { 0x20, 0x01, 0x0d, 0xb8, 0x12, 0x34, 0x56, 0x78, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77 }
	};
	struct pq_view password = BYTES(vector_password);
	struct pq_stun_response response;

	(void)state;
	assert_int_equal(read_message(&response, BYTES(ipv4_vector), PQ_STUN_BINDING), PQ_ERR_OK);
	assert_int_equal(response.error, 0);
	assert_true(pq_address_eq(&response.mapped.address, &ipv4));
	assert_int_equal(response.mapped.port, 32853);
	assert_int_equal(response.relayed.address.family, 0);
	assert_true(pq_stun_response_authentic(&response, BYTES(ipv4_vector), password));
	assert_int_equal(read_message(&response, BYTES(ipv6_vector), PQ_STUN_BINDING), PQ_ERR_OK);
	assert_true(pq_address_eq(&response.mapped.address, &ipv6));
	assert_int_equal(response.mapped.port, 32853);
	assert_true(pq_stun_response_authentic(&response, BYTES(ipv6_vector), password));
	assert_false(pq_stun_response_authentic(&response, BYTES(ipv6_vector), BYTES("VOkJxbRl1RmTxUk/WvJxBT")));
}

/* Our request ends in a FINGERPRINT, which the vector lacks: up to it only the length in the header differs. */
static void the_long_term_request_is_the_vectors(void **state)
{
	struct pq_view vector = BYTES(long_term_vector);
	struct pq_stun_request request = {
		.method = PQ_STUN_BINDING,
		.answered = true,
		.username = BYTES("\xe3\x83\x9e\xe3\x83\x88\xe3\x83\xaa\xe3\x83\x83\xe3\x82\xaf\xe3\x82\xb9"),
		.realm = BYTES("example.org"),
		.nonce = BYTES("f//499k954d6OL34oL9FSTvy64sA"),
		.password = BYTES("TheMatrIX"),
	};
	unsigned char room[256];
	struct pq_buf out;

	(void)state;
	memcpy(request.id, vector.data + 8, PQ_STUN_ID);
	pq_buf_init(&out, room, sizeof(room));
	pq_stun_request_write(&request, &out);
	assert_int_equal(out.len, vector.len + 8);
	assert_int_equal(room[3], vector.data[3] + 8);
	assert_memory_equal(room + 4, vector.data + 4, vector.len - 4);
	assert_memory_equal(room + vector.len, "\x80\x28\x00\x04", 4);
}

static void a_first_request_has_no_credential(void **state)
{
	static const char binding[] = "\x00\x01\x00\x08" COOKIE ID "\x80\x28\x00\x04";
	static const char allocate[] = "\x00\x03\x00\x10" COOKIE ID "\x00\x19\x00\x04\x11\x00\x00\x00\x80\x28\x00\x04";
	struct pq_stun_request request = { .method = PQ_STUN_BINDING, .username = BYTES("user") };
	unsigned char room[64];
	struct pq_buf out;

	(void)state;
	memcpy(request.id, id, PQ_STUN_ID);
	pq_buf_init(&out, room, sizeof(room));
	pq_stun_request_write(&request, &out);
	assert_int_equal(out.len, sizeof(binding) - 1 + 4);
	assert_memory_equal(room, binding, sizeof(binding) - 1);
	pq_buf_reset(&out);
	request.method = PQ_STUN_ALLOCATE;
	pq_stun_request_write(&request, &out);
	assert_int_equal(out.len, sizeof(allocate) - 1 + 4);
	assert_memory_equal(room, allocate, sizeof(allocate) - 1);
}

static void the_longest_request_fits_and_a_longer_storage_is_not_needed(void **state)
{
	static unsigned char text[PQ_MAX_STUN_TEXT];
	static unsigned char room[PQ_MAX_STUN_REQUEST];
	struct pq_stun_request request = {
		.method = PQ_STUN_ALLOCATE,
		.answered = true,
		.username = { text, PQ_MAX_STUN_USERNAME },
		.realm = { text, PQ_MAX_STUN_TEXT },
		.nonce = { text, PQ_MAX_STUN_TEXT },
	};
	struct pq_buf out;

	(void)state;
	for (size_t cap = 0; cap < sizeof(room); cap += 97) {
		pq_buf_init(&out, room, cap);
		pq_stun_request_write(&request, &out);
		assert_false(pq_buf_ok(&out));
	}
	pq_buf_init(&out, room, sizeof(room));
	pq_stun_request_write(&request, &out);
	assert_true(pq_buf_ok(&out));
	assert_int_equal(out.len, PQ_MAX_STUN_REQUEST);
}

static void an_allocation_tells_the_relayed_address(void **state)
{
	static const char success[] = "\x01\x03\x00\x0c" COOKIE ID RELAYED;
	static const char mapped_only[] = "\x01\x03\x00\x0c" COOKIE ID MAPPED;
	struct pq_stun_response response;

	(void)state;
	assert_int_equal(read_message(&response, BYTES(success), PQ_STUN_ALLOCATE), PQ_ERR_OK);
	assert_int_equal(response.error, 0);
	assert_int_equal(response.relayed.port, 32853);
	assert_int_equal(response.integrity, 0);
	assert_false(pq_stun_response_authentic(&response, BYTES(success), BYTES("")));
	assert_int_equal(read_message(&response, BYTES(mapped_only), PQ_STUN_ALLOCATE), PQ_ERR_SYNTAX);
}

static void a_challenge_tells_realm_and_nonce_as_they_stand(void **state)
{
	static const char message[] = "\x01\x13\x00\x1c" COOKIE ID "\x00\x09\x00\x05\x00\x00\x04\x01N\0\0\0"
				      "\x00\x14\x00\x03\r\n\0\0"
				      "\x00\x15\x00\x02no\0\0";
	struct pq_stun_response response;

	(void)state;
	assert_int_equal(read_message(&response, BYTES(message), PQ_STUN_ALLOCATE), PQ_ERR_OK);
	assert_int_equal(response.error, 401);
	assert_true(pq_view_eq(response.realm, BYTES("\r\n\0")));
	assert_true(pq_view_is(response.nonce, "no"));
}

static void what_is_no_answer_to_the_request_is_refused(void **state)
{
	static const struct {
		const char *why;
		struct pq_view bytes;
		enum pq_err err;
	} rows[] = {
#define ROW(why, literal) { why, PQ_VIEW(literal), PQ_ERR_SYNTAX }
		ROW("not STUN", "HTTP/1.1 200 OK\r\n\r\n"),
		ROW("the two highest bits are not zero", "\x81\x03\x00\x0c" COOKIE ID RELAYED),
		ROW("a request", "\x00\x03\x00\x0c" COOKIE ID RELAYED),
		ROW("an indication", "\x00\x13\x00\x0c" COOKIE ID RELAYED),
		ROW("another method", "\x01\x01\x00\x0c" COOKIE ID MAPPED),
		ROW("the length is no multiple of four", "\x01\x03\x00\x0d" COOKIE ID RELAYED "\x00"),
		ROW("another cookie", "\x01\x03\x00\x0c\x21\x12\xa4\x43" ID RELAYED),
		ROW("another transaction",
		    "\x01\x03\x00\x0c" COOKIE "\xb7\xe7\xa7\x01\xbc\x34\xd6\x86\xfa\x87\xdf\xaf" RELAYED),
		ROW("an attribute beyond the end", "\x01\x03\x00\x10" COOKIE ID RELAYED "\x80\x22\x00\x01"),
		ROW("an attribute far beyond the end", "\x01\x03\x00\x10" COOKIE ID RELAYED "\x80\x22\xff\xff"),
		ROW("an address of another length", "\x01\x03\x00\x08" COOKIE ID "\x00\x16\x00\x04\x00\x01\xa1\x47"),
		ROW("an empty address", "\x01\x03\x00\x04" COOKIE ID "\x00\x16\x00\x00"),
		ROW("an address of no family",
		    "\x01\x03\x00\x0c" COOKIE ID "\x00\x16\x00\x08\x00\x03\xa1\x47\xe1\x12\xa6\x43"),
		ROW("what must be understood and is not", "\x01\x03\x00\x10" COOKIE ID RELAYED "\x00\x02\x00\x00"),
		ROW("a success that is an error", "\x01\x03\x00\x14" COOKIE ID RELAYED STALE),
		ROW("an error without a code", "\x01\x13\x00\x00" COOKIE ID),
		ROW("an error code of class 2", "\x01\x13\x00\x08" COOKIE ID "\x00\x09\x00\x04\x00\x00\x02\x00"),
		ROW("an error code of class 7", "\x01\x13\x00\x08" COOKIE ID "\x00\x09\x00\x04\x00\x00\x07\x00"),
		ROW("an error code above 99", "\x01\x13\x00\x08" COOKIE ID "\x00\x09\x00\x04\x00\x00\x04\x64"),
		ROW("half an error code", "\x01\x13\x00\x08" COOKIE ID "\x00\x09\x00\x02\x00\x00\x04\x01"),
		ROW("an integrity of 4 bytes", "\x01\x03\x00\x14" COOKIE ID RELAYED "\x00\x08\x00\x04\x00\x00\x00\x00"),
		ROW("a wrong fingerprint", "\x01\x03\x00\x14" COOKIE ID RELAYED "\x80\x28\x00\x04\x00\x00\x00\x00"),
		ROW("an empty fingerprint", "\x01\x03\x00\x10" COOKIE ID RELAYED "\x80\x28\x00\x00"),
#undef ROW
		{ "64 KiB", PQ_VIEW("\x01\x03\xff\xfc" COOKIE ID RELAYED), PQ_ERR_LIMIT },
	};
	struct pq_stun_response response = { .error = 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		if (read_message(&response, rows[i].bytes, PQ_STUN_ALLOCATE) != rows[i].err)
			fail_msg("%s is taken for something else", rows[i].why);
		assert_int_equal(response.error, 7);
	}
}

/* RFC 8489 14.7. The two bytes that say "FINGERPRINT" are not among those that it vouches for. */
static void a_flipped_bit_of_a_datagram_is_noticed(void **state)
{
	struct pq_stun_response response;
	unsigned char copy[sizeof(ipv4_vector) - 1];

	(void)state;
	for (size_t bit = 0; bit < sizeof(copy) * 8; bit++) {
		if (bit / 8 == sizeof(copy) - 8 || bit / 8 == sizeof(copy) - 7)
			continue;
		memcpy(copy, ipv4_vector, sizeof(copy));
		copy[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_not_equal(pq_stun_response_read(&response, pq_view(copy, sizeof(copy)), PQ_STUN_BINDING, id,
							   PQ_STUN_DATAGRAM),
				     PQ_ERR_OK);
	}
}

static void a_message_that_is_cut_short_is_not_complete(void **state)
{
	struct pq_stun_response response;

	(void)state;
	for (size_t len = 0; len < sizeof(ipv4_vector) - 1; len++)
		assert_int_equal(read_message(&response, pq_view(ipv4_vector, len), PQ_STUN_BINDING),
				 PQ_ERR_INCOMPLETE);
}

static void a_stream_says_where_the_message_ends_and_a_datagram_has_nothing_behind_it(void **state)
{
	static const char more[] = "\x01\x03\x00\x0c" COOKIE ID RELAYED "more";
	struct pq_stun_response response;

	(void)state;
	assert_int_equal(pq_stun_response_read(&response, BYTES(more), PQ_STUN_ALLOCATE, id, PQ_STUN_STREAM),
			 PQ_ERR_OK);
	assert_int_equal(response.consumed, sizeof(more) - 1 - 4);
	assert_int_equal(pq_stun_response_read(&response, BYTES(more), PQ_STUN_ALLOCATE, id, PQ_STUN_DATAGRAM),
			 PQ_ERR_SYNTAX);
}

/* RFC 8489 14: the first of two counts; 14.5: nothing behind MESSAGE-INTEGRITY does. */
static void the_first_attribute_counts_and_none_behind_the_integrity(void **state)
{
	static const char twice[] = "\x01\x13\x00\x20" COOKIE ID STALE "\x00\x14\x00\x01"
				    "a\0\0\0"
				    "\x00\x14\x00\x01"
				    "b\0\0\0"
				    "\x00\x09\x00\x04\x00\x00\x05\x00";
	static const char behind[] = "\x01\x13\x00\x28" COOKIE ID STALE "\x00\x08\x00\x14"
				     "12345678901234567890"
				     "\x00\x14\x00\x01"
				     "a\0\0\0";
	struct pq_stun_response response;

	(void)state;
	assert_int_equal(read_message(&response, BYTES(twice), PQ_STUN_ALLOCATE), PQ_ERR_OK);
	assert_int_equal(response.error, 438);
	assert_true(pq_view_is(response.realm, "a"));
	assert_int_equal(read_message(&response, BYTES(behind), PQ_STUN_ALLOCATE), PQ_ERR_OK);
	assert_int_equal(response.realm.len, 0);
	assert_int_equal(response.integrity, PQ_STUN_HEADER + 8);
}

/* A response with a realm of so many bytes; the message grows with it. */
static enum pq_err read_realm(size_t len)
{
	static unsigned char message[PQ_MAX_STUN_RESPONSE];
	static const char start[] = "\x01\x13\x00\x00" COOKIE ID STALE "\x00\x14";
	struct pq_stun_response response;
	size_t length = 8 + 4 + (len + 3) / 4 * 4;

	memset(message, 'r', sizeof(message));
	memcpy(message, start, sizeof(start) - 1);
	message[2] = (unsigned char)(length >> 8);
	message[3] = (unsigned char)length;
	message[sizeof(start) - 1] = (unsigned char)(len >> 8);
	message[sizeof(start)] = (unsigned char)len;
	return read_message(&response, pq_view(message, PQ_STUN_HEADER + length), PQ_STUN_ALLOCATE);
}

static void a_hostile_realm_is_bounded(void **state)
{
	(void)state;
	assert_int_equal(read_realm(0), PQ_ERR_OK);
	assert_int_equal(read_realm(PQ_MAX_STUN_TEXT), PQ_ERR_OK);
	assert_int_equal(read_realm(PQ_MAX_STUN_TEXT + 1), PQ_ERR_LIMIT);
	assert_int_equal(read_realm(2000), PQ_ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_sample_responses_are_read_and_authentic),
		cmocka_unit_test(the_long_term_request_is_the_vectors),
		cmocka_unit_test(a_first_request_has_no_credential),
		cmocka_unit_test(the_longest_request_fits_and_a_longer_storage_is_not_needed),
		cmocka_unit_test(an_allocation_tells_the_relayed_address),
		cmocka_unit_test(a_challenge_tells_realm_and_nonce_as_they_stand),
		cmocka_unit_test(what_is_no_answer_to_the_request_is_refused),
		cmocka_unit_test(a_flipped_bit_of_a_datagram_is_noticed),
		cmocka_unit_test(a_message_that_is_cut_short_is_not_complete),
		cmocka_unit_test(a_stream_says_where_the_message_ends_and_a_datagram_has_nothing_behind_it),
		cmocka_unit_test(the_first_attribute_counts_and_none_behind_the_integrity),
		cmocka_unit_test(a_hostile_realm_is_bounded),
	};

	return cmocka_run_group_tests_name("stun", tests, NULL, NULL);
}
