/* SPDX-License-Identifier: MIT */
/* Campaigns that never were, for the tests of their reports. */
#ifndef PQ_TESTS_CAMPAIGN_FIXTURE_H
#define PQ_TESTS_CAMPAIGN_FIXTURE_H

#include "report/campaign_report.h"

#define FIXTURE_HOSTILE "<script>alert(1)</script>\"'&\xff\x1b[2J\xe2\x80\xae"

/* One that found things in two runs, with two targets; hostile: everything that is not ours is FIXTURE_HOSTILE. */
struct pq_campaign_report fixture_campaign(void);
struct pq_campaign_report fixture_hostile_campaign(void);

/* One that was interrupted before anything was fuzzed. */
struct pq_campaign_report fixture_void_campaign(void);

#endif
