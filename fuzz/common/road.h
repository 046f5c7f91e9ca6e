/* SPDX-License-Identifier: MIT */
/*
 * The whole road for fuzz targets: scenario text -> model -> transcript -> judge, in storage of its own.
 *
 * The storage is far below the documented maxima: an input of a few bytes can
 * ask for megabytes (`fill`), and an engine's time is better spent elsewhere.
 * What does not fit truncates the transcript, and nothing is claimed of it.
 */
#ifndef PQ_FUZZ_ROAD_H
#define PQ_FUZZ_ROAD_H

#include "monitor/monitor.h"
#include "subject/subject.h"

struct pq_plugin;
struct pq_plugged;

#define PQ_ROAD_LINES 256
#define PQ_ROAD_ARGS 1024
#define PQ_ROAD_BYTES (64u << 10)
#define PQ_ROAD_EVENTS 1024
#define PQ_ROAD_ADDRESSES 1024
#define PQ_ROAD_TRANSCRIPT (256u << 10)

#define PQ_ROAD_POLICIES 32 /* at least as many as there are built-in policies */

/*
 * About 600 KiB: static in a target. After a run, scenario, transcript and verdict tell of that run.
 * subjects: by index of the built-in policy, all open from the beginning: no execution is the first of its kind
 * plugin:   what stands in the model's place, as plugged; NULL: nothing
 * unfit:    the last scenario could not be put to it
 * policy:   index of the one that the last scenario was driven and judged under
 */
struct pq_fuzz_road {
	const struct pq_subject_kind *kind;
	struct pq_subject *subjects[PQ_ROAD_POLICIES];
	const struct pq_plugin *plugin;
	struct pq_plugged *plugged[PQ_ROAD_POLICIES];
	bool unfit;
	size_t policy;
	struct pq_judge judge;
	struct pq_scenario scenario;
	struct pq_transcript transcript;
	struct pq_verdict verdict;
	struct pq_line lines[PQ_ROAD_LINES];
	struct pq_arg args[PQ_ROAD_ARGS];
	unsigned char bytes[PQ_ROAD_BYTES];
	struct pq_event events[PQ_ROAD_EVENTS];
	struct pq_address addresses[PQ_ROAD_ADDRESSES];
	unsigned char transcript_bytes[PQ_ROAD_TRANSCRIPT];
};

/*
 * Opens the model and the judge; with fatal, a violation of a rule not ignored traps. Both work under the built-in
 * policy that a scenario's judge line names, or "fetch": a policy line alone would make breaches of the subject's
 * obedience, and so would a judge line where more than raw sockets is asked for.
 */
void pq_fuzz_road_open(struct pq_fuzz_road *road, bool fatal);

/* The same with the plug-in in the model's place; NULL for none. */
void pq_fuzz_road_open_with(struct pq_fuzz_road *road, bool fatal, const struct pq_plugin *plugin);

/* The policy "fetch", once a road is open. */
const struct pq_policy *pq_fuzz_road_policy(void);

/* Reads the text leniently, without its "expect" lines, and puts it to the model, or to what stands in its place if it can be. */
void pq_fuzz_road_drive(struct pq_fuzz_road *road, struct pq_view text);

/* Judges what the last drive left; nothing of what could not be put to a plug-in. */
void pq_fuzz_road_judge(struct pq_fuzz_road *road);

/* Drives and judges. */
void pq_fuzz_road_run(struct pq_fuzz_road *road, struct pq_view text);

/* Number of dials in the last transcript, controls' included. */
size_t pq_fuzz_road_dials(const struct pq_fuzz_road *road);

#endif
