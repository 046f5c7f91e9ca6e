/* SPDX-License-Identifier: MIT */
/* A case of the service lab: a server skips what it does not understand, and obeys the rest. */
#include <assert.h>
#include <string.h>

#include "report/lab_story_parts.h"

static const struct pq_lab_actor known[] = {
	{ "page", "what the attacker wrote, and the visitor's browser that sends it" },
	{ "server", "the visitor's own, or one of the network behind the firewall" },
	{ "lab", "looks on: what it says is no part of the attack" },
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

static const char *const titles[] = { "Nothing can be said", "The server closed the connection",
				      "The server took it, and nothing was obeyed",
				      "The server skipped it, and listens on", "The server obeyed the page" };
static_assert(sizeof(titles) / sizeof(titles[0]) == PQ_LAB_CLASS_COUNT, "a title for each class");

static const enum pq_lab_end ends[] = { PQ_LAB_END_VOID, PQ_LAB_END_KEPT, PQ_LAB_END_KEPT, PQ_LAB_END_NOTICE,
					PQ_LAB_END_HARM };
static_assert(sizeof(ends) / sizeof(ends[0]) == PQ_LAB_CLASS_COUNT, "an end for each class");

static const char *const outcomes[] = {
	"Nothing was seen that could be relied on.",
	"The server ended the connection because of the request, and obeyed nothing of it.",
	"The connection stayed open, and nothing of what was smuggled took effect.",
	"It answered with errors or not at all, and obeyed a harmless command later: it skips what it does not know.",
	"The commands took effect: the lab saw it from outside, by a word that nothing else carried.",
};
static_assert(sizeof(outcomes) / sizeof(outcomes[0]) == PQ_LAB_CLASS_COUNT, "a sentence for each class");

static const char *const forms[] = {
	[PQ_LAB_GET] = "the page leads the browser to a URL in which the commands stand",
	[PQ_LAB_URLENCODED] = "the page submits an ordinary form in which the commands stand",
	[PQ_LAB_TEXT] = "the page submits a form of type text/plain in which the commands stand",
	[PQ_LAB_MULTIPART] = "the page submits a form of type multipart/form-data in which the commands stand",
	[PQ_LAB_FETCH] = "the page calls fetch() with the commands as its body",
	[PQ_LAB_WEBSOCKET] = "the page opens a WebSocket to a URL in which the commands stand",
};
static_assert(sizeof(forms) / sizeof(forms[0]) == PQ_LAB_FORM_COUNT, "a sentence for each form");

static bool is_encoded(enum pq_lab_form form)
{
	return form == PQ_LAB_GET || form == PQ_LAB_URLENCODED || form == PQ_LAB_WEBSOCKET;
}

static const char *name_of(struct pq_lab_story *story, const struct pq_lab_served *served,
			   const struct pq_lab_case *row)
{
	return pq_lab_say(
		story, "services/%s/%s/%s/%s", served->name, (const char *)pq_lab_form_letters[row->form].data,
		(const char *)pq_lab_client_names[row->client].data, (const char *)pq_lab_shape_names[row->shape].data);
}

static const char *class_name(const struct pq_lab_case *row)
{
	return (const char *)pq_lab_class_names[row->class].data;
}

static size_t lines_in(const struct pq_lab_step *step)
{
	size_t lines = 0;

	for (size_t i = 0; i < step->len; i++)
		lines += step->bytes[i] == '\n';
	return lines + (step->len && step->bytes[step->len - 1] != '\n');
}

/* What the server made of what the page had sent, by what comes next. */
static const char *reaction(struct pq_lab_story *story, size_t at, const struct pq_lab_case *row)
{
	const struct pq_lab_scene *next = at + 1 < story->scene_count ? &story->scenes[at + 1] : NULL;
	size_t answers = next ? lines_in(next->step) : 0;

	if (row->class == PQ_LAB_REJECTS)
		return NULL;
	if (next && pq_lab_scene_is(story, next, "page", "server"))
		return NULL;
	if (!next || !pq_lab_scene_is(story, next, "server", "page"))
		return "The server reads this as its own protocol, and says nothing.";
	if (answers < 2)
		return "The server reads this as its own protocol, and answers; what it does not understand is an "
		       "error to "
		       "it, and no reason to stop.";
	return pq_lab_say(
		story,
		"To the server these are %zu lines of its own protocol. It answers with %zu; what it does not "
		"understand is an error to it, and no reason to stop.",
		lines_in(story->scenes[at].step), answers);
}

/* The first scene behind the attacking connection: what is seen from outside. */
static size_t outside_from(const struct pq_lab_story *story)
{
	size_t at = 0;

	for (size_t i = 0; i < story->scene_count && !story->scenes[i].control; i++)
		if (!pq_lab_scene_is(story, &story->scenes[i], "lab", "server") &&
		    !pq_lab_scene_is(story, &story->scenes[i], "server", "lab") &&
		    !pq_lab_scene_is(story, &story->scenes[i], "lab", NULL))
			at = i + 1;
	return at;
}

/* The last thing that is seen from outside is the effect. */
static void tell_effect(struct pq_lab_story *story)
{
	struct pq_lab_scene *effect = NULL;

	for (size_t i = outside_from(story); i < story->scene_count && !story->scenes[i].control; i++)
		if (!pq_lab_scene_is(story, &story->scenes[i], "lab", "server"))
			effect = &story->scenes[i];
	if (!effect)
		return;
	effect->mark = PQ_LAB_MARK_HARM;
	effect->made = "What the page's commands have done is seen from outside their connection.";
}

static void tell_scene(struct pq_lab_story *story, size_t at, const struct pq_lab_case *row)
{
	struct pq_lab_scene *scene = &story->scenes[at];

	if (pq_lab_scene_is(story, scene, "page", "server")) {
		scene->mark = PQ_LAB_MARK_ATTACK;
		scene->made = reaction(story, at, row);
	} else if (pq_lab_scene_is(story, scene, "page", NULL) && row->class == PQ_LAB_EXECUTES) {
		scene->made = "Too late: what the browser had written was with the server already.";
	} else if (pq_lab_scene_is(story, scene, "server", NULL) && row->class == PQ_LAB_REJECTS) {
		scene->mark = PQ_LAB_MARK_STOP;
	} else if (pq_lab_scene_is(story, scene, "lab", "server") && at < outside_from(story)) {
		scene->made = "On the page's own connection, to see whether the server still listens.";
	}
}

static void tell_scenes(struct pq_lab_story *story, const struct pq_lab_case *row)
{
	bool control = false;

	for (size_t i = 0; i < story->scene_count; i++) {
		control = control || pq_lab_step_says(story->scenes[i].step, "the positive control");
		story->scenes[i].control = control;
	}
	for (size_t i = 0; i < story->scene_count && !story->scenes[i].control; i++)
		tell_scene(story, i, row);
	if (row->class == PQ_LAB_EXECUTES)
		tell_effect(story);
}

/* Another case of the service that is no void: equal in what is not NULL or negative. */
static const struct pq_lab_case *case_of(const struct pq_lab_served *served, int form, int client, int shape)
{
	for (size_t i = 0; i < served->case_count; i++) {
		const struct pq_lab_case *row = &served->cases[i];

		if (row->class != PQ_LAB_VOID && (form < 0 || (int)row->form == form) &&
		    (client < 0 || (int)row->client == client) && (shape < 0 || (int)row->shape == shape))
			return row;
	}
	return NULL;
}

static void add_seen(struct pq_lab_story *story, enum pq_lab_defence defence, enum pq_lab_stand stand,
		     const struct pq_lab_served *served, const struct pq_lab_case *row)
{
	pq_lab_story_remedy(story, defence, stand,
			    pq_lab_say(story, "%s: %s.", name_of(story, served, row), class_name(row)));
}

static void add_ports(struct pq_lab_story *story, const struct pq_states *states, uint16_t port)
{
	bool listed, inside = pq_lab_story_in_range(states, port);
	const char *seen = pq_lab_story_port(story, states, port, &listed);

	pq_lab_story_remedy(story, PQ_LAB_PORT_LIST, listed ? PQ_LAB_STAND_STATED : PQ_LAB_STAND_ABSENT, seen);
	pq_lab_story_remedy(story, PQ_LAB_PORT_RANGE, inside ? PQ_LAB_STAND_ABSENT : PQ_LAB_STAND_STATED,
			    pq_lab_say(story, "Port %u lies %s the range. It bound sockets of plug-ins, not forms.",
				       port, inside ? "in" : "outside of"));
}

static void add_encoding(struct pq_lab_story *story, const struct pq_lab_served *served, const struct pq_lab_case *row)
{
	const struct pq_lab_case *other = NULL;

	for (int form = 0; form < PQ_LAB_FORM_COUNT && !other; form++)
		if (is_encoded((enum pq_lab_form)form) != is_encoded(row->form))
			other = case_of(served, form, (int)row->client, (int)row->shape);
	if (is_encoded(row->form) && row->class == PQ_LAB_EXECUTES)
		add_seen(story, PQ_LAB_ENCODING, PQ_LAB_STAND_FAILED, served, row);
	else if (is_encoded(row->form) && other && other->class == PQ_LAB_EXECUTES)
		add_seen(story, PQ_LAB_ENCODING, PQ_LAB_STAND_HERE, served, other);
	else if (!is_encoded(row->form) && other && row->class == PQ_LAB_EXECUTES)
		add_seen(story, PQ_LAB_ENCODING,
			 other->class == PQ_LAB_EXECUTES ? PQ_LAB_STAND_FAILED : PQ_LAB_STAND_SEEN, served, other);
	else
		pq_lab_story_remedy(story, PQ_LAB_ENCODING, PQ_LAB_STAND_UNSEEN,
				    "This result has no pair of cases, encoded and not, that differ.");
}

static void add_closing(struct pq_lab_story *story, const struct pq_lab_served *served, const struct pq_lab_case *row)
{
	bool early = row->client == PQ_LAB_EARLY, executes = row->class == PQ_LAB_EXECUTES;
	const struct pq_lab_case *other =
		case_of(served, (int)row->form, early ? PQ_LAB_PATIENT : PQ_LAB_EARLY, (int)row->shape);

	if (row->class == PQ_LAB_REJECTS)
		add_seen(story, PQ_LAB_SERVER_CLOSE, PQ_LAB_STAND_HERE, served, row);
	else
		pq_lab_story_remedy(story, PQ_LAB_SERVER_CLOSE, PQ_LAB_STAND_ABSENT,
				    "This server did not close: it went on to the next line.");
	if (early && executes)
		add_seen(story, PQ_LAB_CLIENT_CLOSE, PQ_LAB_STAND_FAILED, served, row);
	else if (early && other && other->class == PQ_LAB_EXECUTES)
		add_seen(story, PQ_LAB_CLIENT_CLOSE, PQ_LAB_STAND_HERE, served, row);
	else if (executes && other)
		add_seen(story, PQ_LAB_CLIENT_CLOSE,
			 other->class == PQ_LAB_EXECUTES ? PQ_LAB_STAND_FAILED : PQ_LAB_STAND_SEEN, served, other);
	else
		pq_lab_story_remedy(story, PQ_LAB_CLIENT_CLOSE, PQ_LAB_STAND_UNSEEN,
				    "There was nothing to stop: a patient client comes to the same.");
}

static void tell_about(struct pq_lab_story *story, const struct pq_lab_services *services,
		       const struct pq_lab_served *served, const struct pq_lab_case *row)
{
	story->lab = "Servers that are not the web's";
	story->run = pq_lab_say(story, "%s; bytes of %s; %s", served->packages ? served->packages : served->name,
				services->browser         ? services->browser
				: row && row->tried_count ? row->tried[0].family
							  : "the model",
				services->date ? services->date : "?");
	story->lead = pq_lab_say(
		story,
		"%s listens on port %u and speaks a protocol of its own. A web page cannot open a connection to it, "
		"but "
		"it can have "
		"the browser send a request there, and choose some of its bytes. Here %s.%s%s",
		served->name, served->counts_for, row ? forms[row->form] : "nothing could be run",
		row && row->client == PQ_LAB_EARLY ? " The browser closes at the first byte that is no HTTP." : "",
		row && row->shape == PQ_LAB_SPLIT ? " Head and body go out in two writes." : "");
}

void pq_lab_story_services(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
			   const struct pq_states *states)
{
	const struct pq_lab_served *served = any->services.rows[name->at];
	const struct pq_lab_case *row = served->case_count ? &served->cases[name->row] : NULL;

	tell_about(story, &any->services, served, row);
	story->end = row ? ends[row->class] : PQ_LAB_END_VOID;
	story->title = titles[row ? row->class : PQ_LAB_VOID];
	story->word = row ? class_name(row) : "VOID";
	if (row)
		pq_lab_story_cast(story, known, KNOWN, &row->steps, NULL);
	if (story->end == PQ_LAB_END_VOID) {
		story->void_why = row && row->reason ? row->reason
				  : served->reason   ? served->reason
						     : "nothing was run";
		if (row)
			pq_lab_story_steps(story, &row->steps, false);
		return;
	}
	story->came = pq_lab_say(story, "%s So it was in %u of %u attempts.", outcomes[row->class], row->k, row->n);
	pq_lab_story_steps(story, &row->steps, false);
	tell_scenes(story, row);
	add_ports(story, states, served->counts_for);
	add_encoding(story, served, row);
	pq_lab_story_remedy(story, PQ_LAB_TLS, PQ_LAB_STAND_UNSEEN, "No case of this lab is encrypted.");
	add_closing(story, served, row);
}
