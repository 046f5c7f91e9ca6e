/* SPDX-License-Identifier: MIT */
#include "report/lab_services.h"

#include "report/terminal.h"

#define NAME_WIDTH 18
#define PORT_WIDTH 7
#define CLASS_WIDTH 11

static const enum pq_colour colours[PQ_LAB_CLASS_COUNT] = {
	[PQ_LAB_VOID] = PQ_COLOUR_FAINT,     [PQ_LAB_REJECTS] = PQ_COLOUR_GOOD, [PQ_LAB_SWALLOWS] = PQ_COLOUR_PLAIN,
	[PQ_LAB_TOLERATES] = PQ_COLOUR_WARN, [PQ_LAB_EXECUTES] = PQ_COLOUR_BAD,
};

static const char *class_name(enum pq_lab_class class)
{
	return (const char *)pq_lab_class_names[class].data;
}

static void put_head(const struct pq_terminal *terminal)
{
	pq_terminal_column(terminal, PQ_COLOUR_STRONG, "service", NAME_WIDTH);
	pq_terminal_column(terminal, PQ_COLOUR_STRONG, "port", PORT_WIDTH);
	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		pq_terminal_column(terminal, PQ_COLOUR_STRONG, (const char *)pq_lab_form_letters[form].data,
				   CLASS_WIDTH);
	fputc('\n', terminal->out);
}

static void put_row(const struct pq_terminal *terminal, const struct pq_lab_served *served)
{
	char port[16];

	snprintf(port, sizeof(port), "%u", (unsigned int)served->counts_for);
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, served->name, NAME_WIDTH);
	pq_terminal_column(terminal, PQ_COLOUR_PLAIN, port, PORT_WIDTH);
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *row = pq_lab_form_case(served, form);
		bool unanimous = row && row->k == row->n;
		char text[32];

		snprintf(text, sizeof(text), "%s%s", row ? class_name(row->class) : "-", !row || unanimous ? "" : "*");
		pq_terminal_column(terminal, row ? colours[row->class] : PQ_COLOUR_FAINT, text, CLASS_WIDTH);
	}
	fputc('\n', terminal->out);
}

/* A line about a form: "NAME F: ". */
static void put_form(const struct pq_terminal *terminal, const struct pq_lab_served *served, enum pq_lab_form form)
{
	pq_terminal_text(terminal->out, pq_view_str(served->name));
	fprintf(terminal->out, " %s: ", (const char *)pq_lab_form_letters[form].data);
}

static void put_split(const struct pq_terminal *terminal, const struct pq_lab_served *served)
{
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *row = pq_lab_form_case(served, form);

		if (!row || row->k == row->n)
			continue;
		put_form(terminal, served, form);
		fprintf(terminal->out, "* %s in %u of %u\n", class_name(row->class), (unsigned int)row->k,
			(unsigned int)row->n);
	}
}

static void put_differences(const struct pq_terminal *terminal, const struct pq_lab_served *served)
{
	unsigned int forms = pq_lab_differences(served);

	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		if (!(forms >> form & 1))
			continue;
		put_form(terminal, served, form);
		fprintf(terminal->out, "expected %s, found %s\n", class_name(served->expected[form]),
			class_name(pq_lab_form_case(served, form)->class));
	}
}

static void put_void(const struct pq_terminal *terminal, const struct pq_lab_served *served)
{
	const char *told = NULL;

	if (served->reason) {
		pq_terminal_text(terminal->out, pq_view_str(served->name));
		fputs(" void: ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(served->reason));
		fputc('\n', terminal->out);
	}
	for (enum pq_lab_form form = PQ_LAB_GET; form < PQ_LAB_FORM_COUNT; form++) {
		const struct pq_lab_case *row = pq_lab_form_case(served, form);

		if (!row || row->class != PQ_LAB_VOID || !row->reason || (told && strcmp(told, row->reason) == 0))
			continue;
		put_form(terminal, served, form);
		fputs("void: ", terminal->out);
		pq_terminal_text(terminal->out, pq_view_str(row->reason));
		fputc('\n', terminal->out);
		told = row->reason;
	}
}

static void put_sum(const struct pq_lab_services *services, FILE *out)
{
	size_t counts[PQ_LAB_CLASS_COUNT] = { 0 };

	for (size_t i = 0; i < services->count; i++)
		counts[pq_lab_served_class(services->rows[i])]++;
	fprintf(out, "%zu %s: %zu execute", services->count, services->count == 1 ? "service" : "services",
		counts[PQ_LAB_EXECUTES]);
	fprintf(out, ", %zu tolerate, %zu swallow, %zu reject, %zu void\n", counts[PQ_LAB_TOLERATES],
		counts[PQ_LAB_SWALLOWS], counts[PQ_LAB_REJECTS], counts[PQ_LAB_VOID]);
}

void pq_lab_services_table(const struct pq_lab_services *services, FILE *out)
{
	struct pq_terminal terminal = pq_terminal_of(out);

	put_head(&terminal);
	for (size_t i = 0; i < services->count; i++)
		put_row(&terminal, services->rows[i]);
	for (size_t i = 0; i < services->count; i++)
		put_split(&terminal, services->rows[i]);
	for (size_t i = 0; i < services->count; i++)
		put_differences(&terminal, services->rows[i]);
	for (size_t i = 0; i < services->count; i++)
		put_void(&terminal, services->rows[i]);
	put_sum(services, out);
}
