/* SPDX-License-Identifier: MIT */
/* The judge's own tables of the built-in policies: what each has otherwise than Fetch had on some day. */
#include "monitor/judge_policy_fetch.h"

#include "monitor/bytes.h"

enum {
	WEB = PQ_JUDGE_WEB,
	FTP = PQ_JUDGE_FTP,
	TCP = PQ_JUDGE_TCP,
	LISTED = PQ_JUDGE_LISTED,
	/* The listed schemes that have no other reason to keep off the ports below 1024. */
	LOW = WEB | FTP | PQ_JUDGE_STUN_TCP
};

static const struct pq_judge_ports chromium[] = {
	{ FTP, 20, 21, 'b' },
	{ LISTED | PQ_JUDGE_WEBTRANSPORT, 4190, 4190, 'a' },
	{ LISTED | PQ_JUDGE_WEBTRANSPORT, 6679, 6679, 'a' },
};
static const struct pq_judge_ports enterprise[] = {
	{ FTP, 20, 21, 'b' },
	{ LISTED | PQ_JUDGE_WEBTRANSPORT, 4190, 4190, 'a' },
	{ LISTED | PQ_JUDGE_WEBTRANSPORT, 6679, 6679, 'a' },
	{ WEB, 10080, 10080, 'a' },
};
static const struct pq_judge_ports no_ftp_data_port[] = { { FTP, 20, 20, 'b' } };
static const struct pq_judge_ports no_ftp_port[] = { { FTP, 20, 20, 'b' }, { FTP, 21, 21, 'b' } };
static const struct pq_judge_ports qtwebengine[] = { { LISTED, 65535, 65535, 'b' }, { FTP, 20, 20, 'b' } };
static const struct pq_judge_ports no_zero[] = { { LISTED, 0, 0, 'b' } };
static const struct pq_judge_ports palemoon[] = {
	{ LISTED, 6697, 6697, 'a' },
	{ LOW, 548, 548, 'a' },
	{ LOW, 427, 427, 'a' },
	{ LISTED, 0, 0, 'b' },
};
static const struct pq_judge_ports old_gecko[] = {
	{ LISTED, 6665, 6669, 'a' },
	{ LISTED, 3659, 3659, 'a' },
	{ LISTED, 0, 0, 'b' },
};
static const struct pq_judge_ports webkit[] = { { FTP, 22, 22, 'a' }, { FTP, 20, 20, 'b' } };
static const struct pq_judge_ports jsdom[] = {
	{ PQ_JUDGE_HTTP, 0, 0, 'b' },
	{ WEB, 6679, 6679, 'b' },
	{ WEB, 4190, 4190, 'b' },
};

/* "Only" is written as everything, and then what remains allowed. */
static const struct pq_judge_ports silverlight[] = { { TCP, 0, UINT16_MAX, 'o' }, { TCP, 4502, 4534, 'a' } };

/* Adobe's list, by length. */
static const char *const flash_names[] = {
	"te",
	"age",
	"get",
	"put",
	"uri",
	"via",
	"date",
	"etag",
	"head",
	"host",
	"post",
	"vary",
	"allow",
	"range",
	"trace",
	"cookie",
	"delete",
	"expect",
	"origin",
	"public",
	"server",
	"allowed",
	"connect",
	"options",
	"referer",
	"trailer",
	"upgrade",
	"warning",
	"location",
	"charge-to",
	"connection",
	"keep-alive",
	"user-agent",
	"retry-after",
	"content-range",
	"last-modified",
	"max-forwards",
	"request-range",
	"accept-ranges",
	"authorization",
	"accept-charset",
	"content-length",
	"accept-encoding",
	"x-flash-version",
	"content-location",
	"proxy-connection",
	"www-authenticate",
	"if-modified-since",
	"transfer-encoding",
	"proxy-authenticate",
	"proxy-authorization",
};

/* What a policy's names are beside those of Fetch on its names' day. */
enum names { AS_FETCH, USER_AGENT_TOO, OVERRIDES_TOO, METHODS_ALONE, FLASH };

/*
 * ports_day, names_day: Fetch's rules as of these days (YYYYMMDD) come first; 0: none of them
 * listed:               where names_day is 0: only these schemes have Fetch's list
 * rows:                 come after it
 */
struct product {
	const char *name;
	uint32_t ports_day;
	uint32_t names_day;
	uint32_t listed;
	enum names names;
	const struct pq_judge_ports *rows;
	size_t count;
};

#define ROWS(table) table, sizeof(table) / sizeof((table)[0])

