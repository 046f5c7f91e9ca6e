/* SPDX-License-Identifier: MIT */
/* A case of the packet-filter lab: a router's helper takes a page's bytes for its protocol. */
#include <assert.h>
#include <string.h>

#include "report/lab_story_parts.h"

static const struct pq_lab_actor known[] = {
	{ "page", "what the attacker wrote, in the visitor's browser" },
	{ "browser", "the visitor's, inside" },
	{ "user agent", "the visitor's browser, inside" },
	{ "client", "inside; it speaks the helper's protocol for its own sake" },
	{ "inside", "the visitor's machine, whose service only the inside may reach" },
	{ "neighbour", "another machine inside, which has said nothing" },
	{ "router", "translates addresses, and reads along in the helper's protocol" },
	{ "attacker's server", "outside" },
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

/* Ways, by the words of the result; what is not here is called by those words. */
static const struct {
	const char *way;
	const char *words;
} ways[] = {
	{ "plain", "a client inside speaks the protocol itself (the control)" },
	{ "form text/plain", "the page submits a form of type text/plain, whose body is the page's text as it is" },
	{ "form multipart",
	  "the page submits a form of type multipart/form-data, whose parts hold the page's text as it is" },
	{ "form urlencoded", "the page submits an ordinary form, whose body is encoded" },
	{ "fetch", "the page calls fetch() with a body of any bytes" },
	{ "fetch over TLS", "the page calls fetch() with a body of any bytes, over https" },
	{ "websocket", "the page opens a WebSocket and sends a message" },
	{ "websocket, mask 0", "the page opens a WebSocket in a client that masks with zeros, and sends a message" },
	{ "turn over TCP", "the page names an ICE server, and the text as its user name" },
	{ "stun", "the page names an ICE server over UDP; no byte of that is its choice" },
	{ "raw socket", "a plug-in's page opens a socket, which takes any bytes" },
};

static const char *const titles[] = {
	[PQ_LAB_NAT_VOID] = "Nothing can be said",           [PQ_LAB_NAT_UNREACHABLE] = "No page's bytes get there",
	[PQ_LAB_NAT_NOT_DIALLED] = "Nothing was dialled",    [PQ_LAB_NAT_NONE] = "The router opened nothing",
	[PQ_LAB_NAT_OPENED] = "The router opened a way out", [PQ_LAB_NAT_USED] = "The router let the outside in",
};
static_assert(sizeof(titles) / sizeof(titles[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "a title for each outcome");

static const enum pq_lab_end ends[] = {
	[PQ_LAB_NAT_VOID] = PQ_LAB_END_VOID,        [PQ_LAB_NAT_UNREACHABLE] = PQ_LAB_END_KEPT,
	[PQ_LAB_NAT_NOT_DIALLED] = PQ_LAB_END_KEPT, [PQ_LAB_NAT_NONE] = PQ_LAB_END_KEPT,
	[PQ_LAB_NAT_OPENED] = PQ_LAB_END_NOTICE,    [PQ_LAB_NAT_USED] = PQ_LAB_END_HARM,
};
static_assert(sizeof(ends) / sizeof(ends[0]) == PQ_LAB_NAT_OUTCOME_COUNT, "an end for each outcome");

static bool begins(const char *text, const char *words)
{
	return text && words && strncmp(text, words, strlen(words)) == 0;
}

static const char *words_of(const char *way)
{
	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
		if (strcmp(ways[i].way, way) == 0)
			return ways[i].words;
	return way;
}

/* The defence that kept the row, by how it says so. */
static enum pq_lab_defence keeper_of(const struct pq_lab_nat_row *row)
{
	size_t i = 0;

	while (i < PQ_LAB_DEFENCE_COUNT &&
	       !(pq_lab_defences[i].blocked_by && begins(row->blocked_by, pq_lab_defences[i].blocked_by)))
		i++;
	if (i < PQ_LAB_DEFENCE_COUNT || !row->blocked_by)
		return (enum pq_lab_defence)i;
	/* A browser's own list has no policy's name; of a port in Silverlight's range it says that no helper reads along. */
	if (row->outcome == PQ_LAB_NAT_NOT_DIALLED)
		return PQ_LAB_PORT_LIST;
	if (begins(row->setting, "policy silverlight"))
		return PQ_LAB_PORT_RANGE;
	return (enum pq_lab_defence)i;
}

static void tell_lead(struct pq_lab_story *story, const struct pq_lab_nat_row *row)
{
	const char *shape = strcmp(row->shape, "split") == 0 ? " Head and body go out in two writes, so that the body "
							       "begins a segment."
			    : strcmp(row->shape, "padded") == 0
				    ? " The attacker's server has learnt where segments end, and the page "
				      "pads its text so that the command begins one."
				    : "";

	if (strcmp(row->way, "-") == 0) {
		story->lead =
			pq_lab_say(story,
				   "A router that translates addresses reads along in %s, on port %u, to let in what "
				   "the protocol agrees upon.",
				   row->helper, row->port);
		return;
	}
	story->lead = pq_lab_say(
		story,
		"A router between inside and outside translates addresses. Its helper for %s reads along in "
		"connections "
		"to the protocol's port, and lets in from outside what the protocol agrees upon. Here %s, to port %u "
		"of the "
		"attacker's server.%s The helper cannot tell a client of the protocol from a page that says the same "
		"words.",
		row->helper, words_of(row->way), row->port, shape);
}

static void tell_came(struct pq_lab_story *story, const struct pq_lab_nat_row *row)
{
	switch (row->outcome) {
	case PQ_LAB_NAT_USED:
		story->came =
			pq_lab_say(story,
				   "The helper obeyed and opened a hole: %s. Somebody outside went through it, and "
				   "what came in was captured inside.",
				   row->hole ? row->hole : "not told");
		break;
	case PQ_LAB_NAT_OPENED:
		story->came = pq_lab_say(story, "The helper obeyed (%s), but what it opened only lets the inside out.",
					 row->hole ? row->hole : "not told");
		break;
	case PQ_LAB_NAT_NOT_DIALLED:
		story->came = pq_lab_say(story, "The browser refused the port and dialled nothing (%s).",
					 row->blocked_by ? row->blocked_by : row->setting);
		break;
	case PQ_LAB_NAT_NONE:
		story->came =
			pq_lab_say(story, "The helper opened nothing: %s.%s%s",
				   row->blocked_by ? row->blocked_by : "it found no command",
				   keeper_of(row) < PQ_LAB_DEFENCE_COUNT ? " " : "",
				   keeper_of(row) < PQ_LAB_DEFENCE_COUNT ? pq_lab_defences[keeper_of(row)].why : "");
		break;
	default:
		story->came = pq_lab_say(story, "%s.", row->reason ? row->reason : "no reason is given");
		break;
	}
}

static bool is_inside(const char *who)
{
	return strcmp(who, "inside") == 0 || strcmp(who, "neighbour") == 0;
}

/* Bytes on their way out through the router, before anything is used. */
static bool is_sent(const struct pq_lab_story *story, const struct pq_lab_scene *scene)
{
	size_t server = pq_lab_story_actor(story, "attacker's server");

	return scene->step->len && scene->to == server && server != PQ_LAB_NOBODY && !is_inside(scene->step->from);
}

/* The first scene that brings the command, by its note; without any the last that is sent. */
static size_t command_of(const struct pq_lab_story *story)
{
	size_t last = PQ_LAB_NOBODY;

	for (size_t i = 0; i < story->scene_count; i++) {
		if (pq_lab_step_says(story->scenes[i].step, "begins with the command"))
			return i;
		if (is_sent(story, &story->scenes[i]))
			last = i;
	}
	return last;
}

static void tell_sent(struct pq_lab_story *story, struct pq_lab_scene *scene, const struct pq_lab_nat_row *row,
		      bool command)
{
	bool first = pq_lab_step_says(scene->step, "begins with the command");

	scene->through = pq_lab_story_actor(story, "router");
	if ((command || first) && row->outcome >= PQ_LAB_NAT_OPENED) {
		scene->mark = PQ_LAB_MARK_ATTACK;
		scene->made = "On its way the router's helper reads it, and takes it for a client's command.";
	} else if (first) {
		scene->mark = PQ_LAB_MARK_STOP;
		scene->made = "It begins with the command, but no helper of the router reads along there.";
	} else if (row->outcome >= PQ_LAB_NAT_OPENED) {
		scene->made = "Nothing that the helper looks for: the router lets it pass.";
	} else if (command && keeper_of(row) < PQ_LAB_DEFENCE_COUNT) {
		scene->mark = PQ_LAB_MARK_STOP;
		scene->made = pq_lab_say(story, "The helper finds no command in it: %s.", row->blocked_by);
	}
}

static void tell_deed(struct pq_lab_story *story, struct pq_lab_scene *scene, const struct pq_lab_nat_row *row)
{
	if (row->outcome == PQ_LAB_NAT_NOT_DIALLED || pq_lab_step_says(scene->step, "expect nothing"))
		scene->mark = PQ_LAB_MARK_STOP;
	else if (pq_lab_step_says(scene->step, "will let it in") ||
		 (row->outcome == PQ_LAB_NAT_USED && is_inside(scene->step->from)))
		scene->mark = PQ_LAB_MARK_HARM;
	if (scene->mark == PQ_LAB_MARK_HARM && row->hole && !is_inside(scene->step->from))
		scene->made = pq_lab_say(story, "It has obeyed. For a while the hole is open: %s.", row->hole);
}

static void tell_scene(struct pq_lab_story *story, struct pq_lab_scene *scene, const struct pq_lab_nat_row *row,
		       bool command)
{
	bool used = row->outcome == PQ_LAB_NAT_USED;

	if (!scene->step->to) {
		tell_deed(story, scene, row);
	} else if (is_sent(story, scene)) {
		tell_sent(story, scene, row, command);
	} else if (pq_lab_scene_is(story, scene, "page", scene->step->to) && scene->step->len) {
		scene->made = row->outcome == PQ_LAB_NAT_NOT_DIALLED
				      ? "So the page asks, in the words of a scenario."
				      : "So the page asks, in the words of a scenario; the bytes below follow from it.";
	} else if (pq_lab_scene_is(story, scene, "attacker's server", "router")) {
		scene->mark = used ? PQ_LAB_MARK_HARM : PQ_LAB_MARK_STOP;
		scene->made = used ? "It is what the helper expects: the router translates it, and hands it on inside."
				   : "Nothing expects it: the router lets nobody in.";
	} else if (used && is_inside(scene->step->from)) {
		scene->mark = PQ_LAB_MARK_HARM;
		scene->made = scene->step->len ? "The attacker reads what only the inside was to reach." : NULL;
	}
}

static bool is_kept(const struct pq_lab_nat_row *row)
{
	return row->outcome == PQ_LAB_NAT_NONE || row->outcome == PQ_LAB_NAT_NOT_DIALLED;
}

/* The row of the same helper that shows the defence best: kept by it, and by the same way; else one that had it on. */
static const struct pq_lab_nat_row *shown_by(const struct pq_lab_nat *nat, const struct pq_lab_nat_row *row,
					     enum pq_lab_defence defence, size_t *at)
{
	const struct pq_lab_nat_row *best = NULL;
	unsigned int best_worth = 0;

	for (size_t i = 0; i < nat->row_count; i++) {
		const struct pq_lab_nat_row *other = &nat->rows[i];
		bool kept = is_kept(other) && keeper_of(other) == defence;
		bool failed =
			begins(other->setting, pq_lab_defences[defence].setting) && other->outcome >= PQ_LAB_NAT_OPENED;
		bool same = strcmp(other->way, row->way) == 0;
		unsigned int worth = failed && same ? 3 : kept ? 1u + same : 0;

		if (strcmp(other->helper, row->helper) != 0 || worth <= best_worth)
			continue;
		best = other;
		best_worth = worth;
		*at = i;
	}
	return best;
}

static const char *name_of(const struct pq_lab_any *any, size_t at, struct pq_lab_story *story)
{
	struct pq_lab_names names;
	const char *text = "";

	if (!pq_lab_names_of(any, &names)) {
		story->no_memory = true;
		return text;
	}
	for (size_t i = 0; i < names.count; i++)
		if (names.rows[i].lab == PQ_LAB_OF_NAT && names.rows[i].at == at)
			text = pq_lab_say(story, "%s", names.rows[i].text);
	pq_lab_names_fini(&names);
	return text;
}

static void add_remedy(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_nat_row *row,
		       enum pq_lab_defence defence, const struct pq_states *states)
{
	size_t at = 0;
	const struct pq_lab_nat_row *other = shown_by(&any->nat, row, defence, &at);
	enum pq_lab_stand stand = PQ_LAB_STAND_UNSEEN;
	const char *seen = "No row of this result has it.";
	bool listed;

	if (is_kept(row) && keeper_of(row) == defence) {
		stand = PQ_LAB_STAND_HERE;
		seen = pq_lab_say(story, "It is what kept this case: %s.", row->blocked_by);
	} else if (other && other->outcome >= PQ_LAB_NAT_OPENED) {
		stand = PQ_LAB_STAND_FAILED;
		seen = pq_lab_say(story, "%s has it on, and the hole was %s all the same.", name_of(any, at, story),
				  pq_lab_nat_outcome_name(other->outcome));
	} else if (other) {
		stand = PQ_LAB_STAND_SEEN;
		seen = pq_lab_say(story, "%s: %s.", name_of(any, at, story), pq_lab_nat_outcome_name(other->outcome));
	}
	if (defence == PQ_LAB_SEGMENTS && row->begins && row->outcome >= PQ_LAB_NAT_OPENED) {
		stand = PQ_LAB_STAND_FAILED;
		seen = "Here a segment began with the command.";
	}
	if (defence == PQ_LAB_PORT_LIST) {
		const char *port = pq_lab_story_port(story, states, row->port, &listed);

		if (stand == PQ_LAB_STAND_UNSEEN)
			stand = listed ? PQ_LAB_STAND_STATED : PQ_LAB_STAND_ABSENT;
		seen = pq_lab_say(story, "%s%s%s", other || stand == PQ_LAB_STAND_HERE ? seen : "",
				  other || stand == PQ_LAB_STAND_HERE ? " " : "", port);
	}
	pq_lab_story_remedy(story, defence, stand, seen);
}

void pq_lab_story_nat(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
		      const struct pq_states *states)
{
	const struct pq_lab_nat *nat = &any->nat;
	const struct pq_lab_nat_row *row = &nat->rows[name->at];
	size_t command;

	story->lab = "Packet filters";
	story->title = titles[row->outcome];
	story->word = pq_lab_nat_outcome_name(row->outcome);
	story->end = strcmp(row->way, "plain") == 0 && row->outcome > PQ_LAB_NAT_VOID ? PQ_LAB_END_NOTICE
										      : ends[row->outcome];
	story->run = pq_lab_say(story, "bytes of %s%s; kernel %s; %s%s%s",
				nat->subject && strcmp(nat->subject, "model") == 0 ? "the " : "",
				nat->subject ? nat->subject : "?", nat->kernel ? nat->kernel : "?",
				nat->date ? nat->date : "?", strcmp(row->setting, "-") == 0 ? "" : "; ",
				strcmp(row->setting, "-") == 0 ? "" : row->setting);
	tell_lead(story, row);
	tell_came(story, row);
	pq_lab_story_cast(story, known, KNOWN, &row->steps, NULL);
	if (row->outcome == PQ_LAB_NAT_VOID) {
		story->void_why = row->reason ? row->reason : "no reason is given";
		pq_lab_story_steps(story, &row->steps, false);
		return;
	}
	pq_lab_story_steps(story, &row->steps, false);
	command = command_of(story);
	for (size_t i = 0; i < story->scene_count; i++)
		tell_scene(story, &story->scenes[i], row, i == command);
	for (size_t i = 0; i < PQ_LAB_DEFENCE_COUNT; i++)
		if (pq_lab_defences[i].labs >> PQ_LAB_OF_NAT & 1 &&
		    (i == PQ_LAB_PORT_LIST || row->outcome != PQ_LAB_NAT_UNREACHABLE))
			add_remedy(story, any, row, (enum pq_lab_defence)i, states);
}
