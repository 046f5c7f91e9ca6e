/* SPDX-License-Identifier: MIT */
#include <jansson.h>

#include "report/json.h"
#include "report/lab_evidence.h"
#include "report/lab_evidence_words.h"
#include "report/policy_words.h"

#define FORMAT "pratique-lab-evidence 1"

static json_t *text_json(const char *text)
{
	return text ? pq_json_text(pq_view_str(text)) : json_null();
}

static json_t *form_json(const struct pq_evidence_form *form, size_t which)
{
	json_t *object = json_object();
	const struct pq_lab_case *stands = form->stands;

	json_object_set_new(object, "form", json_string((const char *)pq_lab_form_letters[which].data));
	json_object_set_new(object, "class", json_string(pq_evidence_class_name(form->class)));
	json_object_set_new(object, "k", json_integer((json_int_t)form->k));
	json_object_set_new(object, "n", json_integer((json_int_t)form->n));
	json_object_set_new(object, "results", json_integer((json_int_t)form->seen));
	json_object_set_new(object, "agree", json_integer((json_int_t)form->agree));
	json_object_set_new(object, "void_cases", json_integer((json_int_t)form->void_cases));
	json_object_set_new(object, "client", json_string((const char *)pq_lab_client_names[stands->client].data));
	json_object_set_new(object, "shape", json_string((const char *)pq_lab_shape_names[stands->shape].data));
	json_object_set_new(object, "padding", json_integer((json_int_t)stands->padding));
	return object;
}

static json_t *forms_json(const struct pq_evidence_service *service)
{
	json_t *list = json_array();

	for (size_t i = 0; i < PQ_LAB_FORM_COUNT; i++)
		if (service->forms[i].stands)
			json_array_append_new(list, form_json(&service->forms[i], i));
	return list;
}

static json_t *troubles_json(const struct pq_evidence_service *service)
{
	struct pq_evidence_trouble troubles[PQ_EVIDENCE_TROUBLES];
	size_t count = pq_evidence_troubles(service, troubles);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++) {
		char letters[PQ_LAB_FORM_COUNT + 1];
		json_t *object = json_object();

		pq_evidence_letters(troubles[i].forms, letters);
		json_object_set_new(object, "forms", letters[0] ? json_string(letters) : json_null());
		json_object_set_new(object, "reason", text_json(troubles[i].reason));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *service_json(const struct pq_evidence_service *service)
{
	const struct pq_evidence_run *run = pq_evidence_run_of(service);
	json_t *object = json_object();

	json_object_set_new(object, "name", text_json(run->served->name));
	json_object_set_new(object, "packages", text_json(run->served->packages));
	json_object_set_new(object, "browser", text_json(run->result->browser));
	json_object_set_new(object, "by_default", json_boolean(run->served->by_default));
	json_object_set_new(object, "where", text_json(run->served->where));
	json_object_set_new(object, "state", json_string(pq_evidence_state_names[service->state]));
	json_object_set_new(object, "class", json_string(pq_evidence_class_name(pq_evidence_class(service))));
	json_object_set_new(object, "results", json_integer((json_int_t)service->ran));
	json_object_set_new(object, "executed", json_integer((json_int_t)service->executed));
	json_object_set_new(object, "attempts", json_integer((json_int_t)service->attempts));
	json_object_set_new(object, "forms", forms_json(service));
	json_object_set_new(object, "void", troubles_json(service));
	return object;
}

static json_t *blockers_json(const struct pq_evidence_port *port)
{
	const struct pq_states *states = port->why.states;
	json_t *list = json_array();

	for (size_t i = 0; i < states->count; i++) {
		const struct pq_state *state = &states->states[i];
		uint32_t schemes = pq_policy_blocked_schemes(state->policy, port->port) & PQ_WEB_SCHEMES;
		json_t *object;

		if (!schemes)
			continue;
		object = json_object();
		json_object_set_new(object, "policy", pq_json_text(state->policy->name));
		json_object_set_new(object, "date", pq_words_text_json(pq_view_str(state->day)));
		json_object_set_new(object, "schemes", pq_words_schemes_json(schemes));
		json_object_set_new(object, "since", pq_words_text_json(pq_evidence_since(state, port->port)));
		json_array_append_new(list, object);
	}
	return list;
}

static json_t *port_json(const struct pq_evidence *evidence, const struct pq_evidence_port *port)
{
	json_t *object = json_object();
	json_t *services = json_array();

	for (size_t i = 0; i < port->service_count; i++)
		json_array_append_new(services, service_json(&port->services[i]));
	json_object_set_new(object, "port", json_integer(port->port));
	json_object_set_new(object, "service", pq_words_text_json(pq_words_service(evidence->states, port->port)));
	json_object_set_new(object, "state", json_string(pq_evidence_state_names[port->state]));
	json_object_set_new(object, "blocked", json_string(pq_evidence_blocked_names[port->blocked]));
	json_object_set_new(object, "listed", port->why.listed ? pq_words_fact_json(port->why.listed) : json_null());
	json_object_set_new(object, "blocked_by", blockers_json(port));
	json_object_set_new(object, "services", services);
	return object;
}

static json_t *results_json(const struct pq_lab_evidence_about *about)
{
	json_t *list = json_array();

	for (size_t i = 0; i < about->evidence->result_count; i++) {
		const struct pq_lab_services *result = about->evidence->results[i];
		json_t *object = json_object();

		json_object_set_new(object, "file", text_json(about->files[i]));
		json_object_set_new(object, "date", text_json(result->date));
		json_object_set_new(object, "version", text_json(result->version));
		json_object_set_new(object, "browser", text_json(result->browser));
		json_array_append_new(list, object);
	}
	return list;
}

/* The ports of each section, under its id. */
static json_t *sections_json(const struct pq_evidence *evidence)
{
	json_t *object = json_object();

	for (size_t i = 0; i < PQ_EVIDENCE_SECTIONS; i++) {
		json_t *list = json_array();

		for (size_t k = 0; k < evidence->port_count; k++)
			if (pq_evidence_in(&pq_evidence_sections[i], &evidence->ports[k]))
				json_array_append_new(list, json_integer(evidence->ports[k].port));
		json_object_set_new(object, pq_evidence_sections[i].id, list);
	}
	json_object_set_new(object, "untested", pq_words_ports_json(&evidence->untested));
	return object;
}

bool pq_lab_evidence_json(const struct pq_lab_evidence_about *about, FILE *out)
{
	const struct pq_evidence *evidence = about->evidence;
	json_t *root = json_object();
	json_t *ports = json_array();
	bool good;

	for (size_t i = 0; i < evidence->port_count; i++)
		json_array_append_new(ports, port_json(evidence, &evidence->ports[i]));
	good = json_object_set_new(root, "format", json_string(FORMAT)) == 0 &&
	       json_object_set_new(root, "date", json_string(about->date)) == 0 &&
	       json_object_set_new(root, "version", json_string(about->version)) == 0 &&
	       json_object_set_new(root, "results", results_json(about)) == 0 &&
	       json_object_set_new(root, "sections", sections_json(evidence)) == 0 &&
	       json_object_set_new(root, "ports", ports) == 0 && json_dumpf(root, out, JSON_INDENT(1)) == 0 &&
	       fputc('\n', out) != EOF;
	json_decref(root);
	return good;
}
