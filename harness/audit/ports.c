/* SPDX-License-Identifier: MIT */
#include "audit/ports.h"

#include <string.h>

/* Bad ports that stand for something: mail, name service, chat, SIP, X11, a late addition, and port 0. */
static const uint16_t first_bad[] = { 25, 6667, 0, 22, 5060, 6000, 10080, 143 };

/* Allowed ports that are asked first: beside a bad one, or an end of the range. */
static const uint16_t first_allowed[] = { 24, 8080, 6670, 65535, 1024, 26, 4500, 31337 };

static const struct {
	const char *scheme;
	uint16_t port;
} defaults[] = {
	{ "http", 80 },       { "ws", 80 },         { "https", 443 },     { "wss", 443 },       { "ftp", 21 },
	{ "stun-udp", 3478 }, { "stun-tcp", 3478 }, { "turn-udp", 3478 }, { "turn-tcp", 3478 }, { "turns", 5349 },
};

uint16_t pq_port_default(const char *scheme)
{
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		if (strcmp(defaults[i].scheme, scheme) == 0)
			return defaults[i].port;
	return 80;
}

uint32_t pq_port_set_count(const struct pq_port_set *set)
{
	uint32_t count = 0;

	for (uint32_t port = 0; port < PQ_PORT_COUNT; port++)
		count += pq_port_set_has(set, (uint16_t)port);
	return count;
}

void pq_ports_all(struct pq_port_set *set)
{
	memset(set->bits, 0xff, sizeof(set->bits));
}

static bool blocks(const struct pq_judge_policy *policy, const char *scheme, uint32_t port)
{
	return port < PQ_PORT_COUNT && pq_judge_policy_blocks(policy, pq_view_str(scheme), (uint16_t)port);
}

void pq_ports_bad(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme)
{
	for (uint32_t port = 0; port < PQ_PORT_COUNT; port++)
		if (blocks(policy, scheme, port))
			pq_port_set_add(set, (uint16_t)port);
}

void pq_ports_near(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme)
{
	for (uint32_t port = 0; port < PQ_PORT_COUNT; port++)
		if (!blocks(policy, scheme, port) &&
		    (blocks(policy, scheme, port + 1) || (port > 0 && blocks(policy, scheme, port - 1))))
			pq_port_set_add(set, (uint16_t)port);
}

/* Adds up to `wanted` ports that are blocked, or that are not: those of the list first, then some spread over the rest. */
static void add_some(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme, bool blocked,
		     const uint16_t *list, size_t list_count, uint32_t wanted)
{
	uint32_t total = 0;
	uint32_t taken = 0;

	for (size_t i = 0; i < list_count && taken < wanted; i++) {
		if (blocks(policy, scheme, list[i]) != blocked)
			continue;
		pq_port_set_add(set, list[i]);
		taken++;
	}
	for (uint32_t port = 0; taken < wanted && port < PQ_PORT_COUNT; port++)
		total += blocks(policy, scheme, port) == blocked;
	if (total == 0)
		return;
	for (uint32_t port = 0, seen = 0; taken < wanted && port < PQ_PORT_COUNT; port++) {
		if (blocks(policy, scheme, port) != blocked)
			continue;
		if (seen++ % (total / wanted + 1) == 0 && !pq_port_set_has(set, (uint16_t)port)) {
			pq_port_set_add(set, (uint16_t)port);
			taken++;
		}
	}
}

void pq_ports_sample(struct pq_port_set *set, const struct pq_judge_policy *policy, const char *scheme, uint32_t bad,
		     uint32_t allowed)
{
	add_some(set, policy, scheme, true, first_bad, sizeof(first_bad) / sizeof(first_bad[0]), bad);
	add_some(set, policy, scheme, false, first_allowed, sizeof(first_allowed) / sizeof(first_allowed[0]), allowed);
}

static enum pq_err wrong(struct pq_diag *diag, enum pq_err err, size_t at)
{
	return pq_diag_set(diag, err, 1, at + 1, "ports such as 25,6000-6010, or all, bad, near, sample");
}

/* Takes a port from the list. */
static enum pq_err number(const char *list, size_t *at, uint32_t *out, struct pq_diag *diag)
{
	size_t start = *at;
	uint32_t value = 0;

	for (; list[*at] >= '0' && list[*at] <= '9'; (*at)++) {
		value = value * 10 + (uint32_t)(list[*at] - '0');
		if (value >= PQ_PORT_COUNT)
			return wrong(diag, PQ_ERR_RANGE, start);
	}
	*out = value;
	return *at > start ? PQ_ERR_OK : wrong(diag, PQ_ERR_SYNTAX, start);
}

static enum pq_err range(struct pq_port_set *set, const char *list, size_t *at, struct pq_diag *diag)
{
	size_t start = *at;
	uint32_t first, last;
	enum pq_err err = number(list, at, &first, diag);

	last = first;
	if (!err && list[*at] == '-') {
		(*at)++;
		err = number(list, at, &last, diag);
	}
	if (!err && last < first)
		err = wrong(diag, PQ_ERR_RANGE, start);
	for (uint32_t port = first; !err && port <= last; port++)
		pq_port_set_add(set, (uint16_t)port);
	return err;
}

enum pq_err pq_ports_read(struct pq_port_set *set, const char *list, const struct pq_judge_policy *policy,
			  const char *scheme, struct pq_diag *diag)
{
	size_t at = 0;

	for (;;) {
		struct pq_view word = pq_view(list + at, strcspn(list + at, ","));
		enum pq_err err = PQ_ERR_OK;

		if (pq_view_is(word, "all"))
			pq_ports_all(set);
		else if (pq_view_is(word, "bad"))
			pq_ports_bad(set, policy, scheme);
		else if (pq_view_is(word, "near"))
			pq_ports_near(set, policy, scheme);
		else if (pq_view_is(word, "sample"))
			pq_ports_sample(set, policy, scheme, PQ_PORTS_SAMPLE_BAD, PQ_PORTS_SAMPLE_ALLOWED);
		else
			err = range(set, list, &at, diag);
		if (err)
			return err;
		if (word.len > 0 && (word.data[0] < '0' || word.data[0] > '9'))
			at += word.len;
		if (list[at] == '\0')
			return PQ_ERR_OK;
		if (list[at] != ',')
			return wrong(diag, PQ_ERR_SYNTAX, at);
		at++;
	}
}
