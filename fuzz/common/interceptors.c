/* SPDX-License-Identifier: MIT */
/*
 * ICU and nettle as MemorySanitizer has to see them. They are not instrumented, so it would take all that they write
 * for uninitialised. As with its own interceptors for libc, each function that we call is wrapped (the linker leads
 * our calls here): what it reads must be initialised, or the program ends with a report; what it writes is from then
 * on. What one of them calls of libc meanwhile is its own affair. A function of these libraries that is missing here
 * shows as a false report, never as a silence.
 */
#include <nettle/base64.h>
#include <nettle/hmac.h>
#include <nettle/md5.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <sanitizer/msan_interface.h>
#include <unicode/uidna.h>

/* The libraries' headers rename their functions; these apply that first. */
#define JOIN(a, b) a##b
#define WRAP(name) JOIN(__wrap_, name)
#define REAL(name) JOIN(__real_, name)

#define must_be_known(data, size) __msan_check_mem_is_initialized(data, size)

/* For each wrapped function its prototype, and that of the library's own. */
#define WRAPPED(result, name, ...)   \
	result REAL(name)(__VA_ARGS__); \
	result WRAP(name)(__VA_ARGS__); \
	result WRAP(name)(__VA_ARGS__)

WRAPPED(int32_t, uidna_nameToASCII_UTF8, const UIDNA *idna, const char *name, int32_t length, char *dest,
	int32_t capacity, UIDNAInfo *info, UErrorCode *error)
{
	int32_t len;

	must_be_known(name, (size_t)length);
	must_be_known(info, sizeof(*info));
	must_be_known(error, sizeof(*error));
	__msan_scoped_disable_interceptor_checks();
	len = REAL(uidna_nameToASCII_UTF8)(idna, name, length, dest, capacity, info, error);
	__msan_scoped_enable_interceptor_checks();
	__msan_unpoison(info, sizeof(*info));
	__msan_unpoison(error, sizeof(*error));
	if (len > 0)
		__msan_unpoison(dest, (size_t)(len < capacity ? len : capacity));
	return len;
}

WRAPPED(void, base64_encode_raw, char *dest, size_t length, const uint8_t *src)
{
	must_be_known(src, length);
	REAL(base64_encode_raw)(dest, length, src);
	__msan_unpoison(dest, BASE64_ENCODE_RAW_LENGTH(length));
}

/*
 * A hash's three steps. A context as a whole counts as known from its first step on: the block in it that is not full
 * yet is read only as far as it was written.
 */
#define HASH(kind)                                                                                          \
	WRAPPED(void, kind##_init, struct kind##_ctx *ctx)                                                  \
	{                                                                                                   \
		REAL(kind##_init)(ctx);                                                                     \
		__msan_unpoison(ctx, sizeof(*ctx));                                                         \
	}                                                                                                   \
	STEPS(kind)

#define STEPS(kind)                                                                                         \
	WRAPPED(void, kind##_update, struct kind##_ctx *ctx, size_t length, const uint8_t *data)            \
	{                                                                                                   \
		must_be_known(ctx, sizeof(*ctx));                                                           \
		must_be_known(data, length);                                                                \
		__msan_scoped_disable_interceptor_checks();                                                 \
		REAL(kind##_update)(ctx, length, data);                                                     \
		__msan_scoped_enable_interceptor_checks();                                                  \
		__msan_unpoison(ctx, sizeof(*ctx));                                                         \
	}                                                                                                   \
	WRAPPED(void, kind##_digest, struct kind##_ctx *ctx, size_t length, uint8_t *digest)                \
	{                                                                                                   \
		must_be_known(ctx, sizeof(*ctx));                                                           \
		__msan_scoped_disable_interceptor_checks();                                                 \
		REAL(kind##_digest)(ctx, length, digest);                                                   \
		__msan_scoped_enable_interceptor_checks();                                                  \
		__msan_unpoison(ctx, sizeof(*ctx));                                                         \
		__msan_unpoison(digest, length);                                                            \
	}

HASH(md5)
HASH(sha1)
HASH(sha256)
STEPS(hmac_sha1)

WRAPPED(void, hmac_sha1_set_key, struct hmac_sha1_ctx *ctx, size_t length, const uint8_t *key)
{
	must_be_known(key, length);
	__msan_scoped_disable_interceptor_checks();
	REAL(hmac_sha1_set_key)(ctx, length, key);
	__msan_scoped_enable_interceptor_checks();
	__msan_unpoison(ctx, sizeof(*ctx));
}
