/* SPDX-License-Identifier: MIT */
#include "report/lab_evidence_words.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const pq_evidence_state_names[] = { "void", "none", "sometimes", "executes" };
static_assert(sizeof(pq_evidence_state_names) / sizeof(char *) == PQ_EVIDENCE_STATE_COUNT, "a name for each state");

const char *const pq_evidence_blocked_names[] = { "nobody", "some", "fetch" };
static_assert(sizeof(pq_evidence_blocked_names) / sizeof(char *) == PQ_EVIDENCE_BLOCKED_COUNT, "a name for each");

#define NOBODY (1u << PQ_EVIDENCE_NOBODY)
#define SOME (1u << PQ_EVIDENCE_SOME)
#define LISTED (1u << PQ_EVIDENCE_LISTED)

const struct pq_evidence_section pq_evidence_sections[PQ_EVIDENCE_SECTIONS] = {
	{ PQ_EVIDENCE_EXECUTES, NOBODY, "gaps", "executes, and nobody blocks it",
	  "The smuggled commands took effect, and no built-in policy blocks the port for http, https, ws or wss." },
	{ PQ_EVIDENCE_EXECUTES, SOME, "some", "executes, and only some block it",
	  "The same, and the port is not on the Fetch standard's list." },
	{ PQ_EVIDENCE_EXECUTES, LISTED, "backed", "executes, and is blocked", "What the list is for." },
	{ PQ_EVIDENCE_NONE, SOME | LISTED, "unfounded", "blocked, and no evidence found",
	  "Nothing executed in any case of the services that were tested. That is no proof: other services, versions "
	  "and "
	  "settings use the port, and the list has other reasons, such as packet filters." },
	{ PQ_EVIDENCE_SOMETIMES, NOBODY | SOME | LISTED, "unsteady", "executes now and then",
	  "Some attempts executed, but in no form most of them: more attempts are wanted." },
};

bool pq_evidence_in(const struct pq_evidence_section *section, const struct pq_evidence_port *port)
{
	return port->state == section->state && section->blocked >> port->blocked & 1;
}

const char *pq_evidence_class_name(enum pq_lab_class class)
{
	return (const char *)pq_lab_class_names[class].data;
}

/* Text that grows in storage of a fixed size, and is cut at its end. */
struct words {
	char *out;
	size_t size;
	size_t len;
};

static struct words begin(char *out, size_t size)
{
	out[0] = '\0';
	return (struct words){ out, size, 0 };
}

static void say(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct words *words, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(words->out + words->len, words->size - words->len, format, arguments);
	va_end(arguments);
	words->len += strlen(words->out + words->len);
}

void pq_evidence_letters(unsigned int forms, char out[static PQ_LAB_FORM_COUNT + 1])
{
	size_t len = 0;

	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		if (forms >> form & 1)
			out[len++] = (char)pq_lab_form_letters[form].data[0];
	out[len] = '\0';
}

unsigned int pq_evidence_untried(const struct pq_evidence_service *service)
{
	unsigned int forms = 0;

	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++)
		if (!service->forms[i].stands)
			forms |= 1u << i;
	return forms;
}

/* True if as many attempts of both have the same class. */
static bool alike(const struct pq_evidence_form *a, const struct pq_evidence_form *b)
{
	return a->stands && b->stands && a->class == b->class && a->k == b->k && a->n == b->n;
}

/* "TMF 3/3" from the first of the forms that are like it on; nothing behind the first one. */
static void say_group(struct words *words, const struct pq_evidence_service *service, size_t first, bool begun)
{
	char letters[PQ_LAB_FORM_COUNT + 1];
	unsigned int forms = 0;

	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++)
		if (alike(&service->forms[i], &service->forms[first]))
			forms |= 1u << i;
	if (forms & ((1u << first) - 1))
		return;
	pq_evidence_letters(forms, letters);
	say(words, begun ? ", %s" : " %s", letters);
	if (service->forms[first].class != PQ_LAB_VOID)
		say(words, " %u/%u", (unsigned int)service->forms[first].k, (unsigned int)service->forms[first].n);
}

static void say_class(struct words *words, const struct pq_evidence_service *service, enum pq_lab_class class)
{
	bool begun = false;

	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++) {
		if (!service->forms[i].stands || service->forms[i].class != class)
			continue;
		if (!begun)
			say(words, "%s%s", words->len ? "; " : "", pq_evidence_class_name(class));
		say_group(words, service, i, begun);
		begun = true;
	}
}

void pq_evidence_forms_text(const struct pq_evidence_service *service, char *out, size_t size)
{
	struct words words = begin(out, size);
	char letters[PQ_LAB_FORM_COUNT + 1];

	for (size_t class = PQ_LAB_CLASS_COUNT; class -- > 0;)
		say_class(&words, service, (enum pq_lab_class) class);
	pq_evidence_letters(pq_evidence_untried(service), letters);
	if (words.len == 0)
		say(&words, "VOID");
	else if (letters[0])
		say(&words, "; not tried %s", letters);
}

