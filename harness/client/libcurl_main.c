/* SPDX-License-Identifier: MIT */
/*
 * pratique-libcurl SCENARIO [POLICY]: asks for the one request of a scenario through libcurl, in its own process. With a policy
 * a guard stands before it. Prints what the guard has to say, as a transcript; exits with libcurl's code.
 */
#include <locale.h>

#include "client/handed_side.h"
#include "client/libcurl_ask.h"

int main(int argc, char **argv)
{
	static struct pq_event events[PQ_MAX_HEADERS + 16];
	static unsigned char bytes[1u << 20];
	struct pq_transcript told;
	struct pq_guard guard = { .told = &told };
	const struct pq_scenario *scenario;
	int code;

	if (argc < 2)
		return 2;
	/* libcurl reads names that are not ASCII by the locale, which is the application's to set. */
	setlocale(LC_ALL, "");
	scenario = pq_handed_scenario(argv[1]);
	guard.policy = argc > 2 ? pq_handed_policy(argv[2]) : NULL;
	pq_transcript_init(&told, events, sizeof(events) / sizeof(events[0]), NULL, 0, bytes, sizeof(bytes));
	pq_transcript_request(&told, 1);
	code = pq_libcurl_ask(scenario, &guard);
	return pq_handed_say(&told, stdout) ? code : 2;
}
