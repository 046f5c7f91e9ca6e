/* SPDX-License-Identifier: MIT */
/* An entry of an entry list (HTML 4.10.21.4, XHR FormData). */
#ifndef PQ_REQUEST_ENTRY_H
#define PQ_REQUEST_ENTRY_H

#include "base/view.h"

/*
 * name:     field name, UTF-8
 * value:    the string, or the file's bytes
 * is_file:  filename and type count
 * filename: as chosen, UTF-8
 * type:     the file's Content-Type; empty stands for application/octet-stream
 */
struct pq_form_entry {
	struct pq_view name;
	struct pq_view value;
	bool is_file;
	struct pq_view filename;
	struct pq_view type;
};

#endif
