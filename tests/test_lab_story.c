/* SPDX-License-Identifier: MIT */
/* A lab's case as a story: of each lab one that does harm, one that is stopped and one that is void. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "html_markup.h"
#include "report/lab_story.h"

#define HOSTILE "<script>alert(1)</script>\"'&\x1b[2J\xff"
#define COMMAND "PORT 10,77,0,2,23,12\r\n"
#define SECRET "for the inside only\n"

static struct pq_states *states;

static int open_states(void **state)
{
	(void)state;
	states = pq_states_new();
	return states ? 0 : -1;
}

static int close_states(void **state)
{
	(void)state;
	pq_states_free(states);
	return 0;
}

static void step(struct pq_lab_steps *steps, const char *from, const char *to, const char *bytes, const char *note)
{
	assert_true(pq_lab_step_add(steps, from, to, pq_view_str(bytes ? bytes : ""), note));
}

static struct pq_lab_nat_row *nat_row(struct pq_lab_nat *nat, const char *way, const char *shape, const char *setting,
				      enum pq_lab_nat_outcome outcome, const char *blocked_by)
{
	struct pq_lab_nat_row *row = pq_lab_nat_add(nat);

	assert_non_null(row);
	assert_true(pq_lab_nat_set(&row->helper, "ftp") && pq_lab_nat_set(&row->way, way) &&
		    pq_lab_nat_set(&row->shape, shape) && pq_lab_nat_set(&row->setting, setting) &&
		    pq_lab_nat_set(&row->blocked_by, blocked_by));
	row->port = 21;
	row->outcome = row->expected = outcome;
	return row;
}

static void make_nat(struct pq_lab_nat *nat)
{
	struct pq_lab_nat_row *row = nat_row(nat, "form text/plain", "split", "policy none", PQ_LAB_NAT_USED, NULL);

	assert_true(pq_lab_nat_set(&nat->subject, "model"));
	assert_true(pq_lab_nat_set(&row->hole, "tcp to port 5900"));
	step(&row->steps, "page", "user agent", "pratique-scenario 1\nform POST http://198.51.100.2:21/ text\n",
	     "what is asked for, as a scenario");
	step(&row->steps, "user agent", "attacker's server", "POST / HTTP/1.1\r\nHost: x\r\n\r\n", "a segment");
	step(&row->steps, "user agent", "attacker's server", COMMAND, "a segment that begins with the command");
	step(&row->steps, "router", NULL, NULL, "its helper expects a connection, and will let it in");
	step(&row->steps, "attacker's server", "router", NULL, "connects to port 5900: connected");
	step(&row->steps, "inside", "attacker's server", "what only the inside may reach", NULL);
	row = nat_row(nat, "form text/plain", "split", "policy fetch", PQ_LAB_NAT_NOT_DIALLED, "policy fetch: port 21");
	step(&row->steps, "user agent", NULL, NULL, "refuses the port, and dials nothing");
	row = nat_row(nat, "fetch", "split", "the browser's own list", PQ_LAB_NAT_NOT_DIALLED, "the browser: port 21");
	step(&row->steps, "user agent", NULL, NULL, "dials nothing");
	row = nat_row(nat, "websocket", "padded", "policy none", PQ_LAB_NAT_NONE, "masking");
	step(&row->steps, "user agent", "attacker's server", "\x82\xfe\x05\xb6\xf0\xbeX)\x88\xc6 Q\x88", "a segment");
	step(&row->steps, "router", NULL, NULL, "its helpers expect nothing");
	row = nat_row(nat, "-", "-", "-", PQ_LAB_NAT_VOID, NULL);
	assert_true(pq_lab_nat_set(&row->helper, "sane") && pq_lab_nat_set(&row->reason, "no such helper: " HOSTILE));
}

static struct pq_lab_proxy_row *proxy_row(struct pq_lab_proxy_setting *setting, const char *name,
					  enum pq_lab_proxy_kind kind, enum pq_lab_proxy_seen seen,
					  enum pq_lab_proxy_verdict verdict, const char *why)
{
	struct pq_lab_proxy_row *row = pq_lab_proxy_add_row(setting);

	assert_non_null(row);
	row->name = strdup(name);
	row->help = strdup("a raw socket names the inside server");
	row->kind = kind;
	row->seen = seen;
	row->verdict = verdict;
	row->why = strdup(why);
	return row;
}

static void make_proxy(struct pq_lab_proxy_result *proxy)
{
	struct pq_lab_proxy_setting *setting = pq_lab_proxy_add_setting(proxy);
	struct pq_lab_proxy_row *row;

	setting->name = strdup("trusting");
	row = proxy_row(setting, "host", PQ_LAB_PROXY_FORGED, PQ_LAB_PROXY_SECRET, PQ_LAB_PROXY_FETCHED,
			"it was fetched");
	step(&row->steps, "page", "proxy", "GET / HTTP/1.1\r\nHost: intranet.example\r\n\r\n", NULL);
	step(&row->steps, "proxy", "inside server", "GET / HTTP/1.1\r\n\r\n", NULL);
	step(&row->steps, "inside server", "proxy", "HTTP/1.1 200 OK\r\n\r\n" SECRET, NULL);
	step(&row->steps, "proxy", "page", "HTTP/1.1 200 OK\r\n\r\n" SECRET HOSTILE, HOSTILE);
	row->twin = PQ_LAB_PROXY_OUTSIDE;
	step(&row->twin_steps, "page", "proxy", "GET / HTTP/1.1\r\nHost: www.attacker.example\r\n\r\n", NULL);
	step(&row->twin_steps, "proxy", "attacker's server", "GET / HTTP/1.1\r\n\r\n", NULL);
	proxy_row(setting, "builder-fetch", PQ_LAB_PROXY_BUILDER, PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_HELD,
		  "no forging");
	proxy_row(setting, "silverlight-80", PQ_LAB_PROXY_POLICY, PQ_LAB_PROXY_UNDIALLED, PQ_LAB_PROXY_HELD,
		  "nothing was dialled");
	row = proxy_row(setting, "frame-101", PQ_LAB_PROXY_FRAME, PQ_LAB_PROXY_OUTSIDE, PQ_LAB_PROXY_VOID,
			"no frame was sent");
	step(&row->steps, "page", "proxy", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", NULL);
	setting = pq_lab_proxy_add_setting(proxy);
	setting->name = strdup("strict");
	row = proxy_row(setting, "host", PQ_LAB_PROXY_FORGED, PQ_LAB_PROXY_REFUSED, PQ_LAB_PROXY_HELD,
			"no server was asked");
	step(&row->steps, "page", "proxy", "GET / HTTP/1.1\r\nHost: intranet.example\r\n\r\n", NULL);
	step(&row->steps, "proxy", "page", "HTTP/1.1 409 Conflict\r\n\r\n", NULL);
	setting = pq_lab_proxy_add_setting(proxy);
	setting->name = strdup("absent");
	setting->void_why = strdup("the package is not here");
}

static struct pq_lab_case *service_case(struct pq_lab_served *served, enum pq_lab_form form, enum pq_lab_client client,
					enum pq_lab_class class)
{
	struct pq_lab_case *row = &served->cases[served->case_count++];

	*row = (struct pq_lab_case){ .form = form, .client = client, .class = class, .k = 3, .n = 3 };
	return row;
}

static void make_services(struct pq_lab_services *services)
{
	struct pq_lab_served *served = pq_lab_served_new();
	struct pq_lab_case *row;

	assert_non_null(served);
	served->name = strdup("queued");
	served->counts_for = 25;
	row = service_case(served, PQ_LAB_TEXT, PQ_LAB_PATIENT, PQ_LAB_EXECUTES);
	step(&row->steps, "page", "server", "POST / HTTP/1.1\r\nHost: x\r\n\r\nput me\r\n", NULL);
	step(&row->steps, "server", "page", "UNKNOWN\r\nUNKNOWN\r\nINSERTED\r\n", NULL);
	step(&row->steps, "lab", "server", "peek\r\n", NULL);
	step(&row->steps, "server", "lab", "FOUND me\r\n", NULL);
	step(&row->steps, "lab", NULL, NULL, "speaks the same commands plainly: the positive control");
	step(&row->steps, "lab", "server", "put you\r\n", NULL);
	row = service_case(served, PQ_LAB_TEXT, PQ_LAB_EARLY, PQ_LAB_EXECUTES);
	step(&row->steps, "page", "server", "POST / HTTP/1.1\r\n\r\nput me\r\n", NULL);
	row = service_case(served, PQ_LAB_URLENCODED, PQ_LAB_PATIENT, PQ_LAB_REJECTS);
	step(&row->steps, "page", "server", "POST / HTTP/1.1\r\n\r\nput+me%0d%0a", NULL);
	step(&row->steps, "server", NULL, NULL, "closes the connection");
	row = service_case(served, PQ_LAB_FETCH, PQ_LAB_PATIENT, PQ_LAB_VOID);
	row->reason = strdup("the control failed");
	assert_true(pq_lab_services_add(services, served));
}

static void make(struct pq_lab_any *any)
{
	*any = (struct pq_lab_any){ .nat = { .subject = NULL } };
	make_nat(&any->nat);
	make_proxy(&any->proxy);
	make_services(&any->services);
}

enum where { TERMINAL, PAGE };

/* The story of the case that is meant, to be freed; *end and *scenes, how it ends and how many scenes it has. */
static char *told(const char *wanted, enum where where, enum pq_lab_end *end, size_t *scenes)
{
	struct pq_lab_any any;
	struct pq_lab_names names;
	const struct pq_lab_name *name;
	struct pq_lab_story story;
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const struct pq_terminal terminal = { .out = out };

	make(&any);
	assert_true(pq_lab_names_of(&any, &names));
	name = pq_lab_names_find(&names, wanted);
	assert_non_null(name);
	assert_true(pq_lab_story_of(&story, &any, name, states));
	if (where == PAGE)
		assert_true(pq_lab_story_html(&story, out));
	else
		pq_lab_story_terminal(&story, &terminal, true);
	assert_int_equal(fclose(out), 0);
	if (end)
		*end = story.end;
	if (scenes)
		*scenes = story.scene_count;
	pq_lab_story_fini(&story);
	pq_lab_names_fini(&names);
	pq_lab_any_fini(&any);
	return text;
}

