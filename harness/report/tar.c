/* SPDX-License-Identifier: MIT */
#include "report/tar.h"

#include <assert.h>

#define BLOCK 512

/* Numbers are octal digits and a NUL. */
struct header {
	char name[100];
	char mode[8];
	char uid[8];
	char gid[8];
	char size[12];
	char mtime[12];
	char checksum[8];
	char type;
	char link[100];
	char magic[6];
	char version[2];
	char rest[247];
};
static_assert(sizeof(struct header) == BLOCK, "a header is one block");

static unsigned int sum_of(const struct header *header)
{
	const unsigned char *bytes = (const unsigned char *)header;
	unsigned int sum = 0;

	for (size_t i = 0; i < sizeof(*header); i++)
		sum += bytes[i];
	return sum;
}

void pq_tar_file(FILE *out, const char *name, struct pq_view bytes)
{
	static const char zeros[BLOCK];
	struct header header = { .type = '0' };
	size_t len = strlen(name);

	memcpy(header.name, name, len < sizeof(header.name) ? len : sizeof(header.name));
	snprintf(header.mode, sizeof(header.mode), "%07o", 0644u);
	snprintf(header.uid, sizeof(header.uid), "%07o", 0u);
	snprintf(header.gid, sizeof(header.gid), "%07o", 0u);
	snprintf(header.size, sizeof(header.size), "%011zo", bytes.len);
	snprintf(header.mtime, sizeof(header.mtime), "%011o", 0u);
	memcpy(header.magic, "ustar", sizeof(header.magic));
	memcpy(header.version, "00", sizeof(header.version));
	memset(header.checksum, ' ', sizeof(header.checksum));
	snprintf(header.checksum, sizeof(header.checksum), "%06o", sum_of(&header));
	header.checksum[7] = ' ';
	fwrite(&header, 1, sizeof(header), out);
	if (bytes.len > 0)
		fwrite(bytes.data, 1, bytes.len, out);
	if (bytes.len % BLOCK)
		fwrite(zeros, 1, BLOCK - bytes.len % BLOCK, out);
}

void pq_tar_end(FILE *out)
{
	static const char zeros[2 * BLOCK];

	fwrite(zeros, 1, sizeof(zeros), out);
}
