/* SPDX-License-Identifier: MIT */
/*
 * One case of a lab told for a person who is learning: who takes part, who sends what to whom, what each makes of it, what
 * came of it, and what would have stopped it. A story is made of a result alone; nothing is run.
 */
#ifndef PQ_REPORT_LAB_STORY_H
#define PQ_REPORT_LAB_STORY_H

#include "policies/states.h"
#include "report/lab_defence.h"
#include "report/terminal.h"

#define PQ_MAX_LAB_ACTORS 16
#define PQ_LAB_NOBODY SIZE_MAX

/* What the case's end is for who is attacked. */
enum pq_lab_end {
	PQ_LAB_END_VOID,   /* nothing can be said */
	PQ_LAB_END_KEPT,   /* no harm was done */
	PQ_LAB_END_NOTICE, /* none yet, or it is the control */
	PQ_LAB_END_HARM
};

/* What a scene is in the story, for its colour. */
enum pq_lab_mark {
	PQ_LAB_MARK_PLAIN,
	PQ_LAB_MARK_ATTACK, /* the bytes that it is about */
	PQ_LAB_MARK_HARM,   /* they took effect */
	PQ_LAB_MARK_STOP    /* they were stopped */
};

/* name: as the steps have it; is: what that is, in half a sentence; NULL: the name says it */
struct pq_lab_actor {
	const char *name;
	const char *is;
};

/*
 * step:     of the result
 * from, to: actors; to is PQ_LAB_NOBODY where nobody is spoken to
 * head_len: bytes of a request's head, which the browser writes, before a body that the page chose; 0: not such a request
 * through:  an actor on the way who reads along; PQ_LAB_NOBODY: none
 * made:     what was made of it, in sentences; NULL: nothing to say
 * control:  it belongs to the control, and not to the case
 */
struct pq_lab_scene {
	const struct pq_lab_step *step;
	size_t from;
	size_t to;
	size_t through;
	size_t head_len;
	enum pq_lab_mark mark;
	bool control;
	const char *made;
};

/* How a defence stands to the case. */
enum pq_lab_stand {
	PQ_LAB_STAND_UNSEEN, /* the result has no row with it */
	PQ_LAB_STAND_STATED, /* no row, but the policies' texts say that it does */
	PQ_LAB_STAND_ABSENT, /* it does not cover such a case */
	PQ_LAB_STAND_FAILED, /* it was on, and did not stop it */
	PQ_LAB_STAND_SEEN,   /* a row of the same result has it on, and was stopped */
	PQ_LAB_STAND_HERE,   /* it is what stopped this case */
	PQ_LAB_STAND_COUNT
};

/* seen: what there is to see of it, in sentences; never NULL */
struct pq_lab_remedy {
	enum pq_lab_defence defence;
	enum pq_lab_stand stand;
	const char *seen;
};

/*
 * name:     of the case
 * lab:      what the lab is about, in words
 * title:    what came of it, as a headline; word: the same as the result has it
 * lead:     what is attempted, for somebody who knows nothing of it
 * came:     what came of it, in sentences
 * run:      whose bytes, on what, when
 * void_why: of END_VOID; NULL otherwise
 * texts:    text_count that the story owns
 */
struct pq_lab_story {
	const char *name;
	const char *lab;
	const char *title;
	const char *word;
	const char *lead;
	const char *came;
	const char *run;
	const char *void_why;
	enum pq_lab_end end;
	struct pq_lab_actor actors[PQ_MAX_LAB_ACTORS];
	size_t actor_count;
	struct pq_lab_scene *scenes;
	size_t scene_count;
	struct pq_lab_remedy remedies[PQ_LAB_DEFENCE_COUNT];
	size_t remedy_count;
	char **texts;
	size_t text_count;
	bool no_memory;
};

/*
 * Tells the case of that name. The story points into the result, the name and the states, which outlive it. False without
 * memory; then there is nothing to release.
 */
bool pq_lab_story_of(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
		     const struct pq_states *states);
void pq_lab_story_fini(struct pq_lab_story *story);

/* "stopped this case", "seen to stop it" ...; static */
const char *pq_lab_stand_words(enum pq_lab_stand stand);

/* For a terminal; whole: all bytes, not only the first of each step. */
void pq_lab_story_terminal(const struct pq_lab_story *story, const struct pq_terminal *terminal, bool whole);

/* One self-contained page, with the sequence as a picture; false if writing failed. */
bool pq_lab_story_html(const struct pq_lab_story *story, FILE *out);

#endif
