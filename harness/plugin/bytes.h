/* SPDX-License-Identifier: MIT */
/* Runs of bytes, as a plug-in sees them and as everything else does. */
#ifndef PQ_PLUGIN_BYTES_H
#define PQ_PLUGIN_BYTES_H

#include "base/view.h"
#include "pratique/subject.h"

static inline struct pq_plugin_bytes pq_plugin_bytes_of(struct pq_view view)
{
	return (struct pq_plugin_bytes){ view.data, view.len };
}

static inline struct pq_view pq_plugin_view_of(struct pq_plugin_bytes bytes)
{
	return pq_view(bytes.data, bytes.len);
}

#endif
