/* SPDX-License-Identifier: MIT */
#include "planted/list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/rule.h"

#define SUFFIX ".patch"

struct reading {
	struct pq_plants *plants;
	char *why;
};

static int refuse(const struct reading *reading, const char *path, const char *what)
{
	snprintf(reading->why, PQ_STORE_PATH, "%.*s: %s", PQ_STORE_PATH - 128, path, what);
	return -1;
}

/* Copies the value of a line "KEY: VALUE\n" if it is of that key and there is room. */
static bool take(const char *line, const char *key, char *value, size_t cap)
{
	size_t len = strlen(key);
	size_t end = strcspn(line, "\n");

	if (strncmp(line, key, len) != 0 || strncmp(line + len, ": ", 2) != 0 || end - len - 2 >= cap)
		return false;
	memcpy(value, line + len + 2, end - len - 2);
	value[end - len - 2] = '\0';
	return true;
}

/* The lines in front of the first blank one. */
static void read_head(FILE *file, struct pq_plant *plant)
{
	char line[256], cost[2] = "";

	while (fgets(line, sizeof(line), file) && line[0] != '\n') {
		take(line, "origin", plant->origin, sizeof(plant->origin));
		take(line, "rule", plant->rule, sizeof(plant->rule));
		take(line, "set", plant->set, sizeof(plant->set));
		take(line, "cost", cost, sizeof(cost));
	}
	plant->cost = cost[0];
}

static const char *find_fault(const struct pq_plant *plant)
{
	if (!plant->origin[0])
		return "no \"origin: \" line";
	if (pq_rule_by_name(pq_view_str(plant->rule)) == PQ_RULE_NONE)
		return "no \"rule: \" line that names a rule";
	if (!plant->cost || !strchr("EMH", plant->cost))
		return "no \"cost: \" line with E, M or H";
	return plant->set[0] ? NULL : "no \"set: \" line";
}

/* pq_store_each_file's visitor. */
static int read_one(void *ctx, const char *path, const char *name)
{
	const struct reading *reading = ctx;
	size_t len = strlen(name);
	struct pq_plant plant = { .cost = '\0' };
	const char *fault;
	FILE *file;

	if (len <= sizeof(SUFFIX) - 1 || strcmp(name + len - (sizeof(SUFFIX) - 1), SUFFIX) != 0)
		return 0;
	len -= sizeof(SUFFIX) - 1;
	if (len >= sizeof(plant.name))
		return refuse(reading, path, "the name is too long");
	if (reading->plants->count == PQ_PLANTS_MAX)
		return refuse(reading, path, "there are more planted bugs than PQ_PLANTS_MAX");
	memcpy(plant.name, name, len);
	file = fopen(path, "r");
	if (!file)
		return refuse(reading, path, strerror(errno));
	read_head(file, &plant);
	fclose(file);
	fault = find_fault(&plant);
	if (fault)
		return refuse(reading, path, fault);
	reading->plants->items[reading->plants->count++] = plant;
	return 0;
}

bool pq_plants_read(struct pq_plants *plants, const char *source, char why[static PQ_STORE_PATH])
{
	struct reading reading = { plants, why };
	char folder[PQ_STORE_PATH];

	plants->count = 0;
	why[0] = '\0';
	pq_store_path(folder, "%s/fuzz/planted/bugs", source);
	if (pq_store_each_file(folder, read_one, &reading) == 0 && plants->count > 0)
		return true;
	if (!why[0])
		refuse(&reading, folder, "no planted bugs are here");
	return false;
}

const struct pq_plant *pq_plants_find(const struct pq_plants *plants, const char *name)
{
	for (size_t i = 0; i < plants->count; i++)
		if (strcmp(plants->items[i].name, name) == 0)
			return &plants->items[i];
	return NULL;
}
