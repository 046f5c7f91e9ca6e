/* SPDX-License-Identifier: MIT */
#include "result/lab_any.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

/* The first part of each name. */
static const char *const kinds[] = { "services", "nat", "proxy" };
static_assert(sizeof(kinds) / sizeof(kinds[0]) == PQ_LAB_KIND_COUNT, "a name for each lab");

#define FORMAT_PREFIX "pratique-lab-"

void pq_lab_any_fini(struct pq_lab_any *any)
{
	pq_lab_services_fini(&any->services);
	pq_lab_nat_fini(&any->nat);
	pq_lab_proxy_fini(&any->proxy);
}

/* Which lab's it says that it is; PQ_LAB_KIND_COUNT: none of them. */
static enum pq_lab_kind kind_of(const json_t *document)
{
	const char *format = json_string_value(json_object_get(document, "format"));
	size_t kind = 0;

	if (!format || strncmp(format, FORMAT_PREFIX, strlen(FORMAT_PREFIX)) != 0)
		return PQ_LAB_KIND_COUNT;
	format += strlen(FORMAT_PREFIX);
	while (kind < PQ_LAB_KIND_COUNT &&
	       !(strncmp(format, kinds[kind], strlen(kinds[kind])) == 0 && format[strlen(kinds[kind])] == ' '))
		kind++;
	return (enum pq_lab_kind)kind;
}

enum pq_err pq_lab_any_read(struct pq_lab_any *any, struct pq_view text, struct pq_diag *diag)
{
	json_error_t error;
	json_t *document;
	enum pq_lab_kind kind;

	if (text.len > PQ_MAX_LAB_TEXT)
		return pq_diag_set(diag, PQ_ERR_LIMIT, 0, 0, "at most 256 MiB (PQ_MAX_LAB_TEXT)");
	document = json_loadb((const char *)text.data, text.len, JSON_REJECT_DUPLICATES, &error);
	if (!document)
		return pq_diag_set(diag, PQ_ERR_SYNTAX, (size_t)(error.line > 0 ? error.line : 0),
				   (size_t)(error.column > 0 ? error.column : 0), error.text);
	kind = kind_of(document);
	json_decref(document);
	switch (kind) {
	case PQ_LAB_OF_SERVICES:
		return pq_lab_services_read(&any->services, text, diag);
	case PQ_LAB_OF_NAT:
		return pq_lab_nat_read(&any->nat, text, diag);
	case PQ_LAB_OF_PROXY:
		return pq_lab_proxy_read(&any->proxy, text, diag);
	default:
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0,
				   "format to be that of a lab's result, such as " PQ_LAB_NAT_FORMAT);
	}
}

/* Appends a name without text. */
static struct pq_lab_name *add(struct pq_lab_names *names, enum pq_lab_kind lab, size_t at, size_t row,
			       unsigned int rank)
{
	struct pq_lab_name *rows;

	if ((names->count & (names->count - 1)) == 0) {
		rows = realloc(names->rows, (names->count ? names->count * 2 : 1) * sizeof(*rows));
		if (!rows)
			return NULL;
		names->rows = rows;
	}
	names->rows[names->count] = (struct pq_lab_name){ "", lab, at, row, rank };
	strcpy(names->rows[names->count].text, kinds[lab]);
	return &names->rows[names->count++];
}

/* Adds a part, if anything of the words is left: letters small but where they are kept, apostrophes away, all else a hyphen. */
static void add_part(struct pq_lab_name *name, const char *words, bool kept)
{
	size_t begin = strlen(name->text), len = begin;

	for (; words && *words && len < sizeof(name->text) - 2; words++) {
		unsigned char c = (unsigned char)*words;

		if (c == '\'')
			continue;
		if (!pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT)) {
			if (len > begin && name->text[len - 1] != '-')
				name->text[len++] = '-';
			continue;
		}
		if (len == begin)
			name->text[len++] = '/';
		name->text[len++] = (char)(kept ? c : pq_ascii_lower(c));
	}
	while (len > begin && name->text[len - 1] == '-')
		len--;
	name->text[len] = '\0';
}

static bool add_services(struct pq_lab_names *out, const struct pq_lab_services *services)
{
	for (size_t i = 0; i < services->count; i++) {
		const struct pq_lab_served *served = services->rows[i];

		for (size_t k = 0; k < (served->case_count ? served->case_count : 1); k++) {
			const struct pq_lab_case *row = served->case_count ? &served->cases[k] : NULL;
			struct pq_lab_name *name = add(out, PQ_LAB_OF_SERVICES, i, k, row ? row->class : 0);

			if (!name)
				return false;
			add_part(name, served->name, false);
			if (!row)
				continue;
			add_part(name, (const char *)pq_lab_form_letters[row->form].data, true);
			add_part(name, (const char *)pq_lab_client_names[row->client].data, false);
			add_part(name, (const char *)pq_lab_shape_names[row->shape].data, false);
		}
	}
	return true;
}

