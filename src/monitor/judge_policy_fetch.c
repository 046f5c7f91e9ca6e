/* SPDX-License-Identifier: MIT */
/*
 * Numbers only, by the day on which they came, neighbours drawn together, so that no line here can have been copied
 * from a policy text.
 */
#include "monitor/judge_policy_fetch.h"

#include "monitor/bytes.h"

/* Fetch 2.9, "Port blocking": first and last of each run, under the day since when it is there. */
static const uint16_t beginning[][2] = {
	{ 1, 1 },       { 7, 7 },       { 9, 9 },       { 11, 11 },   { 13, 13 },   { 15, 15 },     { 17, 17 },
	{ 19, 23 },     { 25, 25 },     { 37, 37 },     { 42, 43 },   { 53, 53 },   { 77, 77 },     { 79, 79 },
	{ 87, 87 },     { 95, 95 },     { 101, 104 },   { 109, 111 }, { 113, 113 }, { 115, 115 },   { 117, 117 },
	{ 119, 119 },   { 123, 123 },   { 135, 135 },   { 139, 139 }, { 143, 143 }, { 179, 179 },   { 389, 389 },
	{ 465, 465 },   { 512, 515 },   { 526, 526 },   { 530, 532 }, { 540, 540 }, { 556, 556 },   { 563, 563 },
	{ 587, 587 },   { 601, 601 },   { 636, 636 },   { 993, 993 }, { 995, 995 }, { 2049, 2049 }, { 3659, 3659 },
	{ 4045, 4045 }, { 6000, 6000 }, { 6665, 6669 },
};
static const uint16_t apple[][2] = { { 427, 427 }, { 548, 548 }, { 6697, 6697 } };
static const uint16_t slipstream[][2] = { { 5060, 5061 } };
static const uint16_t slipstream_again[][2] = {
	{ 69, 69 }, { 137, 137 }, { 161, 161 }, { 554, 554 }, { 1719, 1720 }, { 1723, 1723 }, { 6566, 6566 },
};
static const uint16_t amanda[][2] = { { 10080, 10080 } };
static const uint16_t alpaca[][2] = { { 989, 990 } };
static const uint16_t sieve[][2] = { { 4190, 4190 }, { 6679, 6679 } };
static const uint16_t zero[][2] = { { 0, 0 } };

#define RUNS(table) table, sizeof(table) / sizeof((table)[0])

static const struct {
	uint32_t day;
	const uint16_t (*runs)[2];
	size_t count;
} history[] = {
	{ 20160310, RUNS(beginning) },  { 20180531, RUNS(apple) },
	{ 20201105, RUNS(slipstream) }, { 20210310, RUNS(slipstream_again) },
	{ 20210414, RUNS(amanda) },     { 20210614, RUNS(alpaca) },
	{ 20240402, RUNS(sieve) },      { 20250811, RUNS(zero) },
};

/* Since when a WebTransport session is a fetch. */
#define WEBTRANSPORT_DAY 20251119

/* Fetch 2.2.2, "forbidden request-header": since that day, and before the other; shortest names first. */
#define LIST_DAY 20131105
#define NEVER 99999999
static const struct {
	struct pq_view name;
	uint32_t since;
	uint32_t until;
} headers[] = {
	{ PQ_VIEW("te"), LIST_DAY, NEVER },
	{ PQ_VIEW("via"), LIST_DAY, NEVER },
	{ PQ_VIEW("dnt"), LIST_DAY, NEVER },
	{ PQ_VIEW("date"), LIST_DAY, NEVER },
	{ PQ_VIEW("host"), LIST_DAY, NEVER },
	{ PQ_VIEW("cookie"), LIST_DAY, NEVER },
	{ PQ_VIEW("expect"), LIST_DAY, NEVER },
	{ PQ_VIEW("origin"), LIST_DAY, NEVER },
	{ PQ_VIEW("cookie2"), LIST_DAY, NEVER },
	{ PQ_VIEW("referer"), LIST_DAY, NEVER },
	{ PQ_VIEW("trailer"), LIST_DAY, NEVER },
	{ PQ_VIEW("upgrade"), LIST_DAY, NEVER },
	{ PQ_VIEW("connection"), LIST_DAY, NEVER },
	{ PQ_VIEW("keep-alive"), LIST_DAY, NEVER },
	{ PQ_VIEW("set-cookie"), 20220628, NEVER },
	{ PQ_VIEW("user-agent"), LIST_DAY, 20150729 },
	{ PQ_VIEW("accept-charset"), LIST_DAY, NEVER },
	{ PQ_VIEW("content-length"), LIST_DAY, NEVER },
	{ PQ_VIEW("accept-encoding"), LIST_DAY, NEVER },
	{ PQ_VIEW("transfer-encoding"), LIST_DAY, NEVER },
	{ PQ_VIEW("access-control-request-method"), LIST_DAY, NEVER },
	{ PQ_VIEW("access-control-request-headers"), LIST_DAY, NEVER },
};

