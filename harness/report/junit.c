/* SPDX-License-Identifier: MIT */
/*
 * The counts stand in the opening tag, before the cases that they count. So the
 * cases are written into memory first, and put inside the suite at the end.
 */
#include "report/junit.h"

#include <libxml/xmlwriter.h>
#include <stdlib.h>

#include "base/utf8.h"

/*
 * counts: of cases, by what they ended with; told: of the case under way
 * failed: some write did not succeed
 */
struct pq_junit {
	xmlBufferPtr cases;
	xmlTextWriterPtr writer;
	unsigned int tests;
	unsigned int counts[PQ_JUNIT_END_COUNT];
	bool told[PQ_JUNIT_END_COUNT];
	bool failed;
};

struct pq_junit *pq_junit_new(void)
{
	struct pq_junit *junit = calloc(1, sizeof(*junit));

	if (!junit)
		return NULL;
	junit->cases = xmlBufferCreate();
	junit->writer = junit->cases ? xmlNewTextWriterMemory(junit->cases, 0) : NULL;
	if (!junit->writer) {
		pq_junit_free(junit);
		return NULL;
	}
	xmlTextWriterSetIndent(junit->writer, 1);
	return junit;
}

void pq_junit_free(struct pq_junit *junit)
{
	if (!junit)
		return;
	if (junit->writer)
		xmlFreeTextWriter(junit->writer);
	if (junit->cases)
		xmlBufferFree(junit->cases);
	free(junit);
}

static const xmlChar *xml(const char *text)
{
	return (const xmlChar *)text;
}

/* XML 1.0 2.2: no control characters but tab, LF and CR, and no U+FFFE or U+FFFF. */
static bool xml_char(uint32_t code)
{
	return code == '\t' || code == '\n' || code == '\r' || (code >= 0x20 && code != 0xfffe && code != 0xffff);
}

/* A copy of text in which every byte that XML cannot carry is a question mark. */
static char *clean_copy(const char *text)
{
	struct pq_view view = pq_view_str(text);
	char *copy = malloc(view.len + 1);
	uint32_t code = 0;
	size_t step;

	if (!copy)
		return NULL;
	memcpy(copy, text, view.len + 1);
	for (size_t i = 0; i < view.len; i += step) {
		step = pq_utf8_decode(view, i, &code);
		if (step > 0 && xml_char(code))
			continue;
		memset(copy + i, '?', step ? step : 1);
		step = step ? step : 1;
	}
	return copy;
}

static void attribute(struct pq_junit *junit, const char *name, const char *value)
{
	char *clean = clean_copy(value);

	if (!clean || xmlTextWriterWriteAttribute(junit->writer, xml(name), xml(clean)) < 0)
		junit->failed = true;
	free(clean);
}

static void open_element(struct pq_junit *junit, const char *name)
{
	if (xmlTextWriterStartElement(junit->writer, xml(name)) < 0)
		junit->failed = true;
}

static void close_element(struct pq_junit *junit)
{
	if (xmlTextWriterEndElement(junit->writer) < 0)
		junit->failed = true;
}

void pq_junit_begin(struct pq_junit *junit, const char *classname, const char *name)
{
	junit->tests++;
	memset(junit->told, 0, sizeof(junit->told));
	open_element(junit, "testcase");
	attribute(junit, "classname", classname);
	attribute(junit, "name", name);
}

void pq_junit_tell(struct pq_junit *junit, enum pq_junit_end end, const char *type, const char *message)
{
	static const char *const elements[PQ_JUNIT_END_COUNT] = { "failure", "error", "skipped" };

	junit->told[end] = true;
	open_element(junit, elements[end]);
	if (end != PQ_JUNIT_SKIPPED)
		attribute(junit, "type", type);
	attribute(junit, "message", message);
	close_element(junit);
}

void pq_junit_end(struct pq_junit *junit)
{
	for (size_t end = 0; end < PQ_JUNIT_END_COUNT; end++) {
		if (!junit->told[end])
			continue;
		junit->counts[end]++;
		break;
	}
	close_element(junit);
}

static void add_violations(struct pq_junit *junit, const struct pq_verdict *verdict)
{
	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++)
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, pq_rule_name(verdict->violations[i].rule),
			      verdict->violations[i].detail);
}

void pq_junit_case(struct pq_junit *junit, const char *file, const struct pq_scenario *scenario,
		   const struct pq_verdict *verdict)
{
	pq_junit_begin(junit, "pratique", file);
	switch (pq_grade_of(scenario, verdict)) {
	case PQ_GRADE_VIOLATION:
		add_violations(junit, verdict);
		break;
	case PQ_GRADE_DIFFERS:
		pq_junit_tell(junit, PQ_JUNIT_FAILURE, "differs", verdict->unmet_why);
		break;
	case PQ_GRADE_VOID:
		pq_junit_tell(junit, PQ_JUNIT_ERROR, "void", verdict->void_why);
		break;
	case PQ_GRADE_AS_EXPECTED:
	case PQ_GRADE_COUNT:
		break;
	}
	pq_junit_end(junit);
}

void pq_junit_failure(struct pq_junit *junit, const char *file, const char *why)
{
	pq_junit_begin(junit, "pratique", file);
	pq_junit_tell(junit, PQ_JUNIT_ERROR, "no verdict", why);
	pq_junit_end(junit);
}

static void count(xmlTextWriterPtr writer, const char *name, unsigned int value)
{
	xmlTextWriterWriteFormatAttribute(writer, xml(name), "%u", value);
}

static void write_document(const struct pq_junit *junit, xmlTextWriterPtr writer)
{
	xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(writer, xml("testsuite"));
	xmlTextWriterWriteAttribute(writer, xml("name"), xml("pratique"));
	count(writer, "tests", junit->tests);
	count(writer, "failures", junit->counts[PQ_JUNIT_FAILURE]);
	count(writer, "errors", junit->counts[PQ_JUNIT_ERROR]);
	count(writer, "skipped", junit->counts[PQ_JUNIT_SKIPPED]);
	xmlTextWriterWriteRaw(writer, xml("\n"));
	xmlTextWriterWriteRaw(writer, xmlBufferContent(junit->cases));
	xmlTextWriterEndDocument(writer);
}

bool pq_junit_write(const struct pq_junit *junit, FILE *out)
{
	xmlBufferPtr document = xmlBufferCreate();
	xmlTextWriterPtr writer = document ? xmlNewTextWriterMemory(document, 0) : NULL;
	bool written = false;

	xmlTextWriterFlush(junit->writer);
	if (writer && !junit->failed) {
		size_t len;

		write_document(junit, writer);
		xmlTextWriterFlush(writer);
		len = (size_t)xmlBufferLength(document);
		written = len > 0 && fwrite(xmlBufferContent(document), 1, len, out) == len;
	}
	if (writer)
		xmlFreeTextWriter(writer);
	if (document)
		xmlBufferFree(document);
	return written;
}