static bool add_nat(struct pq_lab_names *out, const struct pq_lab_nat *nat)
{
	for (size_t i = 0; i < nat->row_count; i++) {
		const struct pq_lab_nat_row *row = &nat->rows[i];
		bool control = strcmp(row->way, "plain") == 0;
		struct pq_lab_name *name = add(out, PQ_LAB_OF_NAT, i, 0, control ? 0 : row->outcome);

		if (!name)
			return false;
		add_part(name, row->helper, false);
		add_part(name, row->way, false);
		add_part(name, row->shape, false);
		if (strcmp(row->setting, "policy none") != 0)
			add_part(name, row->setting, false);
	}
	return true;
}

static bool add_proxies(struct pq_lab_names *out, const struct pq_lab_proxy_result *proxy)
{
	static const unsigned int ranks[] = { 0, 1, 3, 2 };

	static_assert(sizeof(ranks) / sizeof(ranks[0]) == PQ_LAB_PROXY_VERDICT_COUNT, "a rank for each verdict");
	for (size_t i = 0; i < proxy->setting_count; i++) {
		const struct pq_lab_proxy_setting *setting = &proxy->settings[i];

		for (size_t k = 0; k < (setting->row_count ? setting->row_count : 1); k++) {
			const struct pq_lab_proxy_row *row = setting->row_count ? &setting->rows[k] : NULL;
			struct pq_lab_name *name = add(out, PQ_LAB_OF_PROXY, i, k, row ? ranks[row->verdict] : 0);

			if (!name)
				return false;
			add_part(name, setting->name, false);
			add_part(name, row ? row->name : NULL, false);
		}
	}
	return true;
}

bool pq_lab_names_of(const struct pq_lab_any *any, struct pq_lab_names *out)
{
	*out = (struct pq_lab_names){ NULL, 0 };
	if (add_services(out, &any->services) && add_nat(out, &any->nat) && add_proxies(out, &any->proxy))
		return true;
	pq_lab_names_fini(out);
	return false;
}

void pq_lab_names_fini(struct pq_lab_names *names)
{
	free(names->rows);
	*names = (struct pq_lab_names){ NULL, 0 };
}

/*
 * Parts of `wanted` that begin the name's, one after the other; *whole of these are equal. *all: none is left.
 */
static size_t parts_alike(const char *name, const char *wanted, size_t *whole, bool *all)
{
	size_t count = 0;

	*whole = 0;
	for (;;) {
		size_t part = strcspn(name, "/"), want = strcspn(wanted, "/");

		*all = want == 0 && *wanted == '\0';
		if (*all || part == 0 || want > part)
			return count;
		for (size_t i = 0; i < want; i++)
			if (pq_ascii_lower((unsigned char)name[i]) != pq_ascii_lower((unsigned char)wanted[i]))
				return count;
		count++;
		*whole += want == part;
		name += part + (name[part] == '/');
		wanted += want + (wanted[want] == '/');
	}
}

const struct pq_lab_name *pq_lab_names_find(const struct pq_lab_names *names, const char *wanted)
{
	const struct pq_lab_name *best = NULL;
	size_t best_whole = 0;

	for (size_t i = 0; i < names->count && *wanted; i++) {
		const struct pq_lab_name *name = &names->rows[i];
		size_t whole;
		bool all;

		if (strcmp(name->text, wanted) == 0)
			return name;
		parts_alike(name->text, wanted, &whole, &all);
		if (!all || (best && (whole < best_whole || (whole == best_whole && name->rank <= best->rank))))
			continue;
		best = name;
		best_whole = whole;
	}
	return best;
}

size_t pq_lab_names_known_parts(const struct pq_lab_names *names, const char *wanted)
{
	size_t most = 0, whole;
	bool all;

	for (size_t i = 0; i < names->count; i++) {
		size_t count = parts_alike(names->rows[i].text, wanted, &whole, &all);

		most = count > most ? count : most;
	}
	return most;
}

bool pq_lab_name_fits(const struct pq_lab_name *name, const char *wanted)
{
	size_t whole;
	bool all;

	parts_alike(name->text, wanted, &whole, &all);
	return all;
}
