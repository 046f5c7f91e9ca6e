/* SPDX-License-Identifier: MIT */
/*
 * From what the sink saw of one piece to a transcript for the monitor.
 *
 * Theory of operation. Where requests begin and end is read off what the page
 * says to its hub; the hub's own connections are left out then, and so is what the browser does by itself: hosts that
 * neither a URL nor any text of the scenario names, its icon, multicast. What is left belongs to the request that is
 * under way, or to the last one; what was dialled ahead is told where it is used. How a request ended is seen by the
 * sink (a response, nothing dialled); the page's word only decides where that leaves two possibilities.
 */
#ifndef PQ_PLAY_TRANSCRIPT_H
#define PQ_PLAY_TRANSCRIPT_H

#include "scenario/scenario.h"
#include "transcript/transcript.h"
#include "url/idna.h"

/* Says which ports are bad. scheme: of a URL, or "stun-udp", "stun-tcp", "turn-udp", "turn-tcp"; policy: given to blocks */
struct pq_play_ports {
	bool (*blocks)(const void *policy, struct pq_view scheme, uint16_t port);
	const void *policy;
};

/*
 * scenario: as played
 * ports:    a request for a bad one that ends without a dial was blocked
 * log:      of the piece, as cuts.h cuts it
 * idna:     to read URLs
 */
struct pq_assembly {
	const struct pq_scenario *scenario;
	const struct pq_play_ports *ports;
	const struct pq_transcript *log;
	const struct pq_idna *idna;
};

/*
 * Appends to out, which is reset first. True if all requests have ended. False with a cause: the page did not
 * get to its end, or the browser cannot ask so.
 */
bool pq_play_assemble(const struct pq_assembly *assembly, struct pq_transcript *out, char cause[static 160]);

#endif
