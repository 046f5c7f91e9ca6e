/* SPDX-License-Identifier: MIT */
#include "wire/ftp_command.h"

#include "base/ascii.h"
#include "base/check.h"
#include "url/percent.h"

#define IAC 0xff /* "interpret as command" (RFC 854) */

static bool is_control(unsigned char c)
{
	return c < 0x20 || c == 0x7f;
}

bool pq_ftp_argument_valid(struct pq_view encoded)
{
	while (encoded.len > 0)
		if (is_control(pq_percent_take(&encoded)))
			return false;
	return true;
}

static enum pq_err add_argument(struct pq_view encoded, struct pq_buf *out)
{
	if (encoded.len > 0)
		pq_buf_add_byte(out, ' ');
	while (encoded.len > 0) {
		unsigned char c = pq_percent_take(&encoded);

		if (is_control(c))
			return PQ_ERR_SYNTAX;
		pq_buf_add_byte(out, c);
		if (c == IAC)
			pq_buf_add_byte(out, c);
	}
	return PQ_ERR_OK;
}

enum pq_err pq_ftp_command_write(const char *verb, struct pq_view encoded, struct pq_buf *out)
{
	size_t mark = out->len;
	enum pq_err err;

	pq_check(pq_ascii_all(pq_view_str(verb), PQ_ASCII_ALPHA) && strlen(verb) >= 3 && strlen(verb) <= 4);
	pq_buf_add_str(out, verb);
	err = add_argument(encoded, out);
	pq_buf_add_str(out, "\r\n");
	if (err == PQ_ERR_OK && !pq_buf_ok(out))
		err = PQ_ERR_NO_SPACE;
	if (err == PQ_ERR_OK && out->len - mark > PQ_MAX_FTP_COMMAND)
		err = PQ_ERR_LIMIT;
	if (err)
		out->len = mark;
	return err;
}
