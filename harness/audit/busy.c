/* SPDX-License-Identifier: MIT */
#include "audit/busy.h"

#include <stdio.h>
#include <unistd.h>

uint64_t pq_busy_ticks(void)
{
	unsigned long long user = 0, nice = 0, system = 0;
	FILE *file = fopen("/proc/stat", "re");

	if (file && fscanf(file, "cpu %llu %llu %llu", &user, &nice, &system) != 3)
		user = nice = system = 0;
	if (file)
		fclose(file);
	return user + nice + system;
}

uint32_t pq_busy_permille_of(uint64_t processor_us, uint64_t took_ms)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t all = took_ms * (uint64_t)(cores > 0 ? cores : 1);

	return all ? (uint32_t)(processor_us / all) : 0;
}

uint32_t pq_busy_permille(uint64_t ticks, uint64_t took_ms)
{
	return pq_busy_permille_of((pq_busy_ticks() - ticks) * 1000000 / (uint64_t)sysconf(_SC_CLK_TCK), took_ms);
}