void pq_evidence_agreement(const struct pq_evidence_service *service, char *out, size_t size)
{
	struct words words = begin(out, size);
	bool differs = false;

	if (service->ran < 2)
		return;
	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++) {
		const struct pq_evidence_form *form = &service->forms[i];

		if (form->agree == form->seen)
			continue;
		say(&words, "%s%s: %s in %zu of %zu results", differs ? ", " : "",
		    (const char *)pq_lab_form_letters[i].data, pq_evidence_class_name(form->class), form->agree,
		    form->seen);
		differs = true;
	}
	if (!differs)
		say(&words, "%zu results agree", service->ran);
}

/* Policies that have a list, the fetch policy apart: how many, and how many of them block the port. */
static void count_others(const struct pq_evidence_port *port, size_t *blocking, size_t *all)
{
	const struct pq_states *states = port->why.states;

	for (size_t i = 0; i < states->count; i++) {
		const struct pq_state *state = &states->states[i];

		if (pq_why_no_list(state) || state->policy == pq_states_fetch(states))
			continue;
		*all += 1;
		*blocking += (pq_policy_blocked_schemes(state->policy, port->port) & PQ_WEB_SCHEMES) != 0;
	}
}

/* The names of others that have a list and block the port, or do not. */
static void say_others(struct words *words, const struct pq_evidence_port *port, bool blocking)
{
	const struct pq_states *states = port->why.states;
	bool first = true;

	for (size_t i = 0; i < states->count; i++) {
		const struct pq_state *state = &states->states[i];
		bool blocks = (pq_policy_blocked_schemes(state->policy, port->port) & PQ_WEB_SCHEMES) != 0;

		if (pq_why_no_list(state) || state->policy == pq_states_fetch(states) || blocks != blocking)
			continue;
		say(words, "%s%.*s", first ? "" : ", ", (int)state->policy->name.len,
		    (const char *)state->policy->name.data);
		first = false;
	}
}

void pq_evidence_blocked_text(const struct pq_evidence_port *port, char *out, size_t size)
{
	struct words words = begin(out, size);
	size_t blocking = 0, all = 0;

	count_others(port, &blocking, &all);
	if (port->blocked == PQ_EVIDENCE_NOBODY) {
		say(&words, "by nobody");
	} else if (port->blocked == PQ_EVIDENCE_SOME) {
		say(&words, "not by fetch, but by ");
		say_others(&words, port, true);
	} else {
		if (port->why.listed)
			say(&words, "since %.*s ", (int)port->why.listed->date.len,
			    (const char *)port->why.listed->date.data);
		say(&words, "by fetch and %zu of %zu other policies", blocking, all);
		if (blocking < all) {
			say(&words, "; open in ");
			say_others(&words, port, false);
		}
	}
}

void pq_evidence_classes(const struct pq_evidence_port *port, enum pq_evidence_state state, char *out, size_t size)
{
	struct words words = begin(out, size);

	for (size_t i = 0; i < port->service_count; i++) {
		const struct pq_evidence_service *service = &port->services[i];
		char letters[PQ_LAB_FORM_COUNT + 1];

		if (service->state != state)
			continue;
		pq_evidence_letters(pq_evidence_untried(service), letters);
		say(&words, "%s%s %s", words.len ? ", " : "", service->runs[0].served->name,
		    pq_evidence_class_name(pq_evidence_class(service)));
		if (letters[0])
			say(&words, " (not tried: %s)", letters);
	}
}

void pq_evidence_names(const struct pq_evidence_port *port, enum pq_evidence_state state, char *out, size_t size)
{
	struct words words = begin(out, size);
	const char *last = NULL;

	for (size_t i = 0; i < port->service_count; i++) {
		const char *name = port->services[i].runs[0].served->name;

		if (port->services[i].state != state || (last && strcmp(last, name) == 0))
			continue;
		say(&words, "%s%s", last ? ", " : "", name);
		last = name;
	}
}

void pq_evidence_title(const struct pq_evidence_service *service, char *out, size_t size)
{
	const struct pq_evidence_run *run = pq_evidence_run_of(service);
	const char *name = run->served->name, *packages = run->served->packages;
	struct words words = begin(out, size);
	size_t len = strlen(name);

	if (packages && strncmp(packages, name, len) == 0 && packages[len] == ' ')
		say(&words, "%s", packages);
	else
		say(&words, packages ? "%s (%s)" : "%s", name, packages);
	if (run->result->browser)
		say(&words, ", requests by %s", run->result->browser);
}

const struct pq_evidence_run *pq_evidence_run_of(const struct pq_evidence_service *service)
{
	for (size_t i = 0; i < service->ran; i++)
		if (pq_lab_served_class(service->runs[i].served) == PQ_LAB_EXECUTES)
			return &service->runs[i];
	return &service->runs[0];
}
