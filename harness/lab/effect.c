/* SPDX-License-Identifier: MIT */
#include "lab/effect.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "lab/talk.h"
#include "system/clock.h"

#define TIMES_THE_SLOWEST 20
#define LOOK_QUIET_MS 80 /* so long silent behind an answer, it has nothing to add */
#define LOOK_AGAIN_MS 20 /* between two looks */

static struct pq_lab_names names_of(const struct pq_lab_world *world, const struct pq_lab_service *service,
				    const char *marker)
{
	return (struct pq_lab_names){ world->dir, service->port, marker };
}

/* A dialogue on a connection of its own. */
static bool speak(const struct pq_lab_world *world, const struct pq_lab_dialogue *dialogue,
		  const struct pq_lab_names *names, int quiet_ms, int limit_ms, struct pq_lab_steps *steps)
{
	struct pq_talk *talk = malloc(sizeof(*talk));
	int socket = talk ? world->ops->connect(world->ctx) : -1;
	bool good = false;

	if (socket >= 0) {
		pq_talk_begin(talk, socket, "lab", steps);
		good = pq_talk_speak(talk, dialogue, names, quiet_ms, limit_ms);
		pq_talk_end(talk);
	}
	free(talk);
	return good;
}

static void have_patience(struct pq_lab_world *world, uint64_t took_ms)
{
	uint64_t patience = took_ms * TIMES_THE_SLOWEST;

	if (patience > PQ_LAB_MOST_PATIENCE_MS)
		patience = PQ_LAB_MOST_PATIENCE_MS;
	if (patience > (uint64_t)world->patience_ms)
		world->patience_ms = (int)patience;
}

bool pq_lab_speak_plainly(struct pq_lab_world *world, const struct pq_lab_service *service, const char *marker,
			  struct pq_lab_steps *steps)
{
	struct pq_lab_names names = names_of(world, service, marker);
	uint64_t begun = pq_clock_ms();
	bool good = speak(world, &service->plain, &names, 0, (int)service->effect_limit_ms, steps);

	if (good)
		have_patience(world, pq_clock_ms() - begun);
	return good;
}

static void tell_seen(enum pq_lab_effect effect, const char *path, const char *text, struct pq_lab_steps *steps)
{
	char note[512];

	if (effect == PQ_LAB_EFFECT_FILE)
		snprintf(note, sizeof(note), "the file %s is there%s%s", path, text[0] ? " and holds " : "", text);
	else if (effect == PQ_LAB_EFFECT_LOG)
		snprintf(note, sizeof(note), "the server's output holds %s", text);
	else
		snprintf(note, sizeof(note), "%s prints %s", path, text);
	pq_lab_step_add(steps, "lab", NULL, pq_view(NULL, 0), note);
}

/* An effect that is seen elsewhere than on a connection. */
static bool look_around(const struct pq_lab_world *world, const struct pq_lab_service *service,
			const struct pq_lab_names *names, struct pq_lab_steps *steps)
{
	char *path = pq_lab_expand_string(service->effect_path, names);
	char *text = pq_lab_expand_string(service->effect_text, names);
	bool seen = path && text && world->ops->shows(world->ctx, service->effect, path, pq_view_str(text));

	if (seen && steps)
		tell_seen(service->effect, path, text, steps);
	free(path);
	free(text);
	return seen;
}

static bool look_once(const struct pq_lab_world *world, const struct pq_lab_service *service,
		      const struct pq_lab_names *names, struct pq_lab_steps *steps)
{
	struct pq_lab_steps own = { NULL, 0, false };
	bool seen;

	if (service->effect != PQ_LAB_EFFECT_SPOKEN)
		return look_around(world, service, names, steps);
	seen = speak(world, &service->effect_says, names, LOOK_QUIET_MS, world->patience_ms, steps ? &own : NULL);
	for (size_t i = 0; seen && steps && i < own.count; i++)
		pq_lab_step_add(steps, own.rows[i].from, own.rows[i].to, pq_view(own.rows[i].bytes, own.rows[i].len),
				own.rows[i].note);
	pq_lab_steps_fini(&own);
	return seen;
}

bool pq_lab_effect_seen(const struct pq_lab_world *world, const struct pq_lab_service *service, const char *marker,
			int limit_ms, struct pq_lab_steps *steps)
{
	static const struct timespec pause = { 0, LOOK_AGAIN_MS * 1000000L };
	struct pq_lab_names names = names_of(world, service, marker);
	uint64_t end = pq_clock_ms() + (uint64_t)limit_ms;

	while (!look_once(world, service, &names, steps)) {
		if (pq_clock_ms() >= end)
			return false;
		nanosleep(&pause, NULL);
	}
	return true;
}
