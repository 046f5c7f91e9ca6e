/* SPDX-License-Identifier: MIT */
/* Building blocks of a story: the labs' own parts put them together, and both reports take bytes apart alike. */
#ifndef PQ_REPORT_LAB_STORY_PARTS_H
#define PQ_REPORT_LAB_STORY_PARTS_H

#include "report/lab_story.h"

/* A sentence that the story owns. "" without memory, which the story then says. */
const char *pq_lab_say(struct pq_lab_story *story, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Adds those of the known actors, count of them in the picture's order, that are in the steps of the case or the control's; NULL: none. */
void pq_lab_story_cast(struct pq_lab_story *story, const struct pq_lab_actor *known, size_t count,
		       const struct pq_lab_steps *steps, const struct pq_lab_steps *control);

/* Adds the steps as scenes without `made`; who is in them and no actor yet comes behind those that are. */
void pq_lab_story_steps(struct pq_lab_story *story, const struct pq_lab_steps *steps, bool control);

/* Index of that actor; PQ_LAB_NOBODY: not in the story. */
size_t pq_lab_story_actor(const struct pq_lab_story *story, const char *name);

/* Whether the scene is from one to the other; to NULL: to nobody. */
bool pq_lab_scene_is(const struct pq_lab_story *story, const struct pq_lab_scene *scene, const char *from,
		     const char *to);

void pq_lab_story_remedy(struct pq_lab_story *story, enum pq_lab_defence defence, enum pq_lab_stand stand,
			 const char *seen);

/* Whether the note of the step holds the words. */
bool pq_lab_step_says(const struct pq_lab_step *step, const char *words);

/* What the policies' texts say of the port: since when the list has it, who blocks it. *listed: whether the list has it. */
const char *pq_lab_story_port(struct pq_lab_story *story, const struct pq_states *states, uint16_t port, bool *listed);

/* What a policy with a range says: whether Silverlight's sockets may dial the port. */
bool pq_lab_story_in_range(const struct pq_states *states, uint16_t port);

/* The labs' own parts. */
void pq_lab_story_nat(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
		      const struct pq_states *states);
void pq_lab_story_proxy(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
			const struct pq_states *states);
void pq_lab_story_services(struct pq_lab_story *story, const struct pq_lab_any *any, const struct pq_lab_name *name,
			   const struct pq_states *states);

/* The scenes of the case as an SVG, drawn to the width that its actors need. */
void pq_lab_story_picture(const struct pq_lab_story *story, FILE *out);

/* Takes the next piece of bytes at *at: a run of one byte that is long (repeated: how often), or what is before the next one. */
struct pq_view pq_lab_story_piece(struct pq_view bytes, size_t *at, size_t *repeated);

#endif
