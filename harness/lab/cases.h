/* SPDX-License-Identifier: MIT */
/*
 * All cases of one service: each form, client and way of writing, several times.
 *
 * Theory of operation. A case is tried in blocks of attempts, each with a marker of its own; families of browsers take turns.
 * Behind each block the same commands are spoken plainly, with another marker: the positive control. Once its effect is
 * seen, those of the attempts, which came before it, would be seen as well; so no wait must be guessed. A block whose control
 * fails is tried once more on a service that was started anew, and is void if that one fails too. If the control fails although
 * nothing came before it, all later cases are void. The first block has no padding. What does not execute there is tried with others, for a command that lies across two reads of the server is lost; one
 * that then executes is tried as often as without. First of all comes the negative control: the effect of a marker that nobody
 * sent must not be seen, or the description takes something else for it, and all is void.
 */
#ifndef PQ_LAB_CASES_H
#define PQ_LAB_CASES_H

#include "lab/capture.h"
#include "lab/marker.h"
#include "lab/request.h"
#include "lab/world.h"
#include "result/lab_services.h"

/*
 * forms:    bits 1 << form
 * capture:  what a browser wrote; NULL: the model writes. Other paddings are not tried then
 * family:   the only one; NULL: they take turns
 * repeat:   attempts of a block, 1 to PQ_MAX_LAB_REPEAT
 * control:  false where a sink stands in the service's place: nothing is void then
 * only_unpadded: other paddings are not tried
 * stop:     set by a signal handler: what is not begun is left out; may be NULL
 * progress: called behind each case, with how many are done; may be NULL
 */
struct pq_lab_plan {
	unsigned int forms;
	const struct pq_lab_capture *capture;
	const struct pq_lab_family *family;
	unsigned int repeat;
	bool control;
	bool only_unpadded;
	const volatile int *stop;
	void (*progress)(void *context, size_t done, size_t total);
	void *context;
};

#define PQ_MAX_LAB_REPEAT 32
#define PQ_LAB_ALL_FORMS ((1u << PQ_LAB_FORM_COUNT) - 1)

/*
 * Tries the cases against a service that is ready. The rows are added to served, which has none yet. NO_SPACE, or an error
 * of pq_lab_write, with *diag filled.
 */
enum pq_err pq_lab_try_cases(struct pq_lab_world *world, const struct pq_lab_service *service,
			     const struct pq_lab_plan *plan, struct pq_lab_writer *writer, struct pq_markers *markers,
			     struct pq_lab_served *served, struct pq_diag *diag);

#endif
