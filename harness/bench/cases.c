/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "bench/case.h"
#include "bench/command_work.h"
#include "bench/service_work.h"
#include "bench/sink_work.h"
#include "monitor/monitor.h"
#include "request/header.h"
#include "request/multipart.h"
#include "subject/model.h"
#include "url/url.h"

static const char url_text[] = "https://www.example.com:8443/a/b/c?query#frag";
static const char form_text[] = "pratique-scenario 1\n"
				"attacker page\n"
				"page http://evil.example/\n"
				"form POST http://mail.corp.example:8025/ multipart\n"
				"  field \"x\" \"\\r\\nHELO evil\\r\\nMAIL FROM:<a@evil.example>\"\n"
				"expect allowed\n";

static void close_heap(void *state)
{
	free(state);
}

/* An empty call: the floor of everything that is called. */
__attribute__((noinline)) static bool empty_call(const void *state, uint16_t port)
{
	__asm__ volatile("" : : "r"(state), "r"(port));
	return false;
}

static uint64_t run_empty(void *state, size_t times)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++)
		sum += empty_call(state, (uint16_t)i);
	return sum;
}

static void *open_policy(void)
{
	struct pq_policy *policy = malloc(sizeof(*policy));
	size_t fetch = pq_policy_builtin_find(pq_view_str("fetch"));

	if (policy && pq_policy_parse(policy, pq_policy_builtin_text(fetch), NULL)) {
		free(policy);
		return NULL;
	}
	return policy;
}

static uint64_t run_port(void *state, size_t times)
{
	const struct pq_policy *policy = state;
	const struct pq_port_map *map = &policy->blocked[PQ_SCHEME_HTTP];
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++)
		sum += pq_port_map_has(map, (uint16_t)i);
	return sum;
}

static void *open_nothing(void)
{
	return malloc(1);
}

static uint64_t run_url(void *state, size_t times)
{
	unsigned char storage[256];
	uint64_t sum = 0;

	(void)state;
	for (size_t i = 0; i < times; i++) {
		struct pq_url url;
		struct pq_buf buf;

		pq_buf_init(&buf, storage, sizeof(storage));
		sum += (uint64_t)pq_url_parse(&url, pq_view(url_text, sizeof(url_text) - 1), NULL, NULL, &buf) +
		       url.port;
	}
	return sum;
}

static uint64_t run_header(void *state, size_t times)
{
	const struct pq_policy *policy = state;
	struct pq_view name = PQ_VIEW("X-Requested-With"), value = PQ_VIEW("XMLHttpRequest, and more");
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++)
		sum += pq_header_name_valid(name) && pq_header_value_valid(value) &&
		       !pq_policy_forbids_header(policy, name, value);
	return sum;
}

#define FORM_FIELDS 11
#define FORM_OUT (2u << 20)

/* entries: ten fields and perhaps a file; data: their bytes in one run; out: where the body goes. */
struct form {
	struct pq_form_entry entries[FORM_FIELDS];
	size_t count;
	unsigned char *data;
	size_t data_len;
	unsigned char *out;
	uint64_t random;
};

static void draw(void *ctx, unsigned char *data, size_t len)
{
	struct form *form = ctx;

	for (size_t i = 0; i < len; i++)
		data[i] = (unsigned char)((form->random = form->random * 6364136223846793005u + 1) >> 56);
}

static void close_form(void *state)
{
	struct form *form = state;

	free(form->data);
	free(form->out);
	free(form);
}

static struct form *open_form(size_t file_len)
{
	struct form *form = calloc(1, sizeof(*form));

	if (!form)
		return NULL;
	form->data_len = file_len + 200;
	form->data = malloc(form->data_len);
	form->out = malloc(FORM_OUT);
	if (!form->data || !form->out) {
		close_form(form);
		return NULL;
	}
	draw(form, form->data, form->data_len);
	memset(form->data, 'v', 200);
	for (size_t i = 0; i < 10; i++)
		form->entries[form->count++] =
			(struct pq_form_entry){ .name = PQ_VIEW("field"), .value = { form->data + i * 20, 20 } };
	if (file_len)
		form->entries[form->count++] = (struct pq_form_entry){ .name = PQ_VIEW("file"),
								       .value = { form->data + 200, file_len },
								       .is_file = true,
								       .filename = PQ_VIEW("a.bin"),
								       .type = PQ_VIEW("application/octet-stream") };
	return form;
}

static void *open_small_form(void)
{
	return open_form(0);
}

static void *open_large_form(void)
{
	return open_form(1u << 20);
}

