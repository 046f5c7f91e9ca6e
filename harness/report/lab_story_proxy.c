/* SPDX-License-Identifier: MIT */
/* A case of the proxy lab: a proxy that nobody has asked for goes where the bytes point. */
#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "report/lab_story_parts.h"

static const struct pq_lab_actor known[] = {
	{ "page", "what the attacker wrote, in the visitor's browser" },
	{ "request builder", "the browser's own: what a page asks for goes through it" },
	{ "policy", "which ports, headers and methods are refused" },
	{ "proxy", "on the router, which redirects all connections to port 80 to it" },
	{ "inside server", "keeps what only the inside may read; the page may not dial it" },
	{ "attacker's server", "outside; the page comes from it, and may dial it" },
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

static bool is_from(const struct pq_lab_story *story, const struct pq_lab_scene *scene, const char *from)
{
	return scene->from == pq_lab_story_actor(story, from);
}

static bool is_forged(const struct pq_lab_proxy_row *row)
{
	return row->kind == PQ_LAB_PROXY_FORGED || row->kind == PQ_LAB_PROXY_POLICY || row->kind == PQ_LAB_PROXY_FRAME;
}

static bool is_inside(enum pq_lab_proxy_seen seen)
{
	return seen == PQ_LAB_PROXY_SECRET || seen == PQ_LAB_PROXY_REACHED;
}

static const char *title_of(const struct pq_lab_proxy_row *row)
{
	if (row->verdict == PQ_LAB_PROXY_VOID)
		return "Nothing can be said";
	if (row->seen == PQ_LAB_PROXY_SECRET)
		return "The page read what the inside keeps";
	if (row->seen == PQ_LAB_PROXY_REACHED)
		return "The inside server was asked";
	if (row->seen == PQ_LAB_PROXY_UNDIALLED)
		return "Nothing was dialled";
	switch (row->kind) {
	case PQ_LAB_PROXY_CONTROL:
		return "An honest request passes";
	case PQ_LAB_PROXY_BUILDER:
		return "The page could not set the name";
	case PQ_LAB_PROXY_POLICY:
		return "The bytes went past the proxy";
	case PQ_LAB_PROXY_FRAME:
		return "The frame was no request";
	default:
		return row->seen == PQ_LAB_PROXY_OUTSIDE ? "The request went where it was dialled"
							 : "No server was asked";
	}
}

/* The values of all Host lines, or what a request's target names. */
static const char *named_by(struct pq_lab_story *story, const struct pq_lab_step *step)
{
	struct pq_view bytes = pq_view(step->bytes, step->len);
	const char *names = "";

	for (size_t at = 0; at < bytes.len;) {
		size_t end = pq_view_find(bytes, '\n', at);
		struct pq_view line = pq_view_slice(bytes, at, end);

		if (line.len && line.data[line.len - 1] == '\r')
			line = pq_view_slice(line, 0, line.len - 1);
		if (line.len > 6 && pq_ascii_eq_nocase(pq_view_slice(line, 0, 6), pq_view_str("Host: ")) &&
		    pq_ascii_all(pq_view_from(line, 6), PQ_ASCII_PRINT))
			names = pq_lab_say(story, "%s%s%.*s", names, *names ? " and " : "", (int)line.len - 6,
					   (const char *)line.data + 6);
		at = end + 1;
	}
	return names;
}

static void tell_asked(struct pq_lab_story *story, struct pq_lab_scene *scene)
{
	const char *names = named_by(story, scene->step);

	scene->mark = PQ_LAB_MARK_ATTACK;
	scene->made =
		*names ? pq_lab_say(
				 story,
				 "The router has redirected the connection: the proxy reads this, and not the server "
				 "that was dialled. Host names %s.",
				 names)
		       : "The router has redirected the connection: the proxy reads this, and not the server that was "
			 "dialled.";
}

static void tell_scene(struct pq_lab_story *story, struct pq_lab_scene *scene, const struct pq_lab_proxy_row *row,
		       enum pq_lab_proxy_seen seen)
{
	const struct pq_lab_step *step = scene->step;
	bool harm = is_inside(seen);

	if (pq_lab_scene_is(story, scene, "page", "proxy")) {
		tell_asked(story, scene);
		if (scene->control || !is_forged(row))
			scene->mark = PQ_LAB_MARK_PLAIN;
	} else if (pq_lab_scene_is(story, scene, "proxy", "inside server")) {
		scene->mark = PQ_LAB_MARK_HARM;
		scene->made = "The proxy goes where the bytes point, and not where the connection went.";
	} else if (pq_lab_scene_is(story, scene, "proxy", "attacker's server")) {
		scene->mark = is_forged(row) && !scene->control ? PQ_LAB_MARK_STOP : PQ_LAB_MARK_PLAIN;
		scene->made = "The proxy goes to the server that was dialled.";
	} else if (pq_lab_scene_is(story, scene, "inside server", "proxy")) {
		scene->mark = PQ_LAB_MARK_HARM;
		scene->made = "It answers, for it is asked from an address of the inside.";
	} else if (pq_lab_scene_is(story, scene, "proxy", "page")) {
		scene->mark = harm ? PQ_LAB_MARK_HARM : PQ_LAB_MARK_PLAIN;
	} else if (!step->to && (is_from(story, scene, "policy") || is_from(story, scene, "request builder"))) {
		scene->mark = PQ_LAB_MARK_STOP;
	}
}

/* What the page holds in the end, said at the last answer that it got. */
static void tell_answer(struct pq_lab_story *story, size_t from, enum pq_lab_proxy_seen seen)
{
	struct pq_lab_scene *last = NULL;

	for (size_t i = from; i < story->scene_count; i++)
		if (pq_lab_scene_is(story, &story->scenes[i], "proxy", "page"))
			last = &story->scenes[i];
	if (last && seen == PQ_LAB_PROXY_SECRET)
		last->made = "A page of the attacker's now holds what only the inside was to read.";
	else if (last && seen == PQ_LAB_PROXY_REFUSED)
		last->made = "The proxy answers by itself; no server is asked.";
}

static void tell_part(struct pq_lab_story *story, const struct pq_lab_proxy_row *row, bool control)
{
	size_t from = story->scene_count;
	enum pq_lab_proxy_seen seen = control ? row->twin : row->seen;

	pq_lab_story_steps(story, control ? &row->twin_steps : &row->steps, control);
	for (size_t i = from; i < story->scene_count; i++)
		tell_scene(story, &story->scenes[i], row, seen);
	tell_answer(story, from, seen);
}

/* The case of the setting that shows the defence: held, for what it is about. */
static const struct pq_lab_proxy_row *shown_by(const struct pq_lab_proxy_setting *setting, enum pq_lab_defence defence)
{
	enum pq_lab_proxy_kind kind = defence == PQ_LAB_PORT_RANGE    ? PQ_LAB_PROXY_POLICY
				      : defence == PQ_LAB_HEADER_LIST ? PQ_LAB_PROXY_BUILDER
								      : PQ_LAB_PROXY_FRAME;
	const struct pq_lab_proxy_row *best = NULL;

	for (size_t i = 0; i < setting->row_count; i++) {
		const struct pq_lab_proxy_row *row = &setting->rows[i];

		if (row->kind != kind || row->verdict == PQ_LAB_PROXY_VOID)
			continue;
		if (row->verdict == PQ_LAB_PROXY_BREACH)
			return row;
		best = best ? best : row;
	}
	return best;
}

static void add_own(struct pq_lab_story *story, const struct pq_lab_proxy_setting *setting,
		    const struct pq_lab_proxy_row *row, enum pq_lab_defence defence)
{
	const struct pq_lab_proxy_row *other = shown_by(setting, defence);
	bool here = other && row->kind == other->kind && row->verdict != PQ_LAB_PROXY_VOID;

	other = here ? row : other;
	if (!other)
		pq_lab_story_remedy(story, defence, PQ_LAB_STAND_UNSEEN,
				    "No case of this result shows it at this setting.");
	else
		pq_lab_story_remedy(story, defence,
				    other->verdict == PQ_LAB_PROXY_BREACH ? PQ_LAB_STAND_FAILED
				    : here                                ? PQ_LAB_STAND_HERE
									  : PQ_LAB_STAND_SEEN,
				    pq_lab_say(story, "proxy/%s/%s: %s.", setting->name, other->name, other->why));
}

/* The same case at another setting, where it was held. */
static void add_check(struct pq_lab_story *story, const struct pq_lab_proxy_result *result,
		      const struct pq_lab_proxy_setting *setting, const struct pq_lab_proxy_row *row)
{
	if (row->kind == PQ_LAB_PROXY_FORGED && row->verdict == PQ_LAB_PROXY_HELD) {
		pq_lab_story_remedy(story, PQ_LAB_PROXY_CHECK, PQ_LAB_STAND_HERE,
				    pq_lab_say(story, "%s: %s.%s%s", setting->name, row->why, row->reason ? " " : "",
					       row->reason ? row->reason : ""));
		return;
	}
	for (size_t i = 0; i < result->setting_count; i++) {
		const struct pq_lab_proxy_setting *other = &result->settings[i];

		for (size_t k = 0; k < other->row_count; k++) {
			const struct pq_lab_proxy_row *held = &other->rows[k];

			if (held->verdict != PQ_LAB_PROXY_HELD || held->kind != PQ_LAB_PROXY_FORGED ||
			    strcmp(held->name, row->kind == PQ_LAB_PROXY_FORGED ? row->name : "host") != 0)
				continue;
			pq_lab_story_remedy(story, PQ_LAB_PROXY_CHECK, PQ_LAB_STAND_SEEN,
					    pq_lab_say(story, "proxy/%s/%s: %s.%s%s", other->name, held->name,
						       held->why, held->reason ? " " : "",
						       held->reason ? held->reason : ""));
			return;
		}
	}
	pq_lab_story_remedy(story, PQ_LAB_PROXY_CHECK, PQ_LAB_STAND_UNSEEN,
			    "This result has no setting that holds in this case; pratique lab proxy runs them all.");
}

static void add_remedies(struct pq_lab_story *story, const struct pq_lab_proxy_result *result,
			 const struct pq_lab_proxy_setting *setting, const struct pq_lab_proxy_row *row,
			 const struct pq_states *states)
{
	bool listed;
	const char *port = pq_lab_story_port(story, states, 80, &listed);

	pq_lab_story_remedy(story, PQ_LAB_PORT_LIST, listed ? PQ_LAB_STAND_STATED : PQ_LAB_STAND_ABSENT,
			    pq_lab_say(story, "%s It is the web's own.", port));
	add_own(story, setting, row, PQ_LAB_PORT_RANGE);
	add_own(story, setting, row, PQ_LAB_HEADER_LIST);
	add_own(story, setting, row, PQ_LAB_MASKING);
	pq_lab_story_remedy(story, PQ_LAB_TLS, PQ_LAB_STAND_UNSEEN,
			    "The lab's router intercepts port 80 only, where nothing is encrypted.");
	add_check(story, result, setting, row);
}

void pq_lab_story_proxy(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
			const struct pq_states *states)
{
	const struct pq_lab_proxy_setting *setting = &any->proxy.settings[name->at];
	const struct pq_lab_proxy_row *row = setting->row_count ? &setting->rows[name->row] : NULL;

	story->lab = "Intercepting proxies";
	story->run = pq_lab_say(story, "%s; %s %s%s%s", setting->about ? setting->about : setting->name,
				setting->package ? setting->package : "", setting->version ? setting->version : "",
				any->proxy.started ? "; " : "", any->proxy.started ? any->proxy.started : "");
	story->lead = pq_lab_say(
		story,
		"A router redirects what is dialled at port 80 to a proxy that nobody has asked for. It gets a "
		"connection, and must find out from the bytes where it is to go (CERT VU#435052). A page of "
		"the attacker's may dial its own server; it wants what a server inside keeps. Here: %s.",
		row ? row->help : "nothing could be run");
	if (row)
		pq_lab_story_cast(story, known, KNOWN, &row->steps, &row->twin_steps);
	if (!row || row->verdict == PQ_LAB_PROXY_VOID) {
		story->title = "Nothing can be said";
		story->word = "void";
		story->void_why = row ? row->why : setting->void_why ? setting->void_why : "no case was run";
		if (row) {
			pq_lab_story_steps(story, &row->steps, false);
			pq_lab_story_steps(story, &row->twin_steps, true);
		}
		return;
	}
	story->title = title_of(row);
	story->word = pq_lab_proxy_verdict_names[row->verdict];
	story->end = is_inside(row->seen) || row->verdict == PQ_LAB_PROXY_BREACH ? PQ_LAB_END_HARM
		     : row->kind == PQ_LAB_PROXY_CONTROL                         ? PQ_LAB_END_NOTICE
										 : PQ_LAB_END_KEPT;
	story->came = pq_lab_say(story, "The lab's finding: %s (%s).%s%s%s", row->why,
				 pq_lab_proxy_seen_names[row->seen], row->reason ? " Its documentation says so: " : "",
				 row->reason ? row->reason : "", row->reason ? "." : "");
	tell_part(story, row, false);
	tell_part(story, row, true);
	add_remedies(story, &any->proxy, setting, row, states);
}
