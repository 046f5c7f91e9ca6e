/* SPDX-License-Identifier: MIT */
/* The authority's files: written before the sink runs, read by each of its processes. */
#include "sink/authority.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool path_of(char *out, size_t cap, const char *dir, const char *name)
{
	return (size_t)snprintf(out, cap, "%s/%s", dir, name) < cap;
}

/* Only the owner may read it, from its first byte on. */
static FILE *create_key(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	FILE *file = fd >= 0 ? fdopen(fd, "w") : NULL;

	if (!file && fd >= 0)
		close(fd);
	return file;
}

static bool write_files(const char *dir, X509 *certificate, EVP_PKEY *key)
{
	char path[4096];
	FILE *file = path_of(path, sizeof(path), dir, "authority.pem") ? fopen(path, "we") : NULL;
	bool done = file && PEM_write_X509(file, certificate);

	if (file && fclose(file))
		done = false;
	if (!done || !path_of(path, sizeof(path), dir, "authority.key"))
		return false;
	file = create_key(path);
	done = file && PEM_write_PrivateKey(file, key, NULL, NULL, 0, NULL, NULL);
	if (file && fclose(file))
		done = false;
	return done;
}

enum pq_err pq_sink_authority(const char *dir, struct pq_diag *diag)
{
	EVP_PKEY *key = pq_certificate_key();
	X509 *certificate = key ? pq_certificate_authority(key) : NULL;
	enum pq_err err = PQ_ERR_OK;
	char text[512];

	errno = 0;
	if (!certificate) {
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a key and a certificate of OpenSSL");
	} else if (!write_files(dir, certificate, key)) {
		snprintf(text, sizeof(text), "a folder that authority.pem can be written to, not %.300s (%s)", dir,
			 strerror(errno));
		err = pq_diag_set(diag, PQ_ERR_IO, 0, 0, text);
	}
	X509_free(certificate);
	EVP_PKEY_free(key);
	return err;
}

bool pq_authority_read(const char *dir, X509 **certificate, EVP_PKEY **key)
{
	char path[4096];
	FILE *file = path_of(path, sizeof(path), dir, "authority.pem") ? fopen(path, "re") : NULL;

	*certificate = file ? PEM_read_X509(file, NULL, NULL, NULL) : NULL;
	if (file)
		fclose(file);
	file = path_of(path, sizeof(path), dir, "authority.key") ? fopen(path, "re") : NULL;
	*key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
	if (file)
		fclose(file);
	if (*certificate && *key)
		return true;
	X509_free(*certificate);
	EVP_PKEY_free(*key);
	return false;
}
