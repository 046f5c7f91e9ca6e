/* SPDX-License-Identifier: MIT */
#include "cli/lab_choose.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/names.h"
#include "report/message.h"

/* Fast ones, of which each class is seen; and the set that docs/lab.md recommends. */
static const char *const quick[] = { "beanstalkd", "python-smtpd", "redis-server", "memcached", "rrdcached", NULL };
static const char *const recommended[] = {
	"beanstalkd", "rrdcached",    "graphite-carbon", "gdbserver", "python-smtpd",     "vsftpd", "bitlbee",
	"bind9",      "redis-server", "memcached",       "ngircd",    "python3-aiosmtpd", NULL
};

static struct pq_lab_service *known(const struct pq_lab_choice *choice, const char *name)
{
	for (size_t i = 0; i < choice->known_count; i++)
		if (strcmp(choice->known[i]->name, name) == 0)
			return choice->known[i];
	return NULL;
}

/* Takes the service over. */
static int keep(struct pq_lab_choice *choice, struct pq_lab_service *service, const char *source)
{
	if (known(choice, service->name))
		pq_complain("%s: expected another name than %s, which an earlier file has", source, service->name);
	else if (choice->known_count == PQ_MAX_LAB_CHOICE)
		pq_complain("%s: expected at most %d services (PQ_MAX_LAB_CHOICE)", source, PQ_MAX_LAB_CHOICE);
	else {
		choice->known[choice->known_count++] = service;
		return PQ_EXIT_OK;
	}
	pq_lab_service_fini(service);
	free(service);
	return PQ_EXIT_BAD_INPUT;
}

int pq_lab_choice_add(struct pq_lab_choice *choice, const char *path)
{
	struct pq_lab_service *service = pq_memory(1, sizeof(*service));
	struct pq_diag diag = { 0, 0, "" };
	struct pq_file text = { NULL, 0 };
	enum pq_err err = pq_file_read(path, PQ_MAX_SERVICE_TEXT, "PQ_MAX_SERVICE_TEXT", &text, &diag);

	if (!err)
		err = pq_lab_service_read(service, pq_file_view(&text), &diag);
	pq_file_free(&text);
	if (!err)
		return keep(choice, service, path);
	pq_complain_at(path, &diag);
	free(service);
	return PQ_EXIT_BAD_INPUT;
}

/* The compiled-in ones, but those whose names files have. */
static int add_builtins(struct pq_lab_choice *choice)
{
	int code = PQ_EXIT_OK;

	for (size_t i = 0; code == PQ_EXIT_OK && i < pq_lab_service_count(); i++) {
		const char *name = pq_lab_service_name_at(i);
		struct pq_lab_service *service;
		struct pq_diag diag = { 0, 0, "" };

		if (known(choice, name))
			continue;
		service = pq_memory(1, sizeof(*service));
		if (pq_lab_service_builtin(service, name, &diag)) {
			free(service);
			pq_complain_at(name, &diag);
			return PQ_EXIT_SETUP;
		}
		code = keep(choice, service, name);
	}
	return code;
}

static int choose_name(struct pq_lab_choice *choice, const char *name)
{
	const struct pq_lab_service *service = known(choice, name);
	const char *names[PQ_MAX_LAB_CHOICE];

	for (size_t i = 0; service && i < choice->chosen_count; i++)
		if (choice->chosen[i] == service)
			return PQ_EXIT_OK;
	if (service) {
		choice->chosen[choice->chosen_count++] = service;
		return PQ_EXIT_OK;
	}
	for (size_t i = 0; i < choice->known_count; i++)
		names[i] = choice->known[i]->name;
	return pq_names_unknown("service", name, names, choice->known_count);
}

/* Those of the list that are known. */
static void choose_list(struct pq_lab_choice *choice, const char *const *list)
{
	for (size_t i = 0; list[i]; i++)
		if (known(choice, list[i]))
			choose_name(choice, list[i]);
}

int pq_lab_choose(struct pq_lab_choice *choice, const struct pq_usage *usage, const char *set, char *const *names,
		  int count)
{
	size_t files = choice->known_count;
	int code = add_builtins(choice);

	for (int i = 0; code == PQ_EXIT_OK && i < count; i++)
		code = choose_name(choice, names[i]);
	if (code != PQ_EXIT_OK || (count > 0 && !set))
		return code;
	if (set && strcmp(set, "quick") == 0)
		choose_list(choice, quick);
	else if (set && strcmp(set, "recommended") == 0)
		choose_list(choice, recommended);
	else if (set && strcmp(set, "all") != 0)
		return pq_options_wrong(usage, "--set '%s'; expected quick, recommended or all", set);
	else
		for (size_t i = 0; i < (set || files == 0 ? choice->known_count : files); i++)
			choose_name(choice, choice->known[i]->name);
	return PQ_EXIT_OK;
}

void pq_lab_choice_list(const struct pq_lab_choice *choice, FILE *out)
{
	for (size_t i = 0; i < choice->chosen_count; i++) {
		const struct pq_lab_service *service = choice->chosen[i];

		fprintf(out, "%-18s %5u  %-11s %s\n", service->name, (unsigned int)service->counts_for, service->group,
			service->by_default ? "listens after installation" : "does not listen after installation");
	}
}

void pq_lab_choice_fini(struct pq_lab_choice *choice)
{
	for (size_t i = 0; i < choice->known_count; i++) {
		pq_lab_service_fini(choice->known[i]);
		free(choice->known[i]);
	}
	memset(choice, 0, sizeof(*choice));
}
