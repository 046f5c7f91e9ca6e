/* SPDX-License-Identifier: MIT */
/*
 * Events are told in their order. A run of sends (or receives) on one connection
 * is told as one, because where the socket layer cut it is seldom of interest;
 * the number of pieces is kept. Datagrams are told one by one. What connections
 * are for, and why a request goes on, is for story_ways.h.
 */
#include "report/story.h"
#include "report/story_ways.h"

#include <stdlib.h>

/*
 * ways:     what the connections are for
 * event:    index of the event that is told
 */
struct teller {
	const struct pq_story *story;
	const struct pq_terminal *terminal;
	FILE *out;
	size_t event;
	struct pq_story_ways ways;
};

/* The line index of request `number`, counted from 1 in file order; line_count if there is none. */
static size_t request_line(const struct pq_scenario *scenario, uint32_t number)
{
	size_t at = pq_scenario_find_request(scenario, 0);

	while (number > 1 && at < scenario->line_count) {
		at = pq_scenario_find_request(scenario, at + 1);
		number--;
	}
	return at;
}

static void tell_call(struct teller *teller, const struct pq_event *event)
{
	static const char *const who[] = { [PQ_PROCESS_RENDERER] = "the renderer",
					   [PQ_PROCESS_SERVICE] = "the network service",
					   [PQ_PROCESS_OTHER] = "another process" };

	fprintf(teller->out, "  %s calls ", who[event->process]);
	pq_terminal_text(teller->out, event->text);
	fputs(event->called == PQ_CALLED_MADE ? ", and nothing stops it\n" : ", which its sandbox refuses\n",
	      teller->out);
}

static void tell_request(struct teller *teller, const struct pq_event *event)
{
	const struct pq_scenario *scenario = teller->story->scenario;
	size_t first = request_line(scenario, event->request);
	char title[32];

	pq_story_ways_request(&teller->ways, event->request,
			      first < scenario->line_count ? scenario->lines[first].word : PQ_WORD_FETCH);
	snprintf(title, sizeof(title), "\nrequest %u", event->request);
	pq_terminal_put(teller->terminal, PQ_COLOUR_STRONG, title);
	if (first == scenario->line_count) {
		fputs("  (not in the scenario)\n", teller->out);
		return;
	}
	fputs("  ", teller->out);
	pq_story_line(&scenario->lines[first], teller->out);
	for (size_t i = first + 1; i < pq_scenario_end_of(scenario, first); i++) {
		if (scenario->lines[i].word == PQ_WORD_COMMENT)
			continue;
		fputs("             ", teller->out);
		pq_story_line(&scenario->lines[i], teller->out);
	}
}

static void put_address(const struct pq_address *address, FILE *out)
{
	unsigned char storage[64];
	struct pq_buf text;

	pq_buf_init(&text, storage, sizeof(storage));
	pq_address_print(address, &text);
	pq_terminal_text(out, pq_buf_view(&text));
}

static void tell_dropped(struct teller *teller, const struct pq_event *event)
{
	fputs("  the guard drops the header ", teller->out);
	pq_terminal_text(teller->out, event->text);
	fputs(" silently\n", teller->out);
}

static void tell_random(struct teller *teller, const struct pq_event *event)
{
	fprintf(teller->out, "  draws %zu random bytes: ", event->bytes.len);
	for (size_t i = 0; i < event->bytes.len; i++)
		fprintf(teller->out, "%02x", event->bytes.data[i]);
	fputc('\n', teller->out);
}

static void tell_resolve(struct teller *teller, const struct pq_event *event)
{
	fputs("  looks up ", teller->out);
	pq_terminal_text(teller->out, event->text);
	fputs(event->address_count > 0 ? ":" : ": no address", teller->out);
	for (size_t i = 0; i < event->address_count; i++) {
		fputc(' ', teller->out);
		put_address(&event->addresses[i], teller->out);
	}
	fputc('\n', teller->out);
}

static void tell_dial(struct teller *teller, const struct pq_event *event)
{
	static const char *const results[] = {
		[PQ_DIALLED_OK] = "connected", [PQ_DIALLED_REFUSED] = "refused", [PQ_DIALLED_FAILED] = "failed"
	};

	pq_story_ways_before_dial(&teller->ways, event);
	fputs("  dials ", teller->out);
	put_address(event->addresses, teller->out);
	fprintf(teller->out, " port %u over %s: %s (connection %u)", event->port,
		event->transport == PQ_TRANSPORT_UDP ? "udp" : "tcp", results[event->dialled], event->conn);
	pq_story_ways_dial(&teller->ways, teller->event);
}

static void tell_tls(struct teller *teller, const struct pq_event *event)
{
	fprintf(teller->out, "  starts TLS on connection %u with ", event->conn);
	pq_terminal_text(teller->out, event->text);
	fputs(pq_story_ways_in_tunnel(&teller->ways, event->conn) ? ", inside the tunnel" : "", teller->out);
	fputs("; what follows is shown decrypted\n", teller->out);
}

/* How many events from `first` go on with the same kind on the same connection, and their bytes together. */
static size_t run_length(const struct teller *teller, size_t first, size_t *bytes)
{
	const struct pq_transcript *transcript = teller->story->transcript;
	const struct pq_event *event = &transcript->events[first];
	size_t at = first;

	*bytes = event->bytes.len;
	if (pq_story_ways_is_datagram(&teller->ways, event->conn))
		return 1;
	*bytes = 0;
	while (at < transcript->count && transcript->events[at].kind == event->kind &&
	       transcript->events[at].conn == event->conn)
		*bytes += transcript->events[at++].bytes.len;
	return at - first;
}

