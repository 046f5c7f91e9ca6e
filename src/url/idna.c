/* SPDX-License-Identifier: MIT */
#include "url/idna.h"

#include <limits.h>
#include <unicode/uidna.h>

/*
 * The handle is ICU's own, under a name that hides ICU from the callers:
 * struct pq_idna has no members and is only ever pointed to.
 *
 * The standard runs UTS 46 with CheckHyphens and VerifyDnsLength false. ICU has
 * no options for these; it reports each as an error of its own and goes on, so
 * the errors are left out of account instead.
 */
static const uint32_t options =
	UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE;

static const uint32_t ignored_errors = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
				       UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
				       UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

struct pq_idna *pq_idna_open(void)
{
	UErrorCode status = U_ZERO_ERROR;
	UIDNA *idna = uidna_openUTS46(options, &status);

	return U_SUCCESS(status) ? (struct pq_idna *)idna : NULL;
}

void pq_idna_close(struct pq_idna *idna)
{
	uidna_close((UIDNA *)idna);
}

enum pq_err pq_idna_to_ascii(const struct pq_idna *idna, struct pq_view domain, struct pq_buf *out)
{
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode status = U_ZERO_ERROR;
	size_t room = pq_buf_ok(out) ? pq_buf_room(out) : 0;
	int32_t len;

	if (domain.len > INT32_MAX)
		return PQ_ERR_IDNA;
	len = uidna_nameToASCII_UTF8((const UIDNA *)idna, (const char *)domain.data, (int32_t)domain.len,
				     (char *)out->data + out->len, room > INT32_MAX ? INT32_MAX : (int32_t)room, &info,
				     &status);
	if (status == U_BUFFER_OVERFLOW_ERROR)
		return PQ_ERR_NO_SPACE;
	if (U_FAILURE(status) || info.errors & ~ignored_errors)
		return PQ_ERR_IDNA;
	out->len += (size_t)len;
	return PQ_ERR_OK;
}
