/* SPDX-License-Identifier: MIT */
/*
 * Surface:  spellings of hosts and ports, on the three ways to a dial.
 * Property: parser and naive reader agree on the place, policy and judge on its port; no spelling gets a bad one dialled.
 * Targets:  pq_url_parse, pq_policy_blocks_port, and the road of `scenario`.
 * Input:    an authority, such as "user@host:port".
 */
#include "base/text.h"
#include "common/naive.h"
#include "common/road.h"
#include "common/target.h"

PQ_FUZZ_PROPERTY(pq_port_spelling_differs, "the parser and the naive reader read this authority differently")
PQ_FUZZ_PROPERTY(pq_port_policy_differs, "the policy and the judge disagree about this port")

static struct pq_fuzz_road road;
static struct pq_idna *idna;

/* What stands before and after the quoted URL: the page asks, a hostile renderer asks, a server redirects. */
static const char *const ways[][2] = {
	{ "fetch GET ", "\n" },
	{ "attacker renderer\nfetch GET ", "\n" },
	{ "attacker server\nfetch GET http://a.example/\nanswer\n  redirect 302 ", "\nanswer\n  refuse\n" },
};

static void open_all(void)
{
	pq_fuzz_road_open(&road, true);
	pq_fuzz_naive_open();
	idna = pq_idna_open();
	if (!idna)
		pq_fuzz_cannot("ICU's data files are missing");
}

static void check_place(struct pq_view text)
{
	static unsigned char storage[4096];
	struct pq_naive_url naive = pq_fuzz_naive_read(text, pq_view(NULL, 0));
	struct pq_buf bytes = { storage, 0, sizeof(storage), false };
	struct pq_url url;
	enum pq_err err = pq_url_parse(&url, text, NULL, idna, &bytes);
	uint16_t port;

	if (err == PQ_ERR_OK ? !pq_fuzz_naive_agrees(&naive, &url) : naive.readable && err != PQ_ERR_NO_SPACE)
		pq_port_spelling_differs();
	if (err == PQ_ERR_OK && pq_url_effective_port(&url, &port) &&
	    pq_policy_blocks_port(pq_fuzz_road_policy(), PQ_SCHEME_HTTP, port) !=
		    pq_judge_policy_blocks(&road.judge.policy, pq_view_str("http"), port))
		pq_port_policy_differs();
}

static void one(struct pq_view input)
{
	static unsigned char url_bytes[1024], scenario_bytes[8192];
	struct pq_buf url = { url_bytes, 0, sizeof(url_bytes), false };
	size_t dials = 0;

	pq_buf_add_str(&url, "http://");
	pq_buf_add(&url, pq_view_slice(input, 0, 512));
	pq_buf_add_str(&url, "/");
	check_place(pq_buf_view(&url));
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		struct pq_buf scenario = { scenario_bytes, 0, sizeof(scenario_bytes), false };

		pq_buf_add_str(&scenario, ways[i][0]);
		pq_text_quote(pq_buf_view(&url), &scenario);
		pq_buf_add_str(&scenario, ways[i][1]);
		pq_fuzz_road_run(&road, pq_buf_view(&scenario));
		dials += pq_fuzz_road_dials(&road);
	}
	pq_fuzz_count_dials(dials);
}

const struct pq_fuzz_target pq_fuzz_target = { "port", open_all, one };
