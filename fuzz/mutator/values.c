/* SPDX-License-Identifier: MIT */
#include "mutator/values.h"

#include "base/ascii.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A pick of one view out of a static table. */
#define ONE_OF(random, table) ((table)[pq_random_below((random), COUNT(table))])

static void add_bad_port(struct pq_values *values, uint16_t port)
{
	for (size_t i = 0; i < values->bad_port_count; i++)
		if (values->bad_ports[i] == port)
			return;
	if (values->bad_port_count < PQ_VALUES_PORTS)
		values->bad_ports[values->bad_port_count++] = port;
}

static void add_bad_ports_of(struct pq_values *values, const struct pq_entry *entry)
{
	for (size_t i = 0; i < entry->range_count; i++)
		for (uint32_t port = entry->ranges[i].first; port <= entry->ranges[i].last; port++)
			add_bad_port(values, (uint16_t)port);
}

/* Ports come from the policy's lines, not from its checks: a check that has forgotten one is just what is looked for. */
bool pq_values_open(struct pq_values *values)
{
	static const uint32_t schemes = 1u << PQ_SCHEME_HTTP | 1u << PQ_SCHEME_FTP | 1u << PQ_SCHEME_STUN_TCP;

	values->bad_port_count = 0;
	if (pq_policy_parse_builtin(&values->policy, pq_view_str("fetch")) != PQ_ERR_OK)
		return false;
	for (size_t i = 0; i < values->policy.entry_count; i++) {
		const struct pq_entry *entry = &values->policy.entries[i];

		if (entry->in_force && entry->kind == PQ_ENTRY_BLOCK && entry->schemes & schemes)
			add_bad_ports_of(values, entry);
	}
	return values->bad_port_count > 0;
}

uint16_t pq_values_bad_port(const struct pq_values *values, struct pq_random *random)
{
	return values->bad_ports[pq_random_below(random, values->bad_port_count)];
}

uint16_t pq_values_good_port(const struct pq_values *values, struct pq_random *random)
{
	static const uint16_t usual[] = { 80, 443, 8000, 8080, 8443, 9000, 1024, 3478, 65535 };

	(void)values;
	return pq_random_one_in(random, 4) ? (uint16_t)(1024 + pq_random_below(random, 64512)) : ONE_OF(random, usual);
}

uint16_t pq_values_port(const struct pq_values *values, struct pq_random *random)
{
	uint16_t bad = pq_values_bad_port(values, random);

	switch (pq_random_below(random, 8)) {
	case 0:
		return (uint16_t)(bad + 1);
	case 1:
		return (uint16_t)(bad - 1);
	case 2:
		return pq_values_good_port(values, random);
	default:
		return bad;
	}
}

/* Digits of n, one of them written as `written` says: with something before it, or in another script. */
static void add_odd_digit(uint64_t n, struct pq_random *random, struct pq_buf *out)
{
	unsigned char digits[24];
	struct pq_buf text = { digits, 0, sizeof(digits), false };
	size_t odd, kind = pq_random_below(random, 5);

	pq_buf_add_u64(&text, n);
	odd = pq_random_below(random, text.len);
	for (size_t i = 0; i < text.len; i++) {
		if (i == odd && kind == 0)
			pq_buf_add_str(out, "\t");
		if (i == odd && kind == 1)
			pq_buf_add_str(out, "\n");
		if (i == odd && kind == 2) {
			pq_buf_add_str(out, "%3");
			pq_buf_add_byte(out, digits[i]);
		} else if (i == odd && kind == 3) {
			pq_buf_add_str(out, "\xef\xbc");
			pq_buf_add_byte(out, (unsigned char)(digits[i] - '0' + 0x90));
		} else {
			pq_buf_add_byte(out, digits[i]);
		}
		if (i == odd && kind == 4)
			pq_buf_add_str(out, ":");
	}
}

/* What follows or leads the digits. */
static void add_wrapped(uint16_t port, struct pq_random *random, struct pq_buf *out)
{
	static const char *const before[] = { "0", "00", "000000000", "+", "0x", " " };
	static const char *const after[] = { " ", "x", ":80", ":", "@", "\\", "#", ".0", "\r\n" };

	if (pq_random_one_in(random, 2)) {
		pq_buf_add_str(out, ONE_OF(random, before));
		pq_buf_add_u64(out, port);
	} else {
		pq_buf_add_u64(out, port);
		pq_buf_add_str(out, ONE_OF(random, after));
	}
}