static const struct product products[] = {
	{ "chromium", 20251201, 20240101, 0, USER_AGENT_TOO, ROWS(chromium) },
	{ "chromium-2021", 20210601, 20210601, 0, USER_AGENT_TOO, ROWS(no_ftp_data_port) },
	{ "chromium-2020", 20200101, 20200101, 0, USER_AGENT_TOO, ROWS(no_ftp_data_port) },
	{ "cobalt", 20230101, 20230101, 0, USER_AGENT_TOO, ROWS(no_ftp_port) },
	{ "supermium", 20230101, 20240101, 0, USER_AGENT_TOO, ROWS(no_ftp_data_port) },
	{ "qtwebengine-2020", 20210101, 20210101, 0, USER_AGENT_TOO, ROWS(qtwebengine) },
	{ "firefox", 20260101, 20260101, 0, AS_FETCH, NULL, 0 },
	{ "seamonkey", 20210501, 20210501, 0, AS_FETCH, ROWS(no_zero) },
	{ "palemoon", 20210401, 20210401, 0, AS_FETCH, ROWS(palemoon) },
	{ "mypal68", 20190101, 20190101, 0, AS_FETCH, ROWS(no_zero) },
	{ "tenfourfox", 20170101, 20170101, 0, AS_FETCH, ROWS(old_gecko) },
	{ "sailfish", 20170101, 20170101, 0, AS_FETCH, ROWS(old_gecko) },
	{ "webkit", 20250101, 20200101, 0, AS_FETCH, ROWS(webkit) },
	{ "ladybird", 20250101, 20250101, 0, AS_FETCH, NULL, 0 },
	{ "servo", 20210501, 20210501, 0, AS_FETCH, NULL, 0 },
	{ "undici", 20250101, 0, PQ_JUDGE_WEB, METHODS_ALONE, NULL, 0 },
	{ "deno", 20260101, 0, PQ_JUDGE_HTTP, METHODS_ALONE, NULL, 0 },
	{ "jsdom", 20220101, 20200101, 0, OVERRIDES_TOO, ROWS(jsdom) },
	{ "lightpanda", 20250101, 0, PQ_JUDGE_WS, AS_FETCH, NULL, 0 },
	{ "flash", 0, 0, 0, FLASH, NULL, 0 },
	{ "silverlight", 0, 0, 0, AS_FETCH, ROWS(silverlight) },
	{ "none", 0, 0, 0, AS_FETCH, NULL, 0 },
};

/* The year of the example's exception. */
static const struct product enterprise_before = { "enterprise", 20251201, 20240101, 0, USER_AGENT_TOO, ROWS(chromium) };
static const struct product enterprise_open = { "enterprise", 20251201, 20240101, 0, USER_AGENT_TOO, ROWS(enterprise) };

/* As of when fetch and enterprise are read if nobody says so; the others are the same on every day. */
#define TODAY 20260702

static void fill_names(struct pq_judge_policy *policy, const struct product *product)
{
	switch (product->names) {
	case USER_AGENT_TOO:
		pq_judge_add_name(policy, pq_view("user-agent", 10), 'h');
		break;
	case OVERRIDES_TOO:
		pq_judge_add_overrides(policy);
		break;
	case METHODS_ALONE:
		pq_judge_add_methods(policy);
		break;
	case FLASH:
		for (size_t i = 0; i < sizeof(flash_names) / sizeof(flash_names[0]); i++)
			pq_judge_add_name(policy, pq_view_str(flash_names[i]), 'h');
		pq_judge_add_name(policy, pq_view(NULL, 0), 'f');
		break;
	case AS_FETCH:
		break;
	}
}

static void fill(struct pq_judge_policy *policy, const struct product *product)
{
	if (product->names_day)
		pq_judge_add_fetch(policy, product->ports_day, product->names_day);
	else if (product->listed)
		pq_judge_add_list(policy, product->listed, product->ports_day);
	for (size_t i = 0; i < product->count; i++)
		policy->ports[policy->port_count++] = product->rows[i];
	fill_names(policy, product);
}

/* YYYY, YYYY-MM or YYYY-MM-DD, and what comes last in it: day 31 comes after every day of a month. 0: no date. */
static uint32_t last_day(struct pq_view date)
{
	uint64_t year;
	uint64_t month = 12;
	uint64_t day = 31;

	if ((date.len != 4 && date.len != 7 && date.len != 10) || !pq_bytes_number(pq_view_slice(date, 0, 4), &year))
		return 0;
	if (date.len > 4 && (date.data[4] != '-' || !pq_bytes_number(pq_view_slice(date, 5, 7), &month)))
		return 0;
	if (date.len > 7 && (date.data[7] != '-' || !pq_bytes_number(pq_view_slice(date, 8, 10), &day)))
		return 0;
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 ? (uint32_t)(year * 10000 + month * 100 + day) : 0;
}

enum pq_err pq_judge_policy_builtin(struct pq_judge_policy *policy, struct pq_view name)
{
	size_t at = pq_bytes_find(name, '@', 0);
	uint32_t day = at < name.len ? last_day(pq_view_from(name, at + 1)) : TODAY;
	const struct product *product = NULL;
	bool fetch;

	name = pq_view_slice(name, 0, at);
	fetch = pq_bytes_is(name, "fetch");
	if (pq_bytes_is(name, "enterprise"))
		product = day >= 20260101 && day < 20270101 ? &enterprise_open : &enterprise_before;
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++)
		if (pq_bytes_is(name, products[i].name))
			product = &products[i];
	if ((!fetch && !product) || !day)
		return PQ_ERR_UNKNOWN;
	policy->port_count = 0;
	policy->name_count = 0;
	if (fetch)
		pq_judge_add_fetch(policy, day, day);
	else
		fill(policy, product);
	return PQ_ERR_OK;
}