static void tell_bytes(struct teller *teller, const struct pq_event *event)
{
	bool datagram = pq_story_ways_is_datagram(&teller->ways, event->conn);
	bool out = event->kind == PQ_EVENT_SEND;
	size_t len;
	size_t pieces = run_length(teller, teller->event, &len);
	unsigned char *storage = malloc(len + 1);
	struct pq_buf joined;

	pq_buf_init(&joined, storage, storage ? len : 0);
	for (size_t i = 0; i < pieces; i++)
		pq_buf_add(&joined, event[i].bytes);
	if (out)
		pq_story_ways_turn(&teller->ways);
	fprintf(teller->out, "  %s %s%zu bytes on connection %u", out ? "sends" : "receives",
		datagram ? "a datagram of " : "", len, event->conn);
	pq_story_ways_bytes(&teller->ways, event, pq_buf_view(&joined));
	if (pieces > 1)
		fprintf(teller->out, ", in %zu pieces", pieces);
	fputs(":\n", teller->out);
	pq_story_wire(teller->terminal, out ? ">" : "<", 4, pq_buf_view(&joined),
		      teller->story->whole ? len : PQ_STORY_BYTES);
	free(storage);
	teller->event += pieces - 1;
}

/* The maxima behind the model's network error "limit"; docs/formats.md says what each is. */
static const char limits_meant[] =
	"    (over PQ_MAX_URL, PQ_MAX_BODY, PQ_MAX_HEADERS, PQ_MAX_ENTRIES, PQ_MAX_RECEIVED, PQ_MAX_FTP_SEGMENTS, "
	"PQ_MAX_FTP_DATA,\n    PQ_MAX_WEBSOCKET_MESSAGE, PQ_MAX_WEBSOCKET_FRAMES, or storage made from these)\n";

static void tell_outcome(struct teller *teller, const struct pq_event *event)
{
	fputs("  outcome: ", teller->out);
	switch (event->outcome) {
	case PQ_OUTCOME_DONE:
		pq_story_ways_done(&teller->ways, event->status);
		break;
	case PQ_OUTCOME_BLOCKED:
		pq_terminal_put(teller->terminal, PQ_COLOUR_STRONG, "blocked");
		fprintf(teller->out, " by the %s side, for %s\n", pq_side_name(event->side), pq_rule_name(event->rule));
		break;
	case PQ_OUTCOME_ERROR:
		fputs("network error ", teller->out);
		pq_terminal_text(teller->out, event->text);
		fputc('\n', teller->out);
		if (pq_view_is(event->text, "limit"))
			fputs(limits_meant, teller->out);
		break;
	case PQ_OUTCOME_UNSET:
	case PQ_OUTCOME_COUNT:
		fputs("unknown\n", teller->out);
		break;
	}
}

static void tell(struct teller *teller, const struct pq_event *event)
{
	switch (event->kind) {
	case PQ_EVENT_REQUEST:
		tell_request(teller, event);
		break;
	case PQ_EVENT_DROPPED:
		tell_dropped(teller, event);
		break;
	case PQ_EVENT_RANDOM:
		tell_random(teller, event);
		break;
	case PQ_EVENT_RESOLVE:
		pq_story_ways_turn(&teller->ways);
		tell_resolve(teller, event);
		break;
	case PQ_EVENT_DIAL:
		tell_dial(teller, event);
		break;
	case PQ_EVENT_TLS:
		tell_tls(teller, event);
		break;
	case PQ_EVENT_SEND:
	case PQ_EVENT_RECEIVE:
		tell_bytes(teller, event);
		break;
	case PQ_EVENT_CLOSE:
		fprintf(teller->out, "  closes connection %u\n", event->conn);
		break;
	case PQ_EVENT_TIME:
		fprintf(teller->out, "  reads the clock: %llu ms\n", (unsigned long long)event->time_ms);
		break;
	case PQ_EVENT_CALL:
		tell_call(teller, event);
		break;
	case PQ_EVENT_OUTCOME:
		tell_outcome(teller, event);
		break;
	case PQ_EVENT_COUNT:
		break;
	}
}

/* Marks what the judge found at the events from `first` to the one just told. */
static void tell_violations(const struct teller *teller, size_t first)
{
	const struct pq_verdict *verdict = teller->story->verdict;

	for (size_t i = 0; i < verdict->violation_total && i < PQ_MAX_VIOLATIONS; i++) {
		const struct pq_violation *violation = &verdict->violations[i];

		if (violation->event < first || violation->event > teller->event)
			continue;
		fputs("  ", teller->out);
		pq_terminal_put(teller->terminal, PQ_COLOUR_BAD, "!! ");
		pq_terminal_put(teller->terminal, PQ_COLOUR_BAD, pq_rule_name(violation->rule));
		fputs(": ", teller->out);
		pq_terminal_text(teller->out, pq_view_str(violation->detail));
		fputc('\n', teller->out);
	}
}

void pq_story_events(const struct pq_story *story, const struct pq_terminal *terminal)
{
	struct teller teller = { .story = story, .terminal = terminal, .out = terminal->out };

	pq_story_ways_begin(&teller.ways, story, terminal->out);
	for (; teller.event < story->transcript->count; teller.event++) {
		size_t first = teller.event;

		tell(&teller, &story->transcript->events[first]);
		tell_violations(&teller, first);
	}
	if (story->transcript->truncated)
		fputs("  (the rest did not fit into the transcript and is lost: PQ_MAX_EVENTS, PQ_MAX_TRANSCRIPT_BYTES "
		      "or PQ_MAX_TRANSCRIPT_ADDRESSES)\n",
		      terminal->out);
}
