/* SPDX-License-Identifier: MIT */
/* Evidence as it is told: on a terminal, as JSON, as a page, as dossiers. */
#include "evidence_fixture.h"

#include <jansson.h>

#include "html_markup.h"
#include "report/lab_evidence.h"
#include "report/markdown.h"

#define HOSTILE "<script>alert(1)</script>\"'&\x1b[2J\xff|`*_[a](b)"

static const char *const files[] = { "a" HOSTILE ".json", "b.json" };

/* Two results: one service executes and is open, one that executes and one that rejects are blocked, one is void. */
static void make(struct made *made)
{
	struct pq_lab_served *served;

	made_result(made, NULL);
	served = made_service(made, "queue", 11300);
	served->packages = strdup("queue 1.2-3");
	served->configuration = strdup("== q.conf ==\nlisten " HOSTILE "\n");
	served->prepare = strdup("make-it");
	served->note = strdup(HOSTILE);
	made_case(served, PQ_LAB_TEXT, "EEE", "a");
	made_case(served, PQ_LAB_FETCH, "EES", "x");
	made_case(made_service(made, "obeys", 119), PQ_LAB_TEXT, "EEE", "b");
	made_case(made_service(made, "refuses", 25), PQ_LAB_TEXT, "RRR", "c");
	made_case(made_service(made, "broken", 110), PQ_LAB_MULTIPART, "VVV", "d");
	made_case(made_service(made, "wavers", 143), PQ_LAB_TEXT, "ERR", "e");
	made_result(made, NULL);
	served = made_service(made, "queue", 11300);
	served->packages = strdup("queue 1.2-3");
	made_case(served, PQ_LAB_TEXT, "RRR", "f");
	made_case(served, PQ_LAB_FETCH, "EEE", "POST / HTTP/1.1\r\n" HOSTILE "\r\n# put\n\n* a\n");
	made_told(made);
}

static struct pq_lab_evidence_about about_of(const struct made *made)
{
	return (struct pq_lab_evidence_about){ &made->told, "2026-01-03", "1.2.3", files };
}

static char *written(const struct made *made, bool (*write)(const struct pq_lab_evidence_about *, FILE *))
{
	struct pq_lab_evidence_about about = about_of(made);
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	assert_true(write(&about, out));
	assert_int_equal(fclose(out), 0);
	return text;
}

static bool write_terminal(const struct pq_lab_evidence_about *about, FILE *out)
{
	const struct pq_terminal terminal = { .out = out };

	pq_lab_evidence_terminal(about, &terminal);
	return true;
}

static bool write_dossier(const struct pq_lab_evidence_about *about, FILE *out)
{
	const struct pq_evidence *evidence = about->evidence;

	for (size_t i = 0; i < evidence->port_count; i++)
		if (pq_evidence_is_gap(&evidence->ports[i]))
			return pq_lab_evidence_dossier(about, &evidence->ports[i], out);
	return false;
}

static void says(const char *text, const char *const *sayings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!strstr(text, sayings[i]))
			fail_msg("no \"%s\" in:\n%s", sayings[i], text);
}
#define SAYS(text, sayings) says(text, sayings, sizeof(sayings) / sizeof((sayings)[0]))

static void the_table_tells_each_port_and_what_follows(void **state)
{
	static const char *const sayings[] = {
		"11300  blocked by nobody\n",
		"  queue             EXECUTES F 5/6; REJECTS T 3/3; not tried GUMW\n",
		"                    queue 1.2-3; T: REJECTS in 1 of 2 results\n",
		"25     smtp, blocked since 2016-03-10 by fetch and ",
		"executed in 1 of 3 attempts",
		"\nexecutes, and nobody blocks it\n11300  queue\n       queue does not listen after",
		"\nexecutes, and is blocked\n119    obeys\n",
		"\nblocked, and no evidence found\n25     refuses REJECTS (not tried: GUMFW)\n",
		"\nexecutes now and then\n143    wavers\n",
		"\nblocked, and no service was tested\n  0-1 7 9 ",
		"\nvoid: nothing is stated of\n110    broken M: the control failed\n",
		"\n2 results, 5 ports: 2 execute (1 blocked by nobody), 1 now and then, 1 not at all, 1 void\n",
	};
	struct made made = { 0 };
	char *text;

	(void)state;
	make(&made);
	text = written(&made, write_terminal);
	SAYS(text, sayings);
	assert_null(strchr(text, 0x1b));
	assert_null(strchr(text, '\xff'));
	free(text);
	made_free(&made);
}

static void a_section_without_ports_is_not_there(void **state)
{
	struct made made = { 0 };
	char *text;

	(void)state;
	made_result(&made, NULL);
	made_case(made_service(&made, "refuses", 25), PQ_LAB_TEXT, "RRR", "a");
	made_told(&made);
	text = written(&made, write_terminal);
	assert_non_null(strstr(text, "blocked, and no evidence found"));
	assert_null(strstr(text, "executes"));
	assert_null(strstr(text, "void:"));
	free(text);
	text = written(&made, pq_lab_evidence_html);
	assert_int_equal(html_markup_check(text), 0);
	assert_null(strstr(text, "id=\"gaps\""));
	assert_non_null(strstr(text, "<p>none</p>"));
	free(text);
	made_free(&made);
}

