/* SPDX-License-Identifier: MIT */
#include "import/import.h"

#include "import/lex.h"
#include "import/memory.h"

static enum pq_err read_items(struct pq_lex *lex, struct pq_import_array *items, struct pq_diag *diag)
{
	struct pq_lex_token token = pq_lex_next(lex);

	for (; token.kind != PQ_LEX_END && !pq_lex_is(&token, "}"); token = pq_lex_next(lex)) {
		struct pq_import_item item = { .line = token.line, .column = token.column };
		struct pq_import_item *last = items->count ? pq_import_array_at(items, items->count - 1) : NULL;
		struct pq_view suffix;

		if (token.kind == PQ_LEX_COMMENT && last && last->line == token.line)
			last->comment = token.inner;
		if (token.kind != PQ_LEX_NUMBER)
			continue;
		if (pq_lex_number(lex->language, token.text, &item.first, &suffix) || item.first > UINT16_MAX)
			return pq_diag_set(diag, PQ_ERR_RANGE, token.line, token.column, "a port, 0 to 65535");
		item.last = item.first;
		if (!pq_import_array_add(items, &item))
			return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "more memory");
	}
	return PQ_ERR_OK;
}

enum pq_err pq_import_read(struct pq_import *out, struct pq_view text, size_t format, struct pq_view identifier,
			   struct pq_diag *diag)
{
	struct pq_view wanted = identifier.len ? identifier : pq_view_str("kRestrictedPorts");
	struct pq_import import = { .format = "chromium", .schemes = "http,https,ws,wss", .list_count = 1 };
	struct pq_import_array items = pq_import_array_of(sizeof(struct pq_import_item));
	struct pq_lex_token token;
	struct pq_lex lex;
	enum pq_err err;

	(void)format;
	pq_lex_init(&lex, &pq_lex_c, text);
	do
		token = pq_lex_next(&lex);
	while (token.kind != PQ_LEX_END && !(token.kind == PQ_LEX_WORD && pq_view_eq(token.text, wanted)));
	if (token.kind == PQ_LEX_END)
		return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "a list of ports, header names or methods");
	import.lists = pq_import_memory_new(&import.memory, sizeof(*import.lists));
	if (!import.lists)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "more memory");
	import.lists->identifier = token.text;
	import.lists->line = token.line;
	import.lists->column = token.column;
	while (token.kind != PQ_LEX_END && !pq_lex_is(&token, "{"))
		token = pq_lex_next(&lex);
	err = read_items(&lex, &items, diag);
	import.lists->item_count = items.count;
	import.lists->items = pq_import_memory_new(&import.memory, items.count * items.size);
	if (!err && import.lists->items && items.count)
		memcpy(import.lists->items, items.items, items.count * items.size);
	pq_import_array_free(&items);
	if (err)
		pq_import_free(&import);
	else
		*out = import;
	return err;
}

void pq_import_free(struct pq_import *import)
{
	pq_import_memory_free(&import->memory);
}