static uint64_t run_form(void *state, size_t times)
{
	struct form *form = state;
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++) {
		unsigned char boundary[PQ_BOUNDARY_MAX];
		size_t boundary_len;
		struct pq_buf out;

		pq_buf_init(&out, form->out, FORM_OUT);
		pq_multipart_encode(form->entries, form->count, (struct pq_draw){ draw, form }, boundary, &boundary_len,
				    &out);
		sum += out.len;
	}
	return sum;
}

static uint64_t copy_form(void *state, size_t times)
{
	struct form *form = state;
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++) {
		memcpy(form->out, form->data, form->data_len);
		__asm__ volatile("" : : "r"(form->out) : "memory");
		sum += form->out[i % form->data_len];
	}
	return sum;
}

/* Everything that one execution of the road needs. */
struct road {
	struct pq_policy *policy;
	struct pq_subject *subject;
	struct pq_judge judge;
	struct pq_verdict verdict;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_line lines[64];
	struct pq_arg args[128];
	struct pq_event events[256];
	struct pq_address addresses[64];
	unsigned char scenario_bytes[4096];
	unsigned char transcript_bytes[65536];
};

static void close_road(void *state)
{
	struct road *road = state;

	if (road->subject)
		pq_subject_model.close(road->subject);
	pq_judge_fini(&road->judge);
	free(road->policy);
	free(road);
}

static void *open_road(void)
{
	struct road *road = calloc(1, sizeof(*road));

	if (!road)
		return NULL;
	road->policy = open_policy();
	road->subject = road->policy ? pq_subject_model.open(road->policy, NULL, NULL) : NULL;
	if (!road->subject || pq_judge_init(&road->judge)) {
		close_road(road);
		return NULL;
	}
	road->judge.own_headers = pq_subject_model.own_headers;
	pq_scenario_init(&road->scenario, road->lines, 64, road->args, 128, road->scenario_bytes,
			 sizeof(road->scenario_bytes));
	pq_transcript_init(&road->transcript, road->events, 256, road->addresses, 64, road->transcript_bytes,
			   sizeof(road->transcript_bytes));
	return road;
}

static uint64_t run_road(void *state, size_t times)
{
	struct road *road = state;
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++) {
		pq_scenario_parse(&road->scenario, pq_view(form_text, sizeof(form_text) - 1), PQ_READING_LENIENT, NULL);
		pq_subject_model.run(road->subject, &road->scenario, &road->transcript);
		pq_judge_run(&road->judge, &road->scenario, &road->transcript, &road->verdict);
		sum += road->transcript.count + road->verdict.violation_total;
	}
	return sum;
}

static const struct pq_bench_case cases[] = {
	{ "port", "is this port blocked, with the call", "an empty call", open_policy, run_port, run_empty, close_heap,
	  NULL, false },
	{ "url", "parse an ASCII URL of 45 bytes", "an empty call", open_nothing, run_url, run_empty, close_heap, NULL,
	  false },
	{ "header", "validate one header and ask the policy", "an empty call", open_policy, run_header, run_empty,
	  close_heap, NULL, false },
	{ "multipart-large", "encode a file of 1 MiB and 10 fields, boundary scan included", "memcpy of the same bytes",
	  open_large_form, run_form, copy_form, close_form, NULL, false },
	{ "multipart-small", "encode 10 small fields", "memcpy of the same bytes", open_small_form, run_form, copy_form,
	  close_form, NULL, false },
	{ "scenario", "read, run and judge the multipart form of one scenario", "an empty call", open_road, run_road,
	  run_empty, close_road, NULL, false },
	{ "sink-head", "read the request head of a browser", "memcpy of the same bytes", pq_bench_sink_open,
	  pq_bench_sink_head, pq_bench_sink_copy, pq_bench_sink_close, NULL, false },
	{ "sink-log", "write that request to the sink's log", "memcpy of the same bytes", pq_bench_sink_open,
	  pq_bench_sink_log, pq_bench_sink_copy, pq_bench_sink_close, NULL, false },
	{ "service", "a request through renderer and network service on one core, all three processes counted",
	  "the model over the same sockets", pq_bench_service_open, pq_bench_service_run, pq_bench_service_model,
	  pq_bench_service_close, pq_bench_service_others_ns, false },
	{ "command", "a request that command:curl is put to, by the clock", "curl --version", pq_bench_command_open,
	  pq_bench_command_run, pq_bench_command_start, pq_bench_command_close, NULL, true },
};

size_t pq_bench_count(void)
{
	return sizeof(cases) / sizeof(cases[0]);
}

const struct pq_bench_case *pq_bench_at(size_t index)
{
	return &cases[index];
}

const struct pq_bench_case *pq_bench_by_name(const char *name)
{
	for (size_t i = 0; i < pq_bench_count(); i++)
		if (strcmp(cases[i].name, name) == 0)
			return &cases[i];
	return NULL;
}
