/* SPDX-License-Identifier: MIT */
#include "sink/dns.h"

#define HEADER 12
#define CLASS_IN 1
#define TTL_S 1

/* RFC 1035 4.1.1 */
enum {
	FLAG_RESPONSE = 0x8000,
	FLAG_OPCODE = 0x7800,
	FLAG_AUTHORITATIVE = 0x0400,
	FLAG_RECURSION_WANTED = 0x0100,
	FLAG_RECURSION_THERE = 0x0080,
	NO_SUCH_NAME = 3
};

static uint16_t number_at(struct pq_view message, size_t at)
{
	return (uint16_t)(message.data[at] << 8 | message.data[at + 1]);
}

static void add_number(struct pq_buf *out, unsigned int number)
{
	pq_buf_add_byte(out, (unsigned char)(number >> 8));
	pq_buf_add_byte(out, (unsigned char)number);
}

/* A dot inside a label is none between two: it is written "\\." (RFC 1035 5.1), and a backslash twice. */
static bool add_label(struct pq_view label, struct pq_dns_question *out)
{
	for (size_t i = 0; i < label.len; i++) {
		bool escaped = label.data[i] == '.' || label.data[i] == '\\';

		if (out->host_len + escaped >= 254)
			return false;
		if (escaped)
			out->host[out->host_len++] = '\\';
		out->host[out->host_len++] = label.data[i];
	}
	return true;
}

/* Reads the labels from *at on; a question is never compressed. */
static bool read_name(struct pq_view message, size_t *at, struct pq_dns_question *out)
{
	out->host_len = 0;
	while (*at < message.len && message.data[*at] != 0) {
		size_t len = message.data[*at];

		if (len > 63 || len >= message.len - *at || out->host_len + len + 1 > 254)
			return false;
		if (out->host_len > 0)
			out->host[out->host_len++] = '.';
		if (!add_label(pq_view_slice(message, *at + 1, *at + 1 + len), out))
			return false;
		*at += len + 1;
	}
	(*at)++;
	return *at <= message.len;
}

enum pq_err pq_dns_read(struct pq_view message, struct pq_dns_question *out)
{
	struct pq_dns_question question;
	size_t at = HEADER;

	if (message.len < HEADER || number_at(message, 4) != 1)
		return PQ_ERR_SYNTAX;
	question.id = number_at(message, 0);
	question.flags = number_at(message, 2);
	if (question.flags & (FLAG_RESPONSE | FLAG_OPCODE))
		return PQ_ERR_SYNTAX;
	if (!read_name(message, &at, &question) || message.len - at < 4)
		return PQ_ERR_SYNTAX;
	question.type = number_at(message, at);
	question.raw = pq_view_slice(message, HEADER, at + 4);
	*out = question;
	return PQ_ERR_OK;
}

static bool fits(const struct pq_dns_question *question, const struct pq_address *address)
{
	return (question->type == PQ_DNS_A && address->family == 4) ||
	       (question->type == PQ_DNS_AAAA && address->family == 6);
}

static void add_record(const struct pq_dns_question *question, const struct pq_address *address, struct pq_buf *out)
{
	size_t len = address->family == 4 ? 4 : 16;

	add_number(out, 0xc000 | HEADER); /* the name of the question */
	add_number(out, question->type);
	add_number(out, CLASS_IN);
	add_number(out, 0);
	add_number(out, TTL_S);
	add_number(out, (unsigned int)len);
	pq_buf_add(out, pq_view(address->bytes, len));
}

void pq_dns_answer(const struct pq_dns_question *question, bool exists, const struct pq_address *addresses,
		   size_t count, struct pq_buf *out)
{
	unsigned int flags = FLAG_RESPONSE | FLAG_AUTHORITATIVE | FLAG_RECURSION_THERE;
	unsigned int records = 0;

	for (size_t i = 0; i < count; i++)
		records += fits(question, &addresses[i]);
	add_number(out, question->id);
	add_number(out, flags | (question->flags & FLAG_RECURSION_WANTED) | (exists ? 0 : NO_SUCH_NAME));
	add_number(out, 1);
	add_number(out, records);
	add_number(out, 0);
	add_number(out, 0);
	pq_buf_add(out, question->raw);
	for (size_t i = 0; i < count; i++)
		if (fits(question, &addresses[i]))
			add_record(question, &addresses[i], out);
}
