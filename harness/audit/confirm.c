/* SPDX-License-Identifier: MIT */
#include "audit/confirm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audit/evidence.h"

#define MAX_TEXT (1u << 20)     /* bytes of a scenario or transcript */
#define MAX_EVIDENCE (8u << 10) /* bytes of it that a result keeps */
#define MAX_EVENTS 8192
#define MAX_ARGUMENTS 256

/* Storage for one finding after the other, and how many got files. */
struct desk {
	struct pq_run *run;
	struct pq_log *log;
	struct pq_result *result;
	uint32_t files;
	bool short_of_memory;
	unsigned char scenario_text[MAX_TEXT];
	unsigned char transcript_text[MAX_TEXT];
	unsigned char scenario_bytes[MAX_TEXT];
	unsigned char transcript_bytes[MAX_TEXT];
	struct pq_line lines[MAX_ARGUMENTS];
	struct pq_arg arguments[MAX_ARGUMENTS];
	struct pq_event events[MAX_EVENTS];
	struct pq_address addresses[MAX_ARGUMENTS];
};

static void write_file(struct desk *desk, const char *name, const char *ending, struct pq_view text)
{
	char path[4600];
	FILE *file;
	bool done;

	snprintf(path, sizeof(path), "%s/findings/%s.%s", desk->run->options->dir, name, ending);
	file = fopen(path, "we");
	done = file && fwrite(text.data, 1, text.len, file) == text.len;
	if (file)
		done = fclose(file) == 0 && done;
	if (!done)
		pq_run_trouble(desk->run, false, "%s could not be written (%s)", path, strerror(errno));
}

/* "fetch-302-25": a finding as the name of a file. */
static void file_name(const struct pq_evidence *evidence, char *out, size_t size)
{
	snprintf(out, size, "%s-%u", evidence->row->name, evidence->asked->port);
	for (char *at = out; *at != '\0'; at++)
		*at = *at == '/' ? '-' : *at;
}

/* What the monitor says of scenario and transcript; true if it names the rule. */
static bool judged(struct desk *desk, struct pq_view scenario_text, struct pq_view transcript_text, enum pq_rule rule,
		   char *why, size_t size)
{
	struct pq_judge *judge = desk->run->options->judge;
	struct pq_transcript transcript;
	struct pq_scenario scenario;
	struct pq_verdict verdict;
	struct pq_diag diag = { 0, 0, "" };

	pq_scenario_init(&scenario, desk->lines, MAX_ARGUMENTS, desk->arguments, MAX_ARGUMENTS, desk->scenario_bytes,
			 MAX_TEXT);
	pq_transcript_init(&transcript, desk->events, MAX_EVENTS, desk->addresses, MAX_ARGUMENTS,
			   desk->transcript_bytes, MAX_TEXT);
	if (pq_scenario_parse(&scenario, scenario_text, PQ_READING_STRICT, &diag) ||
	    pq_transcript_parse(&transcript, transcript_text, &diag)) {
		snprintf(why, size, "it cannot be read: line %zu: expected %.100s", diag.line, diag.expected);
		return false;
	}
	pq_judge_run(judge, &scenario, &transcript, &verdict);
	snprintf(why, size, "it says %s of %s%s%s", pq_judgement_name(verdict.rules[rule]), pq_rule_name(rule),
		 verdict.void_why[0] != '\0' ? "; " : "", verdict.void_why);
	return verdict.rules[rule] == PQ_VIOLATED;
}

static void confirm(struct desk *desk, const struct pq_evidence *evidence)
{
	enum pq_rule rule = evidence->over_block ? PQ_RULE_OVER_BLOCK : PQ_RULE_UNSAFE_PORT;
	struct pq_buf scenario, transcript;
	char name[128], why[300];

	if (desk->files++ >= PQ_MAX_FINDING_FILES)
		return;
	pq_buf_init(&scenario, desk->scenario_text, MAX_TEXT);
	pq_buf_init(&transcript, desk->transcript_text, MAX_TEXT);
	pq_evidence_scenario(evidence, &scenario);
	pq_evidence_transcript(evidence, &transcript);
	file_name(evidence, name, sizeof(name));
	write_file(desk, name, "scenario", pq_buf_view(&scenario));
	write_file(desk, name, "transcript", pq_buf_view(&transcript));
	if (!judged(desk, pq_buf_view(&scenario), pq_buf_view(&transcript), rule, why, sizeof(why)))
		pq_run_trouble(desk->run, false,
			       "the monitor does not agree with the audit on findings/%s.scenario: %s", name, why);
}

