/* SPDX-License-Identifier: MIT */
/* Takes the place of libicudata, and has nothing in it: a table of contents of no entries. */
#include <unicode/udata.h>
#include <unicode/utypes.h>

struct contents {
	uint16_t header_size;
	uint8_t magic[2];
	UDataInfo info;
	char padding[8];
	uint32_t count;
	uint32_t reserved;
};

extern const struct contents U_ICUDATA_ENTRY_POINT;
const struct contents U_ICUDATA_ENTRY_POINT = {
	.header_size = 32,
	.magic = { 0xda, 0x27 },
	.info = { .size = sizeof(UDataInfo),
		  .isBigEndian = U_IS_BIG_ENDIAN,
		  .charsetFamily = U_CHARSET_FAMILY,
		  .sizeofUChar = sizeof(UChar),
		  .dataFormat = { 'T', 'o', 'C', 'P' },
		  .formatVersion = { 1 } },
};
