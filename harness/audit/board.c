/* SPDX-License-Identifier: MIT */
#include "audit/board.h"

#include <assert.h>
#include <sys/mman.h>

/*
 * name:   for reports
 * family: 4 or 6
 * base:   address of cell 0, in network order
 * mask:   of a cell's number, what is added to it
 * hub:    its pages lie there, outside of the cells
 */
struct space {
	const char *name;
	uint8_t family;
	uint8_t base[16];
	uint32_t mask;
	const char *hub;
};

static const struct space spaces[] = {
	[PQ_SPACE_PUBLIC] = { "public", 4, { 24 }, 0xfffff, PQ_BOARD_HUB },
	[PQ_SPACE_PRIVATE_10] = { "private 10/8", 4, { 10 }, 0xfffff, "10.255.0.1" },
	[PQ_SPACE_PRIVATE_172] = { "private 172.16/12", 4, { 172, 16 }, 0x7ffff, "172.31.0.1" },
	[PQ_SPACE_PRIVATE_192] = { "private 192.168/16", 4, { 192, 168 }, 0x7fff, "192.168.200.1" },
	[PQ_SPACE_LOOPBACK] = { "loopback", 4, { 127, 1 }, 0xfffff, PQ_BOARD_SECURE_HUB },
	[PQ_SPACE_LINK_LOCAL] = { "link-local", 4, { 169, 254 }, 0x7fff, "169.254.200.1" },
	[PQ_SPACE_CGNAT] = { "carrier-grade NAT", 4, { 100, 64 }, 0xfffff, "100.127.0.1" },
	[PQ_SPACE_PUBLIC_6] = { "public IPv6", 6, { 0x26 }, 0xfffff, "2600:0:0:1::1" },
	[PQ_SPACE_UNIQUE_6] = { "unique local IPv6", 6, { 0xfd }, 0xfffff, "fd00:0:0:1::1" },
	[PQ_SPACE_LINK_LOCAL_6] = { "link-local IPv6", 6, { 0xfe, 0x80 }, 0xfffff, "fe80:0:0:1::1" },
	[PQ_SPACE_MAPPED] = { "IPv4-mapped loopback",
			      6,
			      { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 1 },
			      0xfffff,
			      "::ffff:127.0.0.2" },
};
static_assert(sizeof(spaces) / sizeof(spaces[0]) == PQ_SPACE_COUNT, "one row for each space");

const char *pq_space_name(enum pq_space space)
{
	return spaces[space].name;
}

struct pq_board *pq_board_new(void)
{
	void *at = mmap(NULL, sizeof(struct pq_board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? NULL : at;
}

void pq_board_free(struct pq_board *board)
{
	if (board)
		munmap(board, sizeof(*board));
}

/* Where the last four bytes of an address begin. */
static size_t tail_of(uint8_t family)
{
	return family == 6 ? 12 : 0;
}

static uint32_t number_at(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

struct pq_address pq_board_address(enum pq_space space, uint32_t cell)
{
	const struct space *row = &spaces[space];
	struct pq_address address = { .family = row->family };
	uint8_t *tail = address.bytes + tail_of(row->family);
	uint32_t number;

	memcpy(address.bytes, row->base, row->family == 6 ? 16 : 4);
	number = number_at(tail) + (cell & row->mask);
	for (size_t i = 0; i < 4; i++)
		tail[i] = (uint8_t)(number >> (24 - 8 * i));
	return address;
}

/* Whether the address lies where the space's cells do; *number: which of them. */
static bool lies_in(const struct space *row, const struct pq_address *address, uint32_t *number)
{
	size_t tail = tail_of(row->family);

	if (address->family != row->family || memcmp(address->bytes, row->base, tail) != 0)
		return false;
	*number = number_at(address->bytes + tail) - number_at(row->base + tail);
	return *number <= row->mask;
}

const struct pq_task *pq_board_task_of(const struct pq_board *board, uint32_t cell)
{
	uint32_t count = atomic_load(&board->task_count);

	for (uint32_t i = count; i > 0; i--) {
		const struct pq_task *task = &board->tasks[i - 1];

		if (cell >= task->first && cell - task->first < task->count)
			return task;
	}
	return NULL;
}

/* Targets of a mapped space are dialled as IPv4 loopback. */
static bool same_space(enum pq_space asked, enum pq_space dialled)
{
	return asked == dialled || (asked == PQ_SPACE_MAPPED && dialled == PQ_SPACE_LOOPBACK);
}

/* The cell that lies in that space, and whose number is `number` when cut to the space's length. */
static bool cell_in(const struct pq_board *board, enum pq_space *space, uint32_t number, uint32_t *cell)
{
	uint32_t count = atomic_load(&board->cell_count);

	for (; number < count; number += spaces[*space].mask + 1) {
		if (same_space((enum pq_space)board->cells[number].space, *space)) {
			*space = (enum pq_space)board->cells[number].space;
			*cell = number;
			return true;
		}
	}
	return false;
}

bool pq_board_cell(const struct pq_board *board, const struct pq_address *address, enum pq_space *space, uint32_t *cell)
{
	for (size_t i = 0; i < PQ_SPACE_COUNT; i++) {
		uint32_t number;

		if (!lies_in(&spaces[i], address, &number))
			continue;
		*space = (enum pq_space)i;
		return cell_in(board, space, number, cell);
	}
	return false;
}

void pq_board_name(uint32_t cell, char out[static 40])
{
	struct pq_buf buf;

	pq_buf_init(&buf, out, 39);
	pq_buf_add_str(&buf, "cell-");
	pq_buf_add_u64(&buf, cell);
	pq_buf_add_str(&buf, ".probe.example");
	out[buf.len] = '\0';
}

bool pq_board_named(struct pq_view name, uint32_t *cell)
{
	static const struct pq_view before = PQ_VIEW("cell-"), behind = PQ_VIEW(".probe.example");
	struct pq_view digits;
	uint32_t number = 0;

	if (!pq_view_starts(name, before) || name.len <= before.len + behind.len ||
	    !pq_view_eq(pq_view_from(name, name.len - behind.len), behind))
		return false;
	digits = pq_view_slice(name, before.len, name.len - behind.len);
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.data[i] < '0' || digits.data[i] > '9')
			return false;
		number = number * 10 + (digits.data[i] - '0');
		if (number >= PQ_BOARD_MAX_CELLS)
			return false;
	}
	*cell = number;
	return true;
}

struct pq_address pq_board_hub_address(enum pq_space space)
{
	struct pq_address address = { 0 };

	pq_address_parse(pq_view_str(spaces[space].hub), &address);
	return address;
}

bool pq_board_hub_space(const struct pq_address *address, enum pq_space *space)
{
	static const struct pq_address mapped = { 4, { 127, 0, 0, 2 } };

	for (size_t i = 0; i < PQ_SPACE_COUNT; i++) {
		struct pq_address hub = pq_board_hub_address((enum pq_space)i);

		if (pq_address_eq(address, &hub) || (i == PQ_SPACE_MAPPED && pq_address_eq(address, &mapped))) {
			*space = (enum pq_space)i;
			return true;
		}
	}
	return false;
}
