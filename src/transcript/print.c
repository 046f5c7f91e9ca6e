/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "transcript/shape.h"

static void print_address(const struct pq_address *address, struct pq_buf *out)
{
	pq_buf_add_byte(out, ' ');
	if (address->family == 0)
		pq_buf_add_byte(out, '-');
	else
		pq_address_print(address, out);
}

static void print_word(struct pq_view word, struct pq_buf *out)
{
	pq_buf_add_byte(out, ' ');
	pq_buf_add(out, word);
}

static void print_number(uint64_t n, struct pq_buf *out)
{
	pq_buf_add_byte(out, ' ');
	pq_buf_add_u64(out, n);
}

static void print_quoted(struct pq_view bytes, struct pq_buf *out)
{
	pq_buf_add_byte(out, ' ');
	pq_text_quote(bytes, out);
}

static void print_outcome(const struct pq_event *event, struct pq_buf *out)
{
	print_word(pq_view_str(pq_outcome_name(event->outcome)), out);
	switch (event->outcome) {
	case PQ_OUTCOME_DONE:
		print_number(event->status, out);
		break;
	case PQ_OUTCOME_BLOCKED:
		print_word(pq_view_str(pq_rule_name(event->rule)), out);
		print_word(pq_view_str(pq_side_name(event->side)), out);
		break;
	case PQ_OUTCOME_ERROR:
		pq_buf_add_byte(out, ' ');
		pq_text_print(event->text, out);
		break;
	default:
		break;
	}
}

static void print_part(enum pq_event_part part, const struct pq_event *event, struct pq_buf *out)
{
	switch (part) {
	case PQ_PART_NEW_REQUEST:
	case PQ_PART_REQUEST:
		print_number(event->request, out);
		break;
	case PQ_PART_CONN:
		print_number(event->conn, out);
		break;
	case PQ_PART_TRANSPORT:
		print_word(pq_transport_names[event->transport], out);
		break;
	case PQ_PART_ADDRESS:
	case PQ_PART_ADDRESSES:
		for (size_t i = 0; i < event->address_count; i++)
			print_address(&event->addresses[i], out);
		break;
	case PQ_PART_PORT:
		print_number(event->port, out);
		break;
	case PQ_PART_DIALLED:
		print_word(pq_dialled_names[event->dialled], out);
		break;
	case PQ_PART_TEXT:
		print_quoted(event->text, out);
		break;
	case PQ_PART_BYTES:
		print_quoted(event->bytes, out);
		break;
	case PQ_PART_TIME:
		print_number(event->time_ms, out);
		break;
	case PQ_PART_PROCESS:
		print_word(pq_process_names[event->process], out);
		break;
	case PQ_PART_NAME:
		pq_buf_add_byte(out, ' ');
		pq_text_print(event->text, out);
		break;
	case PQ_PART_CALLED:
		print_word(pq_called_names[event->called], out);
		break;
	default:
		print_outcome(event, out);
	}
}

void pq_event_print(const struct pq_event *event, struct pq_buf *out)
{
	const enum pq_event_part *part = pq_event_parts[event->kind];

	pq_buf_add(out, pq_event_names[event->kind]);
	for (; *part != PQ_PART_END; part++)
		print_part(*part, event, out);
	pq_buf_add_byte(out, '\n');
}

void pq_transcript_print(const struct pq_transcript *transcript, struct pq_buf *out)
{
	pq_buf_add_str(out, "pratique-transcript 1\n");
	for (size_t i = 0; i < transcript->count; i++)
		pq_event_print(&transcript->events[i], out);
	if (transcript->truncated)
		pq_buf_add_str(out, "truncated\n");
}
