/* SPDX-License-Identifier: MIT */
#include "play/pack.h"

#include <stdlib.h>

bool pq_pack_init(struct pq_pack *pack)
{
	*pack = (struct pq_pack){ .items = NULL };
	pack->memory[0] = malloc(PQ_MAX_LINES * sizeof(struct pq_line));
	pack->memory[1] = malloc(PQ_MAX_ARGS * sizeof(struct pq_arg));
	pack->memory[2] = malloc(PQ_MAX_SCENARIO_BYTES);
	if (!pack->memory[0] || !pack->memory[1] || !pack->memory[2]) {
		pq_pack_fini(pack);
		return false;
	}
	pq_scenario_init(&pack->scratch, pack->memory[0], PQ_MAX_LINES, pack->memory[1], PQ_MAX_ARGS, pack->memory[2],
			 PQ_MAX_SCENARIO_BYTES);
	return true;
}

static void free_item(struct pq_packed *item)
{
	if (!item)
		return;
	for (size_t i = 0; i < sizeof(item->memory) / sizeof(item->memory[0]); i++)
		free(item->memory[i]);
	free(item->name);
	free(item);
}

void pq_pack_fini(struct pq_pack *pack)
{
	for (size_t i = 0; i < pack->count; i++)
		free_item(pack->items[i]);
	free(pack->items);
	for (size_t i = 0; i < sizeof(pack->memory) / sizeof(pack->memory[0]); i++)
		free(pack->memory[i]);
	*pack = (struct pq_pack){ .items = NULL };
}

/* An item with room for what the scratch holds now. */
static struct pq_packed *make_item(const struct pq_pack *pack, const char *name, struct pq_view text)
{
	const struct pq_scenario *read = &pack->scratch;
	struct pq_packed *item = calloc(1, sizeof(*item));

	if (!item)
		return NULL;
	item->name = strdup(name);
	item->memory[0] = malloc(text.len + 1);
	item->memory[1] = malloc((read->line_count + 1) * sizeof(struct pq_line));
	item->memory[2] = malloc((read->arg_count + 1) * sizeof(struct pq_arg));
	item->memory[3] = malloc(read->bytes.len + 1);
	if (!item->name || !item->memory[0] || !item->memory[1] || !item->memory[2] || !item->memory[3]) {
		free_item(item);
		return NULL;
	}
	memcpy(item->memory[0], text.data, text.len);
	item->text = pq_view(item->memory[0], text.len);
	pq_scenario_init(&item->scenario, item->memory[1], read->line_count + 1, item->memory[2], read->arg_count + 1,
			 item->memory[3], read->bytes.len + 1);
	return item;
}

enum pq_err pq_pack_add(struct pq_pack *pack, const char *name, struct pq_view text, struct pq_diag *diag)
{
	enum pq_err err = pq_scenario_parse(&pack->scratch, text, PQ_READING_STRICT, diag);
	struct pq_packed **items = err ? NULL : realloc(pack->items, (pack->count + 1) * sizeof(*items));
	struct pq_packed *item;

	if (err)
		return err;
	if (!items)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for another scenario");
	pack->items = items;
	item = make_item(pack, name, text);
	if (!item)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for another scenario");
	err = pq_scenario_parse(&item->scenario, item->text, PQ_READING_STRICT, diag);
	if (err)
		free_item(item);
	else
		pack->items[pack->count++] = item;
	return err;
}

void pq_pack_drop(struct pq_pack *pack)
{
	if (pack->count)
		free_item(pack->items[--pack->count]);
}
