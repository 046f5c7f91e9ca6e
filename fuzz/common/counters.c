/* SPDX-License-Identifier: MIT */
#include "common/counters.h"

#include <assert.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/rule.h"

static_assert((int)PQ_RULE_COUNT <= PQ_COUNTERS_RULES, "a counter for each rule");

static struct pq_counters *map_file(int fd)
{
	void *at;

	if (ftruncate(fd, sizeof(struct pq_counters)) != 0)
		return NULL;
	at = mmap(NULL, sizeof(struct pq_counters), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	return at == MAP_FAILED ? NULL : at;
}

struct pq_counters *pq_counters_map(const char *path)
{
	struct pq_counters *counters;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

	if (fd < 0)
		return NULL;
	counters = map_file(fd);
	close(fd);
	if (!counters)
		return NULL;
	counters->version = PQ_COUNTERS_VERSION;
	counters->magic = PQ_COUNTERS_MAGIC;
	return counters;
}

bool pq_counters_read(const char *path, struct pq_counters *out)
{
	struct pq_counters read_back;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	if (fd < 0)
		return false;
	got = read(fd, &read_back, sizeof(read_back));
	close(fd);
	if (got != (ssize_t)sizeof(read_back) || read_back.magic != PQ_COUNTERS_MAGIC ||
	    read_back.version != PQ_COUNTERS_VERSION)
		return false;
	*out = read_back;
	return true;
}

void pq_counters_add(struct pq_counters *sum, const struct pq_counters *more)
{
	sum->executions += more->executions;
	sum->reached += more->reached;
	sum->dials += more->dials;
	sum->mutated += more->mutated;
	sum->structured += more->structured;
	for (size_t i = 0; i < PQ_COUNTERS_RULES; i++)
		sum->findings[i] += more->findings[i];
	sum->plant_reached += more->plant_reached;
	sum->plant_triggered += more->plant_triggered;
}
