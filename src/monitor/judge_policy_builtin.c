/* SPDX-License-Identifier: MIT */
/*
 * The judge's own tables of the built-in policies: numbers only, neighbours drawn
 * together, so that no line here can have been copied from a policy text.
 */
#include "monitor/judge_policy.h"

#include "monitor/bytes.h"

enum { WEB = 1 | 2 | 4 | 8, FTP = 16, TCP = 32, FTP_DATA = 64, STUN_TCP = 256, TURN_UDP = 512, TURN_TCP = 1024 };

/* Fetch 2.9, "Port blocking", as of 2026-07: 83 ports, first and last of each run. */
static const uint16_t fetch_bad_ports[][2] = {
	{ 0, 1 },       { 7, 7 },       { 9, 9 },       { 11, 11 },     { 13, 13 },     { 15, 15 },
	{ 17, 17 },     { 19, 23 },     { 25, 25 },     { 37, 37 },     { 42, 43 },     { 53, 53 },
	{ 69, 69 },     { 77, 77 },     { 79, 79 },     { 87, 87 },     { 95, 95 },     { 101, 104 },
	{ 109, 111 },   { 113, 113 },   { 115, 115 },   { 117, 117 },   { 119, 119 },   { 123, 123 },
	{ 135, 135 },   { 137, 137 },   { 139, 139 },   { 143, 143 },   { 161, 161 },   { 179, 179 },
	{ 389, 389 },   { 427, 427 },   { 465, 465 },   { 512, 515 },   { 526, 526 },   { 530, 532 },
	{ 540, 540 },   { 548, 548 },   { 554, 554 },   { 556, 556 },   { 563, 563 },   { 587, 587 },
	{ 601, 601 },   { 636, 636 },   { 989, 990 },   { 993, 993 },   { 995, 995 },   { 1719, 1720 },
	{ 1723, 1723 }, { 2049, 2049 }, { 3659, 3659 }, { 4045, 4045 }, { 4190, 4190 }, { 5060, 5061 },
	{ 6000, 6000 }, { 6566, 6566 }, { 6665, 6669 }, { 6679, 6679 }, { 6697, 6697 }, { 10080, 10080 },
};

/* Fetch 2.2.2, "forbidden request-header", and 2.2.1, "forbidden method"; shortest names first. */
static const struct pq_judge_name fetch_names[] = {
	{ PQ_VIEW("te"), 'h' },
	{ PQ_VIEW("via"), 'h' },
	{ PQ_VIEW("dnt"), 'h' },
	{ PQ_VIEW("date"), 'h' },
	{ PQ_VIEW("host"), 'h' },
	{ PQ_VIEW("cookie"), 'h' },
	{ PQ_VIEW("expect"), 'h' },
	{ PQ_VIEW("origin"), 'h' },
	{ PQ_VIEW("cookie2"), 'h' },
	{ PQ_VIEW("referer"), 'h' },
	{ PQ_VIEW("trailer"), 'h' },
	{ PQ_VIEW("upgrade"), 'h' },
	{ PQ_VIEW("connection"), 'h' },
	{ PQ_VIEW("keep-alive"), 'h' },
	{ PQ_VIEW("set-cookie"), 'h' },
	{ PQ_VIEW("accept-charset"), 'h' },
	{ PQ_VIEW("content-length"), 'h' },
	{ PQ_VIEW("accept-encoding"), 'h' },
	{ PQ_VIEW("transfer-encoding"), 'h' },
	{ PQ_VIEW("access-control-request-method"), 'h' },
	{ PQ_VIEW("access-control-request-headers"), 'h' },
	{ PQ_VIEW("sec-"), 'p' },
	{ PQ_VIEW("proxy-"), 'p' },
	{ PQ_VIEW("trace"), 'm' },
	{ PQ_VIEW("track"), 'm' },
	{ PQ_VIEW("connect"), 'm' },
	{ PQ_VIEW("x-http-method"), 'o' },
	{ PQ_VIEW("x-method-override"), 'o' },
	{ PQ_VIEW("x-http-method-override"), 'o' },
};

static void add_ports(struct pq_judge_policy *policy, uint32_t schemes, uint16_t first, uint16_t last, char kind)
{
	policy->ports[policy->port_count++] = (struct pq_judge_ports){ schemes, first, last, kind };
}

/*
 * What is beside Fetch: TURN has three well-known ports (libwebrtc, "IsAllowedTurnPort"), FTP's data connections none
 * (Chromium's FTP transaction), and a page has no raw sockets. Whatever else goes over TCP keeps off the list, on
 * which FTP itself owns two ports.
 */
static void fill_fetch(struct pq_judge_policy *policy)
{
	add_ports(policy, TCP, 0, UINT16_MAX, 'b');
	add_ports(policy, TURN_UDP | TURN_TCP | FTP_DATA, 0, UINT16_MAX, 'o');
	add_ports(policy, TURN_UDP | TURN_TCP | FTP_DATA, 1024, UINT16_MAX, 'a');
	add_ports(policy, TURN_UDP | TURN_TCP, 443, 443, 'a');
	add_ports(policy, TURN_UDP | TURN_TCP, 80, 80, 'a');
	add_ports(policy, TURN_UDP, 53, 53, 'a');
	for (size_t i = 0; i < sizeof(fetch_bad_ports) / sizeof(fetch_bad_ports[0]); i++)
		add_ports(policy, WEB | FTP | FTP_DATA | STUN_TCP | TURN_TCP, fetch_bad_ports[i][0],
			  fetch_bad_ports[i][1], 'b');
	add_ports(policy, FTP, 20, 21, 'a');
	for (size_t i = 0; i < sizeof(fetch_names) / sizeof(fetch_names[0]); i++)
		policy->names[policy->name_count++] = fetch_names[i];
}

/* "Only" is written as everything, and then what remains allowed. */
static void fill_silverlight(struct pq_judge_policy *policy)
{
	add_ports(policy, TCP, 0, UINT16_MAX, 'o');
	add_ports(policy, TCP, 4502, 4534, 'a');
}

enum pq_err pq_judge_policy_builtin(struct pq_judge_policy *policy, struct pq_view name)
{
	bool fetch = pq_bytes_is(name, "fetch");
	bool silverlight = pq_bytes_is(name, "silverlight");

	if (!fetch && !silverlight && !pq_bytes_is(name, "none"))
		return PQ_ERR_UNKNOWN;
	policy->port_count = 0;
	policy->name_count = 0;
	if (fetch)
		fill_fetch(policy);
	if (silverlight)
		fill_silverlight(policy);
	return PQ_ERR_OK;
}