void pq_values_spell_port(uint16_t port, struct pq_random *random, struct pq_buf *out)
{
	switch (pq_random_below(random, 12)) {
	case 0:
	case 1:
		pq_buf_add_u64(out, UINT64_C(65536) + port);
		break;
	case 2:
		pq_buf_add_u64(out, UINT64_C(65536) * (1 + pq_random_below(random, 65536)) + port);
		break;
	case 3:
		pq_buf_add_byte(out, '-');
		pq_buf_add_u64(out, 65536u - port);
		break;
	case 4:
		pq_buf_add_u64(out, (UINT64_C(1) << 32) + port);
		break;
	case 5:
		add_odd_digit(port, random, out);
		break;
	case 6:
		add_wrapped(port, random, out);
		break;
	default:
		pq_buf_add_u64(out, port);
	}
}

void pq_values_port_text(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	pq_values_spell_port(pq_values_port(values, random), random, out);
}

/* Appends v in a case of its own: as it stands, all upper, all lower, or each letter by chance. */
static void add_cased(struct pq_view v, struct pq_random *random, struct pq_buf *out)
{
	size_t kind = pq_random_below(random, 4);

	for (size_t i = 0; i < v.len; i++) {
		unsigned char c = v.data[i];
		bool other = kind == 3 && pq_random_one_in(random, 2);

		if (pq_ascii_is(c, PQ_ASCII_ALPHA) && (kind == 1 || other))
			c = (unsigned char)(c & ~0x20);
		else if (pq_ascii_is(c, PQ_ASCII_ALPHA) && kind >= 2)
			c = (unsigned char)(c | 0x20);
		pq_buf_add_byte(out, c);
	}
}

static struct pq_view one_name(const struct pq_name_list *list, struct pq_random *random)
{
	return list->count > 0 ? list->names[pq_random_below(random, list->count)] : pq_view_str("x");
}

void pq_values_forbidden_name(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	static const char *const ends[] = { "Authorization", "Foo", "x", "", "-", "Connection", "Fetch-Site" };
	struct pq_view prefix;

	if (!pq_random_one_in(random, 4)) {
		add_cased(one_name(&values->policy.headers, random), random, out);
		return;
	}
	prefix = one_name(&values->policy.prefixes, random);
	if (pq_random_one_in(random, 6) && prefix.len > 0)
		prefix.len--;
	add_cased(prefix, random, out);
	add_cased(pq_view_str(ONE_OF(random, ends)), random, out);
}

/* A forbidden name that is no longer one: a byte short, a byte long, with an underscore. */
static void add_near_name(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	struct pq_view name = one_name(&values->policy.headers, random);

	switch (pq_random_below(random, 3)) {
	case 0:
		add_cased(pq_view_slice(name, 0, name.len - 1), random, out);
		break;
	case 1:
		add_cased(name, random, out);
		pq_buf_add_byte(out, 's');
		break;
	default:
		for (size_t i = 0; i < name.len; i++)
			pq_buf_add_byte(out, name.data[i] == '-' ? '_' : name.data[i]);
	}
}

void pq_values_name(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	static const char *const others[] = { "Authorization", "X-Api-Key", "Content-Type", "Accept",       "Range",
					      "X-A",           "Cookie",    "Content-Type", "If-None-Match" };
	size_t mark = out->len;

	switch (pq_random_below(random, 8)) {
	case 0:
		add_near_name(values, random, out);
		break;
	case 1:
	case 2:
		add_cased(pq_view_str(ONE_OF(random, others)), random, out);
		break;
	case 3:
		add_cased(one_name(&values->policy.overrides, random), random, out);
		break;
	default:
		pq_values_forbidden_name(values, random, out);
	}
	if (pq_random_one_in(random, 6)) {
		unsigned char copy[64];
		struct pq_view name = pq_buf_since(out, mark);

		name.len = name.len < sizeof(copy) ? name.len : sizeof(copy);
		if (name.len > 0)
			memcpy(copy, name.data, name.len);
		out->len = mark;
		pq_values_break_into(pq_view(copy, name.len), random, out);
	}
}

void pq_values_forbidden_method(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	add_cased(one_name(&values->policy.methods, random), random, out);
}

