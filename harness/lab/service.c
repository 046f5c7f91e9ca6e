/* SPDX-License-Identifier: MIT */
#include "lab/service.h"

#include "lab/builtin.h"

size_t pq_lab_service_count(void)
{
	return pq_builtin_services_count;
}

const char *pq_lab_service_name_at(size_t index)
{
	return pq_builtin_services[index].name;
}

enum pq_err pq_lab_service_builtin(struct pq_lab_service *service, const char *name, struct pq_diag *diag)
{
	for (size_t i = 0; i < pq_builtin_services_count; i++)
		if (strcmp(pq_builtin_services[i].name, name) == 0)
			return pq_lab_service_read(
				service, pq_view(pq_builtin_services[i].text, pq_builtin_services[i].len), diag);
	return pq_diag_set(diag, PQ_ERR_UNKNOWN, 0, 0, "the name of a compiled-in description");
}