/* The ports of a section, as "25 110". */
static void ports_of(const json_t *root, const char *section, char *out, size_t size)
{
	const json_t *list = json_object_get(json_object_get(root, "sections"), section);
	size_t len = 0;

	out[0] = '\0';
	assert_true(json_is_array(list));
	for (size_t i = 0; i < json_array_size(list) && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%lld", i ? " " : "",
					(long long)json_integer_value(json_array_get(list, i)));
}

static void json_holds_the_same(void **state)
{
	static const struct {
		const char *section;
		const char *ports;
	} rows[] = {
		{ "gaps", "11300" }, { "some", "" }, { "backed", "119" }, { "unfounded", "25" }, { "unsteady", "143" },
	};
	struct made made = { 0 };
	char *text, ports[64];
	const json_t *queue;
	json_t *root;

	(void)state;
	make(&made);
	text = written(&made, pq_lab_evidence_json);
	root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "format")), "pratique-lab-evidence 1");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ports_of(root, rows[i].section, ports, sizeof(ports));
		assert_string_equal(ports, rows[i].ports);
	}
	queue = json_array_get(json_object_get(root, "ports"), 4);
	assert_int_equal(json_integer_value(json_object_get(queue, "port")), 11300);
	assert_int_equal(json_array_size(json_object_get(queue, "blocked_by")), 0);
	assert_true(json_is_null(json_object_get(queue, "listed")));
	queue = json_array_get(json_object_get(queue, "services"), 0);
	assert_int_equal(json_array_size(json_object_get(queue, "forms")), 2);
	assert_int_equal(json_integer_value(json_object_get(queue, "executed")), 8);
	json_decref(root);
	free(text);
	made_free(&made);
}

static void the_page_holds_all_and_no_markup_of_others(void **state)
{
	static const char *const sayings[] = { "1 open",
					       "5 of 6",
					       "in 1 of 2 results",
					       "POST / HTTP/1.1",
					       "&lt;script&gt;",
					       "queue 1.2-3",
					       "the control failed",
					       "id=\"gaps\"",
					       "<small>fetch since 2016-03-10</small>",
					       "id=\"backed\"",
					       "id=\"unfounded\"" };
	struct made made = { 0 };
	char *page;

	(void)state;
	make(&made);
	page = written(&made, pq_lab_evidence_html);
	assert_int_equal(html_markup_check(page), 0);
	SAYS(page, sayings);
	assert_null(strchr(page, 0x1b));
	free(page);
	made_free(&made);
}

/* Outside of code, what begins markup in Markdown is one of our own: `<`, `[` and `_` are none, backquotes and stars are ours. */
static void check_markdown_line(const char *line, size_t len)
{
	if (len >= 4 && memcmp(line, "    ", 4) == 0)
		return;
	for (size_t i = 0; i < len; i++) {
		if (line[i] == '\\')
			i++;
		else if (line[i] == '<' || line[i] == '[' || line[i] == '_' || line[i] == '&')
			fail_msg("markup: %.*s", (int)len, line);
	}
}

static void a_dossier_says_what_a_standards_group_asks(void **state)
{
	static const char *const sayings[] = {
		"# Port 11300: a web page can command queue\n",
		"2026-01-02, pratique 1.2.3, requests written by the program's model",
		"| queue 1.2-3 | does not listen | 127.0.0.1, says its manual |\n",
		"Nobody: no list of bad ports",
		"| fetch | 2026-07-02 | open |",
		"- packages: queue 1.2-3\n",
		"- run as: nobody\n",
		"    == q.conf ==\n    listen <script>",
		"    make-it\n",
		"    exec it -p {port}\n",
		"| F, fetch POST, no-cors, binary body | patient | one | EXECUTES | ",
		"Step 1: **page** to **server**\n\n    ",
		"## What was not tested\n",
		"- queue: the forms GUMW were not tried.\n",
		"with heads as these write them: firefox.\n",
		"    pratique lab services queue --install --json model.json\n",
		"    pratique lab evidence model.json --dossiers DIR\n",
	};
	struct made made = { 0 };
	char *text;

	(void)state;
	make(&made);
	text = written(&made, write_dossier);
	SAYS(text, sayings);
	assert_null(strchr(text, 0x1b));
	assert_null(strchr(text, '\xff'));
	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");

		check_markdown_line(line, len);
		line += len + (line[len] == '\n');
	}
	free(text);
	made_free(&made);
}

static void no_byte_leaves_a_block_of_code(void **state)
{
	static const char expected[] = "\n    a\\r\\n\n    \\n\n    # b\\n\n    \\x00\\x1b\\n\n    c";
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	assert_non_null(out);
	pq_markdown_bytes(out, pq_view("a\r\n\n# b\n\0\x1b\nc", 13));
	fclose(out);
	assert_memory_equal(text, expected, sizeof(expected) - 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_tells_each_port_and_what_follows),
		cmocka_unit_test(a_section_without_ports_is_not_there),
		cmocka_unit_test(json_holds_the_same),
		cmocka_unit_test(the_page_holds_all_and_no_markup_of_others),
		cmocka_unit_test(a_dossier_says_what_a_standards_group_asks),
		cmocka_unit_test(no_byte_leaves_a_block_of_code),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
