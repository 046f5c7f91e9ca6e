/* SPDX-License-Identifier: MIT */
#include "result/lab_class.h"

#include "base/check.h"

const struct pq_view pq_lab_form_letters[PQ_LAB_FORM_COUNT] = {
	[PQ_LAB_GET] = PQ_VIEW("G"),       [PQ_LAB_URLENCODED] = PQ_VIEW("U"), [PQ_LAB_TEXT] = PQ_VIEW("T"),
	[PQ_LAB_MULTIPART] = PQ_VIEW("M"), [PQ_LAB_FETCH] = PQ_VIEW("F"),      [PQ_LAB_WEBSOCKET] = PQ_VIEW("W"),
};

const struct pq_view pq_lab_class_names[PQ_LAB_CLASS_COUNT] = {
	[PQ_LAB_VOID] = PQ_VIEW("VOID"),         [PQ_LAB_REJECTS] = PQ_VIEW("REJECTS"),
	[PQ_LAB_SWALLOWS] = PQ_VIEW("SWALLOWS"), [PQ_LAB_TOLERATES] = PQ_VIEW("TOLERATES"),
	[PQ_LAB_EXECUTES] = PQ_VIEW("EXECUTES"),
};

const struct pq_view pq_lab_client_names[PQ_LAB_CLIENT_COUNT] = { PQ_VIEW("patient"), PQ_VIEW("early") };
const struct pq_view pq_lab_shape_names[PQ_LAB_SHAPE_COUNT] = { PQ_VIEW("whole"), PQ_VIEW("split") };

const char *pq_lab_form_help(enum pq_lab_form form)
{
	static const char *const help[PQ_LAB_FORM_COUNT] = {
		[PQ_LAB_GET] = "navigation, GET",
		[PQ_LAB_URLENCODED] = "form POST, urlencoded",
		[PQ_LAB_TEXT] = "form POST, text/plain",
		[PQ_LAB_MULTIPART] = "form POST, multipart/form-data",
		[PQ_LAB_FETCH] = "fetch POST, no-cors, binary body",
		[PQ_LAB_WEBSOCKET] = "WebSocket handshake",
	};

	pq_check(form < PQ_LAB_FORM_COUNT);
	return help[form];
}
