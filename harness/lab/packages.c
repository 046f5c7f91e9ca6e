/* SPDX-License-Identifier: MIT */
#include "lab/packages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser/errand.h"
#include "lab/texts.h"

#define ASK_MS 20000    /* what is installed */
#define FETCH_MS 600000 /* one package with all that it needs */

static enum pq_err refuse(struct pq_diag *why, const char *name, const char *reason)
{
	char text[sizeof(why->expected)];

	snprintf(text, sizeof(text), "package %s: %s", name, reason);
	return pq_diag_set(why, PQ_ERR_IO, 0, 0, text);
}

/* As Debian has it: lower-case letters, digits, and three signs. */
static bool good_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789+-.");

	return len >= 2 && name[len] == '\0' && strchr("+-.", name[0]) == NULL;
}

/* The version of a package that is installed; false if it is not. */
static bool installed(const char *name, char *version, size_t size)
{
	char program[] = "dpkg-query";
	char show[] = "-W";
	char format[] = "-f=${Status}\t${Version}\n";
	char own[256];
	char *argv[] = { program, show, format, own, NULL };
	static const char state[] = "install ok installed\t";
	char said[512];

	snprintf(own, sizeof(own), "%s", name);
	if (pq_errand_run(argv, environ, said, sizeof(said), ASK_MS) != 0 || strncmp(said, state, strlen(state)) != 0)
		return false;
	snprintf(version, size, "%.*s", (int)strcspn(said + strlen(state), "\n"), said + strlen(state));
	return true;
}

static bool find_cache(const char *asked, char *cache, size_t size)
{
	const char *place = getenv("XDG_CACHE_HOME");
	const char *home = getenv("HOME");

	if (asked)
		snprintf(cache, size, "%s", asked);
	else if (place && place[0] == '/')
		snprintf(cache, size, "%s/pratique/packages", place);
	else if (home && home[0] == '/')
		snprintf(cache, size, "%s/.cache/pratique/packages", home);
	else
		return false;
	return true;
}

/* What was unpacked before. */
static bool unpacked(const char *cache, const char *name, char *version, size_t size)
{
	char path[PATH_MAX];
	FILE *file;
	bool good;

	snprintf(path, sizeof(path), "%s/%s/version", cache, name);
	file = fopen(path, "re");
	good = file && fgets(version, (int)size, file);
	if (file)
		fclose(file);
	if (good)
		version[strcspn(version, "\n")] = '\0';
	return good;
}

/* The script's last line. */
static const char *last_line(char *said)
{
	size_t len = strlen(said);
	const char *begin;

	while (len > 0 && said[len - 1] == '\n')
		said[--len] = '\0';
	begin = strrchr(said, '\n');
	return begin ? begin + 1 : said;
}

static enum pq_err fetch(const char *cache, const char *name, struct pq_diag *why)
{
	char shell[] = "/bin/sh";
	char option[] = "-c";
	char own[256];
	char folder[PATH_MAX];
	struct pq_view text = pq_lab_text_find("packages.sh");
	char *script = strndup((const char *)text.data, text.len);
	char *argv[] = { shell, option, script, shell, folder, own, NULL };
	char said[4096] = "";
	int status = -1;

	snprintf(own, sizeof(own), "%s", name);
	snprintf(folder, sizeof(folder), "%s", cache);
	if (script && pq_errand_make_folders(folder))
		status = pq_errand_run(argv, environ, said, sizeof(said), FETCH_MS);
	else
		snprintf(said, sizeof(said), "cannot write to %.3000s", cache);
	free(script);
	if (status == 0)
		return PQ_ERR_OK;
	return refuse(why, name, said[0] ? last_line(said) : "fetching it took too long, and was ended");
}

/* One package; *layer: it lies in the cache. */
static enum pq_err find_one(const struct pq_packages_options *options, const char *cache, const char *name,
			    char version[static PQ_VERSION_SIZE], bool *layer, struct pq_diag *why)
{
	enum pq_err err;

	if (!good_name(name))
		return refuse(why, name, "this is no name of a package");
	*layer = false;
	if (installed(name, version, PQ_VERSION_SIZE))
		return PQ_ERR_OK;
	*layer = true;
	if (cache[0] == '\0')
		return refuse(why, name, "it is not installed, and there is no place to unpack it; set HOME");
	if (unpacked(cache, name, version, PQ_VERSION_SIZE))
		return PQ_ERR_OK;
	if (!options->fetch)
		return refuse(why, name, "it is not here; --install fetches it (unpacked, never installed)");
	err = fetch(cache, name, why);
	if (!err && !unpacked(cache, name, version, PQ_VERSION_SIZE))
		err = refuse(why, name, "its files are gone again");
	return err;
}

enum pq_err pq_packages_find(struct pq_packages *packages, const struct pq_packages_options *options,
			     struct pq_diag *why)
{
	char cache[PATH_MAX / 2] = "";
	size_t layers = 0;

	memset(packages, 0, sizeof(*packages));
	if (!find_cache(options->cache, cache, sizeof(cache)))
		cache[0] = '\0';
	for (size_t i = 0; i < options->count; i++) {
		char *folder = packages->folders[layers];
		char version[PQ_VERSION_SIZE];
		bool layer;
		enum pq_err err = find_one(options, cache, options->names[i], version, &layer, why);

		if (err)
			return err;
		if (i == 0)
			memcpy(packages->version, version, sizeof(version));
		if (!layer)
			continue;
		snprintf(folder, sizeof(packages->folders[0]), "%s/%s/root", cache, options->names[i]);
		packages->layers[layers++] = folder;
	}
	return PQ_ERR_OK;
}