static void keep_lines(struct desk *desk, const struct pq_evidence *evidence, struct pq_result_port *port)
{
	unsigned char storage[MAX_EVIDENCE];
	struct pq_buf lines;

	pq_buf_init(&lines, storage, sizeof(storage));
	pq_evidence_lines(evidence, &lines);
	port->evidence = pq_result_text(desk->result, pq_buf_view(&lines));
	desk->short_of_memory = desk->short_of_memory || !port->evidence;
}

static void confirm_port(struct desk *desk, size_t row, const struct pq_asked *asked, struct pq_result_port *port)
{
	size_t cell = pq_asks_cell(&desk->run->asks, asked);
	struct pq_evidence evidence = { .run = desk->run, .log = desk->log, .asked = asked };
	uint32_t ask = 0;

	if (!pq_finding_is_violation(port->finding) || cell == SIZE_MAX)
		return;
	while (asked->cells[ask] != cell)
		ask++;
	evidence.row = &desk->run->rows.rows[row];
	evidence.task = asked->tasks[ask];
	evidence.cell = (uint32_t)cell;
	evidence.control =
		desk->run->board->tasks[evidence.task].first + desk->run->board->tasks[evidence.task].count - 1;
	evidence.over_block = port->finding == PQ_FINDING_OVER_BLOCK;
	keep_lines(desk, &evidence, port);
	confirm(desk, &evidence);
}

/* The result's vectors are the plan's rows, in their order, and their ports the asked ones. */
static void confirm_all(struct desk *desk)
{
	size_t at = 0;

	for (size_t row = 0; row < desk->run->rows.count; row++) {
		struct pq_result_vector *vector;

		if (!pq_plan_has(&desk->run->plan, &desk->run->rows.rows[row]))
			continue;
		vector = &desk->result->vectors[at++];
		for (size_t i = 0; i < vector->port_count; i++)
			confirm_port(desk, row, &desk->run->asks.rows[row].ports[i], &vector->ports[i]);
	}
}

/* The judge is lent for two rules, and given back as it was. */
static void confirm_as_judge(struct desk *desk)
{
	struct pq_judge *judge = desk->run->options->judge;
	unsigned int capabilities = judge->capabilities;
	uint32_t rules = judge->rules;

	judge->capabilities = PQ_SHOWS_DIALS | PQ_SHOWS_BYTES | PQ_SHOWS_OUTCOMES;
	judge->rules = 1u << PQ_RULE_UNSAFE_PORT | 1u << PQ_RULE_OVER_BLOCK;
	confirm_all(desk);
	judge->capabilities = capabilities;
	judge->rules = rules;
}

enum pq_err pq_confirm(struct pq_run *run, struct pq_result *result)
{
	struct desk *desk = calloc(1, sizeof(*desk));
	struct pq_diag diag = { 0, 0, "" };
	char path[4400];
	bool short_of_memory;

	if (!desk)
		return PQ_ERR_NO_SPACE;
	desk->run = run;
	desk->result = result;
	snprintf(path, sizeof(path), "%s/findings", run->options->dir);
	if (mkdir(path, 0777) != 0 && errno != EEXIST)
		pq_run_trouble(run, false, "%s could not be made (%s)", path, strerror(errno));
	else if (pq_log_open(&desk->log, run->log_dir, &diag))
		pq_run_trouble(run, false, "the log in %s cannot be read: expected %s", run->log_dir, diag.expected);
	else
		confirm_as_judge(desk);
	if (desk->log)
		pq_log_close(desk->log);
	short_of_memory = desk->short_of_memory;
	free(desk);
	return short_of_memory ? PQ_ERR_NO_SPACE : PQ_ERR_OK;
}
