/* SPDX-License-Identifier: MIT */
/*
 * What a connection is for, in words: the user's proxy and a tunnel through it, an alternative service, FTP's control
 * and data connections, a WebSocket's frames, datagrams, a connection that an earlier request has left open. All of it
 * is read off the scenario's words and the first bytes of what went over the connection, and only told, never judged.
 */
#ifndef PQ_REPORT_STORY_WAYS_H
#define PQ_REPORT_STORY_WAYS_H

#include "report/story.h"

#define PQ_STORY_CONNS 1024 /* connections with a higher number are told without their purpose */

/* request: that dialled it; 0: it was not dialled yet */
struct pq_story_conn {
	uint32_t request;
	bool udp;
	bool data;
	bool asked_tunnel;
	bool tunnel;
	bool preflight;
	bool open;
};

/* What the last answer has made of a request: it goes on somewhere else, with permission, or with a login. */
enum pq_story_turn { PQ_TURN_NONE, PQ_TURN_HOP, PQ_TURN_PERMITTED, PQ_TURN_CHALLENGED };

/*
 * word, request: the request that is under way
 * dials, connected, hops: of it, so far; failed: its last dial has, or brought nothing yet
 * turn: not told yet
 */
struct pq_story_ways {
	const struct pq_story *story;
	FILE *out;
	enum pq_word word;
	uint32_t request;
	unsigned int dials;
	unsigned int connected;
	unsigned int hops;
	bool failed;
	enum pq_story_turn turn;
	struct pq_story_conn conns[PQ_STORY_CONNS];
};

void pq_story_ways_begin(struct pq_story_ways *ways, const struct pq_story *story, FILE *out);

/* A request of that word begins. */
void pq_story_ways_request(struct pq_story_ways *ways, uint32_t request, enum pq_word word);

/* Tells what the last answer has led to, on a line of its own, if that is not told yet. */
void pq_story_ways_turn(struct pq_story_ways *ways);

/* Tells why a request dials once more, on a line of its own; then what the connection is for, to end the dial's line. */
void pq_story_ways_before_dial(struct pq_story_ways *ways, const struct pq_event *dial);
void pq_story_ways_dial(struct pq_story_ways *ways, size_t at);

/* TLS lies inside of a tunnel. */
bool pq_story_ways_in_tunnel(const struct pq_story_ways *ways, uint32_t conn);

/* Each event is a message of its own. */
bool pq_story_ways_is_datagram(const struct pq_story_ways *ways, uint32_t conn);

/* Tells what those bytes are, to end the line that announces them, and takes note of what they change. */
void pq_story_ways_bytes(struct pq_story_ways *ways, const struct pq_event *event, struct pq_view bytes);

/* How a request has ended that is done. */
void pq_story_ways_done(const struct pq_story_ways *ways, unsigned int status);

#endif
