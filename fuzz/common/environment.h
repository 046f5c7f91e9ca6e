/* SPDX-License-Identifier: MIT */
/* What a campaign tells the targets that it runs: names of environment variables. */
#ifndef PQ_FUZZ_ENVIRONMENT_H
#define PQ_FUZZ_ENVIRONMENT_H

/* Path of the file to count in (counters.h). */
#define PQ_COUNTERS_ENV "PQ_FUZZ_COUNTERS"

/*
 * Names of rules, separated by commas, that are not judged: a campaign that has
 * seen a rule broken goes on to look for others.
 */
#define PQ_IGNORE_ENV "PQ_FUZZ_IGNORE"

/*
 * What the mutator (mutator/mutator.h) shall do: "off" for nothing; else, for the one library that serves all targets
 * under AFL++, the name of the target.
 */
#define PQ_MUTATOR_ENV "PQ_FUZZ_MUTATOR"
#define PQ_MUTATOR_OFF "off"

/* Folder of scenarios that a program with a planted bug tells about, instead of being fuzzed (planted/survey.h). */
#define PQ_SURVEY_ENV "PQ_FUZZ_SURVEY"

/* Path of a shared object, a plug-in (pratique/subject.h) that stands in the model's place in the target scenario, or in
 * the place of the library that a target is linked with. */
#define PQ_PLUGIN_ENV "PQ_FUZZ_PLUGIN"

/* Path of a baseline (result/baseline.h) whose rows the targets that compare take as explanations (differ/explain.h). */
#define PQ_ACCEPT_ENV "PQ_FUZZ_ACCEPT"

#endif