static size_t count_of(const char *text, const char *words)
{
	size_t count = 0;

	while ((text = strstr(text, words))) {
		count++;
		text++;
	}
	return count;
}

/* Fails unless each of them stands in the text, with line breaks as blanks. */
static void holds(const char *text, const char *const *sayings)
{
	char *flat = strdup(text);
	size_t len = 0;

	for (const char *at = text; *at; at++) {
		char c = *at == '\n' ? ' ' : *at;

		if (c != ' ' || (len && flat[len - 1] != ' '))
			flat[len++] = c;
	}
	flat[len] = '\0';
	for (; *sayings; sayings++)
		if (!strstr(flat, *sayings))
			fail_msg("no \"%s\" in:\n%s", *sayings, text);
	free(flat);
}

/* Of each lab: how it ends, and what is said. */
static const struct {
	const char *name;
	enum pq_lab_end end;
	size_t scenes;
	const char *sayings[9];
} tales[] = {
	{ "nat/ftp/form",
	  PQ_LAB_END_HARM,
	  6,
	  { "nat/ftp/form-text-plain/split: used", "3. user agent to attacker's server, through router",
	    "takes it for a client's command", "the hole is open: tcp to port 5900",
	    "the list of bad ports: seen to stop it", "nat/ftp/form-text-plain/split/policy-fetch: not dialled",
	    "Port 21 is on the Fetch standard's list since 2016-03-10", "masking: seen to stop it" } },
	{ "nat/ftp/websocket",
	  PQ_LAB_END_KEPT,
	  2,
	  { "The router opened nothing", "masking: stopped this case", "TLS: not tried here" } },
	{ "nat/ftp/fetch",
	  PQ_LAB_END_KEPT,
	  1,
	  { "nat/ftp/fetch/split/the-browsers-own-list: not dialled", "the list of bad ports: stopped this case" } },
	{ "nat/sane", PQ_LAB_END_VOID, 0, { "nat/sane: void", "no such helper: <script>" } },
	{ "proxy/trusting/host",
	  PQ_LAB_END_HARM,
	  6,
	  { "fetched", "Host names intranet.example", "goes where the bytes point",
	    "now holds what only the inside was to read", "The control", "Port 80 is not on the Fetch standard's list",
	    "Silverlight's range of ports: seen to stop it", "proxy/strict/host: no server was asked" } },
	{ "proxy/strict/host",
	  PQ_LAB_END_KEPT,
	  2,
	  { "held", "answers by itself", "a proxy that checks where it goes: stopped this case" } },
	{ "proxy/trusting/frame", PQ_LAB_END_VOID, 1, { "void", "no frame was sent" } },
	{ "proxy/absent", PQ_LAB_END_VOID, 0, { "the package is not here" } },
	{ "services/queued/T",
	  PQ_LAB_END_HARM,
	  6,
	  { "EXECUTES", "the body, by the page: | put me", "4 lines of its own protocol",
	    "page's commands have done is seen from outside", "in 3 of 3 attempts",
	    "the list of bad ports: by its text", "encoding: seen to stop it",
	    "a browser that closes early: did not stop it" } },
	{ "services/queued/U",
	  PQ_LAB_END_KEPT,
	  2,
	  { "REJECTS", "a server that closes: stopped this case", "encoding: stopped this case" } },
	{ "services/queued/F", PQ_LAB_END_VOID, 0, { "VOID", "the control failed" } },
};
#define TALES (sizeof(tales) / sizeof(tales[0]))

