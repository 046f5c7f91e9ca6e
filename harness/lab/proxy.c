/* SPDX-License-Identifier: MIT */
#include "lab/proxy.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "lab/proxy_ask.h"
#include "lab/proxy_house.h"

/* A row that is not as stated, or void because nobody answered its control, is asked once more with so much more patience. */
#define PATIENCE 3

static bool copy(char **out, const char *text)
{
	*out = text ? strdup(text) : NULL;
	return !text || *out;
}

static bool describe(struct pq_lab_proxy_setting *out, const struct pq_proxy_setting *setting)
{
	return copy(&out->name, setting->name) && copy(&out->about, setting->about) &&
	       copy(&out->package, setting->package) &&
	       copy(&out->configuration, setting->file_count ? setting->files[0].text : NULL);
}

static bool begin_row(struct pq_lab_proxy_row *row, const struct pq_proxy_setting *setting, size_t index)
{
	const struct pq_proxy_case *kase = pq_proxy_case_at(index);

	row->kind = kase->kind;
	if (setting->stated[index].reason)
		row->stated = setting->stated[index].seen;
	return copy(&row->name, kase->name) && copy(&row->help, kase->help) &&
	       copy(&row->reason, setting->stated[index].reason);
}

/* The case, then its twin, and what both mean. */
static bool ask(struct pq_proxy_asker *asker, const struct pq_proxy_case *kase, struct pq_lab_proxy_row *row)
{
	struct pq_proxy_sight sight, twin;

	pq_lab_steps_fini(&row->steps);
	pq_lab_steps_fini(&row->twin_steps);
	return pq_proxy_ask(asker, kase, false, &sight, &row->steps) &&
	       (!kase->twin || pq_proxy_ask(asker, kase, true, &twin, &row->twin_steps)) &&
	       pq_proxy_judge(row, &sight, kase->twin ? &twin : NULL);
}

static bool is_settled(const struct pq_lab_proxy_row *row)
{
	enum pq_lab_proxy_seen control = row->twin != PQ_LAB_PROXY_UNTESTED ? row->twin : row->seen;

	return !pq_lab_proxy_differs(row) && !(row->verdict == PQ_LAB_PROXY_VOID && control == PQ_LAB_PROXY_SILENT);
}

static bool ask_patiently(struct pq_proxy_asker *asker, struct pq_place_net *net, const struct pq_proxy_case *kase,
			  struct pq_lab_proxy_row *row)
{
	int quiet_ms = net->quiet_ms, limit_ms = net->limit_ms;
	bool good = ask(asker, kase, row);

	if (!good || is_settled(row))
		return good;
	net->quiet_ms *= PATIENCE;
	net->limit_ms *= PATIENCE;
	good = ask(asker, kase, row);
	net->quiet_ms = quiet_ms;
	net->limit_ms = limit_ms;
	return good;
}

/* A proxy that has died has answered nothing: the row is void, and so is the rest. */
static bool void_row(struct pq_lab_proxy_row *row, const char *why)
{
	row->seen = row->twin = PQ_LAB_PROXY_UNTESTED;
	row->verdict = PQ_LAB_PROXY_VOID;
	free(row->why);
	row->why = strdup(why);
	return row->why != NULL;
}

/* A proxy that does not answer an honest request will not answer others: to ask it them all would take its time for nothing. */
static bool is_deaf(const struct pq_lab_proxy_row *row)
{
	return row->kind == PQ_LAB_PROXY_CONTROL && row->seen == PQ_LAB_PROXY_SILENT &&
	       row->stated != PQ_LAB_PROXY_SILENT;
}

static bool void_setting(struct pq_lab_proxy_setting *out)
{
	pq_lab_proxy_drop_rows(out);
	return copy(&out->void_why, "it takes connections and does not answer: an honest request came to nothing");
}

static bool run_cases(const struct pq_proxy_lab *lab, struct pq_proxy_house *house, struct pq_proxy_asker *asker,
		      const struct pq_proxy_setting *setting, struct pq_lab_proxy_setting *out)
{
	struct pq_diag why;
	bool stands = true, good = true;

	for (size_t i = 0; good && i < pq_proxy_case_count(); i++) {
		struct pq_lab_proxy_row *row = pq_lab_proxy_add_row(out);

		good = row && begin_row(row, setting, i);
		if (good && stands)
			good = ask_patiently(asker, &house->ground.net, pq_proxy_case_at(i), row);
		stands = good && stands && pq_lab_room_lives(house->room, &why) == PQ_ERR_OK;
		if (good && !stands)
			good = void_row(row, why.expected);
		if (good && stands && is_deaf(row))
			return void_setting(out);
		if (good && lab->told)
			lab->told(lab->context, out, row);
	}
	return good;
}

static bool run_in_house(const struct pq_proxy_lab *lab, struct pq_proxy_house *house,
			 const struct pq_proxy_setting *setting, struct pq_lab_proxy_setting *out)
{
	struct pq_markers markers;
	struct pq_proxy_asking asking = {
		.net = &house->ground.net,
		.servers = &house->ground.servers,
		.markers = &markers,
		.secret = house->ground.secret,
		.page = PQ_PROXY_PAGE_ADDRESS,
	};
	struct pq_proxy_asker *asker;
	struct pq_diag diag;
	uint64_t seed = 0;
	bool good;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = 1;
	pq_markers_init(&markers, seed);
	asker = pq_proxy_asker_new(&asking, &diag);
	if (!asker)
		return copy(&out->void_why, diag.expected);
	good = run_cases(lab, house, asker, setting, out);
	pq_proxy_asker_free(asker);
	return good;
}

bool pq_proxy_lab_run(const struct pq_proxy_lab *lab, const struct pq_proxy_setting *setting,
		      struct pq_lab_proxy_result *result)
{
	struct pq_lab_proxy_setting *out = pq_lab_proxy_add_setting(result);
	struct pq_proxy_house *house = malloc(sizeof(*house));
	struct pq_diag why;
	bool good = out && house && describe(out, setting);

	if (good && lab->told)
		lab->told(lab->context, out, NULL);
	if (good && pq_proxy_house_open(house, setting, lab->fetch, &why) != PQ_ERR_OK) {
		good = copy(&out->void_why, why.expected);
	} else if (good) {
		good = copy(&out->version, house->packages.version[0] ? house->packages.version : NULL) &&
		       run_in_house(lab, house, setting, out);
		pq_proxy_house_close(house);
	}
	free(house);
	return good;
}
