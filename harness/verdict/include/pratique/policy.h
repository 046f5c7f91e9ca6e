/* SPDX-License-Identifier: MIT */
/*
 * pratique's policies for the program that you have already: may a page's port, header or method pass?
 *
 *     struct pq_policy *policy;
 *     char message[PQ_POLICY_MESSAGE];
 *
 *     if (pq_policy_open("fetch", &policy, message) != PQ_POLICY_OK)
 *         ...message tells what is wrong...
 *     if (pq_policy_port(policy, "http", 25) != PQ_POLICY_ALLOWED)
 *         ...refuse...
 *     pq_policy_close(policy);
 *
 * The library needs libc and nothing else, and opens no file but the one that pq_policy_open_file is given. A policy is
 * not changed by questions: any number of threads may ask it. It says what the list says; whether each dial of a
 * program obeys it is what pratique/watch.h judges. docs/install.md has a whole program.
 */
#ifndef PRATIQUE_POLICY_H
#define PRATIQUE_POLICY_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define PQ_POLICY_MAX_TEXT (1u << 20) /* bytes of a policy text */
#define PQ_POLICY_MESSAGE 512         /* size of a message about a mistake, with its NUL */

enum pq_policy_err {
	PQ_POLICY_OK,
	PQ_POLICY_UNKNOWN,  /* no built-in policy of that name, or what stands behind its @ is no date */
	PQ_POLICY_BAD_TEXT, /* the text cannot be read; the message names line and column */
	PQ_POLICY_LIMIT,    /* the text is over PQ_POLICY_MAX_TEXT */
	PQ_POLICY_NO_FILE,  /* the file cannot be read; the message names the system's reason */
	PQ_POLICY_NO_MEMORY,
	PQ_POLICY_ERR_COUNT
};

/* A policy: about 190 KB, and from a file room for PQ_POLICY_MAX_TEXT, of which what the text takes is touched. */
struct pq_policy;

/*
 * A policy: the name of a built-in one ("fetch", "chromium"; `pratique policy list` tells them all), also as of a day
 * ("fetch@2016-03"), or policy text ("pratique-policy 1...", docs/formats.md), which is copied. NULL: "fetch". Free it
 * with pq_policy_close. UNKNOWN, BAD_TEXT, LIMIT, NO_MEMORY: *policy is untouched, and message (room for
 * PQ_POLICY_MESSAGE bytes; NULL: nobody reads it) says what is wrong.
 */
enum pq_policy_err pq_policy_open(const char *name_or_text, struct pq_policy **policy, char *message);

/* The same from a file of policy text; NO_FILE as well. */
enum pq_policy_err pq_policy_open_file(const char *path, struct pq_policy **policy, char *message);

/* NULL is nothing. */
void pq_policy_close(struct pq_policy *policy);

enum pq_policy_verdict {
	PQ_POLICY_NO_RULES, /* policies know no such scheme: nothing was permitted */
	PQ_POLICY_ALLOWED,
	PQ_POLICY_BLOCKED
};

/*
 * A dial for a URL of that scheme to that port (Fetch 2.9): http, https, ws, wss, ftp, ftp-data (FTP's data
 * connections), webtransport, tcp (raw sockets), and of ICE servers stun-udp, stun-tcp, turn-udp, turn-tcp; as parsed
 * URLs have it, in lower case.
 */
enum pq_policy_verdict pq_policy_port(const struct pq_policy *policy, const char *scheme, uint16_t port);

/*
 * Whether a page may set that header (Fetch 2.2.2, forbidden request-header). BLOCKED as well: a name that is no
 * token, and a value with NUL, CR or LF in it, for they are none. The value's length is value_len; blanks at its ends
 * do not count.
 */
enum pq_policy_verdict pq_policy_header(const struct pq_policy *policy, const char *name, const void *value,
					size_t value_len);

/* Whether a page may ask with that method (Fetch 2.2.1, forbidden method). BLOCKED as well: what is no token. */
enum pq_policy_verdict pq_policy_method(const struct pq_policy *policy, const char *method);

/*
 * Writes why a port is blocked, as its rule in the policy says, such as "smtp (since 2016-03-10)", and returns its
 * length without the NUL, as snprintf does; "" and 0 if it is not blocked, or if the rule gives no reason.
 */
size_t pq_policy_reason(const struct pq_policy *policy, const char *scheme, uint16_t port, char *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
