/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "report/lab_evidence.h"
#include "report/lab_evidence_parts.h"
#include "report/lab_evidence_words.h"
#include "report/markdown.h"
#include "report/policy_words.h"

/* True if it is one that the dossier is about. */
static bool executes(const struct pq_evidence_service *service)
{
	return service->state == PQ_EVIDENCE_EXECUTES;
}

/* The results of the port's services, each way of saying it once. */
static void put_results(const struct pq_evidence_port *port, FILE *out)
{
	char last[256] = "";

	fputs("It rests upon:\n\n", out);
	for (size_t i = 0; i < port->service_count; i++) {
		for (size_t k = 0; k < port->services[i].ran; k++) {
			const struct pq_lab_services *result = port->services[i].runs[k].result;
			const char *browser = result->browser ? result->browser : "the program's model of a browser";
			char text[256];

			snprintf(text, sizeof(text), "%s, pratique %s, requests written by %s", result->date,
				 result->version, browser);
			if (strcmp(text, last) == 0)
				continue;
			fputs("- results of ", out);
			pq_markdown_put(out, text);
			fputs("\n", out);
			memcpy(last, text, sizeof(last));
		}
	}
}

static void put_title(const struct pq_lab_evidence_about *about, const struct pq_evidence_port *port, FILE *out)
{
	struct pq_view known = pq_words_service(about->evidence->states, port->port);
	char names[PQ_EVIDENCE_WORDS];

	pq_evidence_names(port, PQ_EVIDENCE_EXECUTES, names, sizeof(names));
	fprintf(out, "# Port %u: a web page can command ", (unsigned int)port->port);
	pq_markdown_put(out, names);
	fputs("\n\nDrawn up on ", out);
	pq_markdown_put(out, about->date);
	fputs(" by pratique ", out);
	pq_markdown_put(out, about->version);
	fputs(". ", out);
	if (known.len) {
		fputs("Known as: ", out);
		pq_markdown_line(out, known);
		fputs(". ", out);
	}
	put_results(port, out);
}

static void put_claim(const struct pq_evidence_port *port, FILE *out)
{
	char text[PQ_EVIDENCE_WORDS];

	fprintf(out,
		"\n## In short\n\nA web page can have its visitor's browser send a request to port %u of any machine "
		"that "
		"the browser reaches. The servers below carried out commands that stood in such a request; this was "
		"seen "
		"outside the connection on which it came.\n\n",
		(unsigned int)port->port);
	for (size_t i = 0; i < port->service_count; i++) {
		if (!executes(&port->services[i]))
			continue;
		pq_evidence_title(&port->services[i], text, sizeof(text));
		fputs("- **", out);
		pq_markdown_put(out, text);
		fputs("**: ", out);
		pq_evidence_forms_text(&port->services[i], text, sizeof(text));
		pq_markdown_put(out, text);
		pq_evidence_agreement(&port->services[i], text, sizeof(text));
		fprintf(out, text[0] ? " (%s)\n" : "\n", text);
	}
	fputs("\nk/n: in k of n attempts, each with a marker of its own. Forms: G a navigation, U, T and M a form that "
	      "is "
	      "sent as urlencoded, text/plain and multipart/form-data, F `fetch()` with mode `no-cors` and a binary "
	      "body, "
	      "W the handshake of a WebSocket. Classes: EXECUTES, the commands took effect; TOLERATES, a later "
	      "harmless "
	      "command on the same connection was answered; SWALLOWS, the connection stayed open; REJECTS, the server "
	      "closed because of the request.\n",
	      out);
}

static void put_listening(const struct pq_evidence_port *port, FILE *out)
{
	fputs("\n## Does it listen by default\n\n| service | after installation | who says so, and where it listens |\n"
	      "| --- | --- | --- |\n",
	      out);
	for (size_t i = 0; i < port->service_count; i++) {
		const struct pq_lab_served *served = pq_evidence_run_of(&port->services[i])->served;
		char text[PQ_EVIDENCE_WORDS];

		if (!executes(&port->services[i]))
			continue;
		pq_evidence_title(&port->services[i], text, sizeof(text));
		fputs("| ", out);
		pq_markdown_put(out, text);
		fprintf(out, " | %s | ", served->by_default ? "listens" : "does not listen");
		pq_markdown_put(out, served->where);
		fputs(" |\n", out);
	}
}

/* The policies that block the port for the web, or that have a list and do not. */
static void put_policies(const struct pq_evidence_port *port, bool blocking, FILE *out)
{
	const struct pq_states *states = port->why.states;

	fputs("\n| policy | as of | schemes | since |\n| --- | --- | --- | --- |\n", out);
	for (size_t i = 0; i < states->count; i++) {
		const struct pq_state *state = &states->states[i];
		uint32_t schemes = pq_policy_blocked_schemes(state->policy, port->port) & PQ_WEB_SCHEMES;
		struct pq_view since = pq_evidence_since(state, port->port);
		char text[128] = "open";

		if ((schemes != 0) != blocking || pq_why_no_list(state))
			continue;
		if (schemes)
			pq_words_schemes(schemes, text, sizeof(text));
		fputs("| ", out);
		pq_markdown_line(out, state->policy->name);
		fprintf(out, " | %s | %s | ", state->day[0] ? state->day : "?", text);
		pq_markdown_line(out, schemes ? since : pq_view(NULL, 0));
		fputs(" |\n", out);
	}
}

static void put_blocked(const struct pq_evidence_port *port, FILE *out)
{
	fputs("\n## Who blocks it\n\n", out);
	if (port->blocked == PQ_EVIDENCE_NOBODY) {
		fputs("Nobody: no list of bad ports that the program knows has it, for http, https, ws or wss.\n", out);
	} else {
		fputs("The Fetch standard does not. These do, for a scheme of http, https, ws and wss:\n", out);
		put_policies(port, true, out);
		fputs("\nThese have a list of bad ports and do not:\n", out);
	}
	put_policies(port, false, out);
	pq_evidence_put_facts(port, out);
}

bool pq_lab_evidence_dossier(const struct pq_lab_evidence_about *about, const struct pq_evidence_port *port, FILE *out)
{
	put_title(about, port, out);
	put_claim(port, out);
	put_listening(port, out);
	put_blocked(port, out);
	for (size_t i = 0; i < port->service_count; i++)
		if (executes(&port->services[i]))
			pq_evidence_put_service(&port->services[i], out);
	pq_evidence_put_others(port, out);
	pq_evidence_put_limits(port, out);
	pq_evidence_put_again(port, out);
	return !ferror(out);
}