static void each_case_is_told_by_what_its_lab_has_seen(void **state)
{
	(void)state;
	for (size_t i = 0; i < TALES; i++) {
		enum pq_lab_end end;
		size_t scenes;
		char *text = told(tales[i].name, TERMINAL, &end, &scenes);

		holds(text, tales[i].sayings);
		assert_int_equal(end, tales[i].end);
		assert_int_equal(scenes, tales[i].scenes);
		assert_null(strchr(text, 0x1b));
		assert_null(strchr(text, '\xff'));
		free(text);
	}
}

static void a_void_case_has_no_steps_and_no_defences(void **state)
{
	char *text = told("nat/sane", TERMINAL, NULL, NULL);
	char *page = told("nat/sane", PAGE, NULL, NULL);

	(void)state;
	assert_null(strstr(text, "stopped it"));
	assert_null(strstr(page, "<svg"));
	assert_non_null(strstr(page, "no such helper"));
	free(text);
	free(page);
}

/* No link of the page leads to a place that it does not have. */
static void check_links(const char *page)
{
	for (const char *at = strstr(page, "href=\"#"); at; at = strstr(at + 1, "href=\"#")) {
		char place[64];

		snprintf(place, sizeof(place), "id=\"%.*s\"", (int)strcspn(at + 7, "\""), at + 7);
		if (!strstr(page, place))
			fail_msg("no %s", place);
	}
}