void pq_values_method(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	static const char *const usual[] = { "GET", "POST", "PUT", "HEAD", "DELETE", "OPTIONS", "PATCH" };

	switch (pq_random_below(random, 6)) {
	case 0:
		pq_values_forbidden_method(values, random, out);
		break;
	case 1:
		pq_values_break_into(pq_view_str(ONE_OF(random, usual)), random, out);
		break;
	case 2:
		pq_buf_add_str(out, ONE_OF(random, usual));
		pq_buf_add_str(out, " / HTTP/1.1\r\nX-A: b\r\n");
		break;
	case 3:
		add_cased(pq_view_str(ONE_OF(random, usual)), random, out);
		break;
	default:
		pq_buf_add_str(out, ONE_OF(random, usual));
	}
}

/* The list of an override header that names a forbidden method somewhere. */
static void add_override(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	static const char *const before[] = { "", "", "GET,", "GET, ", "\"a,\",", "\t", "," };
	static const char *const after[] = { "", "", ",GET", " , x", "\"", "\t", "s" };

	pq_buf_add_str(out, ONE_OF(random, before));
	pq_values_forbidden_method(values, random, out);
	pq_buf_add_str(out, ONE_OF(random, after));
}

void pq_values_value(const struct pq_values *values, struct pq_random *random, struct pq_buf *out)
{
	static const char *const usual[] = { "a",
					     "b",
					     "0",
					     "50",
					     "chunked",
					     "close",
					     "text/plain",
					     "k=v",
					     "Bearer secret",
					     "a.example",
					     "bytes=0-",
					     "keep-alive",
					     "websocket",
					     "application/json",
					     "http://a.example" };

	switch (pq_random_below(random, 5)) {
	case 0:
		add_override(values, random, out);
		break;
	case 1:
	case 2:
		pq_values_break_into(pq_view_str(ONE_OF(random, usual)), random, out);
		break;
	default:
		pq_buf_add_str(out, ONE_OF(random, usual));
	}
}

static const struct pq_view breaks[] = {
	PQ_VIEW("\r\n"),
	PQ_VIEW("\n"),
	PQ_VIEW("\r"),
	PQ_VIEW("\0"),
	PQ_VIEW("\r\nX-A: b"),
	PQ_VIEW("\nX-A: b"),
	PQ_VIEW("\rX-A: b"),
	PQ_VIEW("\r\n b"),
	PQ_VIEW("\r\n\r\n"),
	PQ_VIEW("\r\n\r\nGET /x HTTP/1.1\r\nHost: b\r\n\r\n"),
	PQ_VIEW("\0\r\nX-A: b"),
	PQ_VIEW(" "),
	PQ_VIEW("\t"),
	PQ_VIEW(":"),
	PQ_VIEW(": "),
	PQ_VIEW("\x0b"),
	PQ_VIEW("\x7f"),
	PQ_VIEW("\xc4\x8d\xc4\x8a"), /* U+010D U+010A: CR LF to who keeps the low bytes only */
	PQ_VIEW("\xc4\x8d\xc4\x8aX-A: b"),
	PQ_VIEW("\xe2\x80\xa8"),
	PQ_VIEW("%0D%0A"),
	PQ_VIEW("%0d%0aDELE x"),
	PQ_VIEW("%00"),
	PQ_VIEW("&#13;&#10;"),
	PQ_VIEW("\""),
	PQ_VIEW("\\\""),
	PQ_VIEW("\"; filename=\"x"),
	PQ_VIEW("\"\r\nX-A: b"),
	PQ_VIEW("\r\nContent-Type: text/html\r\n\r\n"),
	PQ_VIEW(","),
	PQ_VIEW(";"),
};

struct pq_view pq_values_break(struct pq_random *random)
{
	return ONE_OF(random, breaks);
}

void pq_values_break_into(struct pq_view v, struct pq_random *random, struct pq_buf *out)
{
	/* Ends are odd places more often than others. */
	size_t at = pq_random_one_in(random, 3)   ? v.len
		    : pq_random_one_in(random, 4) ? 0
						  : pq_random_below(random, v.len + 1);

	pq_buf_add(out, pq_view_slice(v, 0, at));
	pq_buf_add(out, pq_values_break(random));
	pq_buf_add(out, pq_view_from(v, at));
	if (at == v.len && pq_random_one_in(random, 2))
		pq_buf_add_byte(out, 'a');
}