/* The same section's values that name a method. */
#define OVERRIDE_DAY 20221123

void pq_judge_add_ports(struct pq_judge_policy *policy, uint32_t schemes, uint16_t first, uint16_t last, char kind)
{
	policy->ports[policy->port_count++] = (struct pq_judge_ports){ schemes, first, last, kind };
}

void pq_judge_add_name(struct pq_judge_policy *policy, struct pq_view name, char kind)
{
	policy->names[policy->name_count++] = (struct pq_judge_name){ name, kind };
}

void pq_judge_add_list(struct pq_judge_policy *policy, uint32_t schemes, uint32_t day)
{
	for (size_t i = 0; i < sizeof(history) / sizeof(history[0]); i++)
		for (size_t k = 0; k < history[i].count && history[i].day <= day; k++)
			pq_judge_add_ports(policy, schemes, history[i].runs[k][0], history[i].runs[k][1], 'b');
}

void pq_judge_add_overrides(struct pq_judge_policy *policy)
{
	pq_judge_add_name(policy, pq_view("x-http-method", 13), 'o');
	pq_judge_add_name(policy, pq_view("x-method-override", 17), 'o');
	pq_judge_add_name(policy, pq_view("x-http-method-override", 22), 'o');
}

/* Fetch 2.2.1, "forbidden method". */
void pq_judge_add_methods(struct pq_judge_policy *policy)
{
	pq_judge_add_name(policy, pq_view("trace", 5), 'm');
	pq_judge_add_name(policy, pq_view("track", 5), 'm');
	pq_judge_add_name(policy, pq_view("connect", 7), 'm');
}

static void add_names(struct pq_judge_policy *policy, uint32_t day)
{
	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
		if (headers[i].since <= day && day < headers[i].until)
			pq_judge_add_name(policy, headers[i].name, 'h');
	if (day >= LIST_DAY) {
		pq_judge_add_name(policy, pq_view("sec-", 4), 'p');
		pq_judge_add_name(policy, pq_view("proxy-", 6), 'p');
	}
	if (day >= OVERRIDE_DAY)
		pq_judge_add_overrides(policy);
	pq_judge_add_methods(policy);
}

/*
 * What is beside Fetch: TURN has three well-known ports (libwebrtc, "IsAllowedTurnPort"), FTP's data connections none
 * (Chromium's FTP transaction), and a page has no raw sockets. Whatever else goes over TCP keeps off the list, on
 * which FTP itself owns two ports.
 */
void pq_judge_add_fetch(struct pq_judge_policy *policy, uint32_t ports_day, uint32_t names_day)
{
	static const uint32_t turn = PQ_JUDGE_TURN_UDP | PQ_JUDGE_TURN_TCP;
	uint32_t listed = PQ_JUDGE_LISTED | (ports_day >= WEBTRANSPORT_DAY ? PQ_JUDGE_WEBTRANSPORT : 0u);

	pq_judge_add_ports(policy, PQ_JUDGE_TCP, 0, UINT16_MAX, 'b');
	pq_judge_add_ports(policy, turn | PQ_JUDGE_FTP_DATA, 0, UINT16_MAX, 'o');
	pq_judge_add_ports(policy, turn | PQ_JUDGE_FTP_DATA, 1024, UINT16_MAX, 'a');
	pq_judge_add_ports(policy, turn, 443, 443, 'a');
	pq_judge_add_ports(policy, turn, 80, 80, 'a');
	pq_judge_add_ports(policy, turn, 53, 53, 'a');
	pq_judge_add_list(policy, listed, ports_day);
	pq_judge_add_ports(policy, PQ_JUDGE_FTP, 20, 21, 'a');
	add_names(policy, names_day);
}
