/* SPDX-License-Identifier: MIT */
#include "bench/sink_work.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "sink/head.h"
#include "sink/writer.h"

static const char request[] =
	"GET /cell/17?x=1 HTTP/1.1\r\nHost: cell-17.probe.example:8080\r\nConnection: keep-alive\r\n"
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 "
	"Safari/537.36\r\n"
	"Accept: */*\r\nOrigin: http://20.0.0.1\r\nReferer: http://20.0.0.1/\r\nAccept-Encoding: gzip, deflate\r\n"
	"Accept-Language: en-US,en;q=0.9\r\n\r\n";

struct work {
	int fd;
	struct pq_writer writer;
	unsigned char copy[sizeof(request)];
};

void *pq_bench_sink_open(void)
{
	struct work *work = calloc(1, sizeof(*work));

	if (!work)
		return NULL;
	work->fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (work->fd < 0) {
		free(work);
		return NULL;
	}
	pq_writer_init(&work->writer, work->fd);
	return work;
}

void pq_bench_sink_close(void *state)
{
	struct work *work = state;

	close(work->fd);
	free(work);
}

uint64_t pq_bench_sink_head(void *state, size_t times)
{
	struct pq_head head = { 0 };
	uint64_t sum = 0;

	(void)state;
	for (size_t i = 0; i < times; i++) {
		size_t scanned = 0;

		if (pq_head_read(pq_view(request, sizeof(request) - 1), &scanned, &head) == PQ_ERR_OK)
			sum += head.target.len;
	}
	return sum;
}

uint64_t pq_bench_sink_log(void *state, size_t times)
{
	struct work *work = state;

	for (size_t i = 0; i < times; i++) {
		pq_writer_bytes(&work->writer, PQ_EVENT_SEND, (uint32_t)i, pq_view(request, sizeof(request) - 1));
		work->writer.written = 0; /* it is never full */
	}
	return work->writer.room.len;
}

uint64_t pq_bench_sink_copy(void *state, size_t times)
{
	struct work *work = state;
	uint64_t sum = 0;

	for (size_t i = 0; i < times; i++) {
		memcpy(work->copy, request, sizeof(request));
		__asm__ volatile("" : : "r"(work->copy) : "memory");
		sum += work->copy[i % sizeof(request)];
	}
	return sum;
}