static void each_page_is_well_formed_and_has_no_markup_of_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < TALES; i++) {
		char *page = told(tales[i].name, PAGE, NULL, NULL);

		assert_int_equal(html_markup_check(page), 0);
		assert_null(strstr(page, "<script"));
		check_links(page);
		assert_int_equal(count_of(page, "<section"), count_of(page, "</section>"));
		assert_int_equal(count_of(page, "<li "), count_of(page, "</li>"));
		assert_int_equal(count_of(page, "<text"), count_of(page, "</text>"));
		assert_int_equal(count_of(page, "<article"), count_of(page, "</article>"));
		free(page);
	}
}

static void a_void_case_that_was_run_is_told_without_meaning(void **state)
{
	char *text = told("proxy/trusting/frame", TERMINAL, NULL, NULL);
	char *page = told("proxy/trusting/frame", PAGE, NULL, NULL);

	(void)state;
	assert_non_null(strstr(text, "1. page to proxy"));
	assert_null(strstr(text, "What came of it"));
	assert_null(strstr(text, "stopped it"));
	assert_non_null(strstr(page, "<svg class=\"seq\""));
	assert_null(strstr(page, "class=\"made\""));
	assert_null(strstr(page, "id=\"defences\""));
	free(text);
	free(page);
}

static void the_picture_has_a_lifeline_for_each_actor_and_a_number_for_each_scene(void **state)
{
	char *page = told("nat/ftp/form", PAGE, NULL, NULL);

	(void)state;
	assert_int_equal(count_of(page, "class=\"life\""), 5);
	assert_int_equal(count_of(page, "<circle class=\"badge"), 6);
	assert_int_equal(count_of(page, "<circle class=\"eye"), 2);
	assert_int_equal(count_of(page, "class=\"arrow harm\""), 2);
	for (int i = 1; i <= 6; i++) {
		char link[16], place[16];

		snprintf(link, sizeof(link), "href=\"#s%d\"", i);
		snprintf(place, sizeof(place), "id=\"s%d\"", i);
		assert_int_equal(count_of(page, link), 1);
		assert_int_equal(count_of(page, place), 1);
	}
	free(page);
}

static void the_control_is_told_apart_from_the_case(void **state)
{
	char *page = told("proxy/trusting/host", PAGE, NULL, NULL);
	char *bare = told("proxy/strict/host", PAGE, NULL, NULL);

	(void)state;
	assert_int_equal(count_of(page, "<circle class=\"badge"), 4);
	assert_non_null(strstr(page, "The control, which shows"));
	assert_null(strstr(bare, "The control, which shows"));
	free(page);
	free(bare);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_case_is_told_by_what_its_lab_has_seen),
		cmocka_unit_test(a_void_case_has_no_steps_and_no_defences),
		cmocka_unit_test(a_void_case_that_was_run_is_told_without_meaning),
		cmocka_unit_test(each_page_is_well_formed_and_has_no_markup_of_others),
		cmocka_unit_test(the_picture_has_a_lifeline_for_each_actor_and_a_number_for_each_scene),
		cmocka_unit_test(the_control_is_told_apart_from_the_case),
	};

	return cmocka_run_group_tests(tests, open_states, close_states);
}
