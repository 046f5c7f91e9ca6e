/* SPDX-License-Identifier: MIT */
/* The words that begin a description's lines. */
#include <assert.h>
#include <signal.h>

#include "lab/expand.h"
#include "lab/service_reading.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MAX_LIMIT_MS 120000

static enum pq_err read_name(struct pq_service_reading *r)
{
	return pq_service_take_name(r, &r->service->name);
}

static enum pq_err read_group(struct pq_service_reading *r)
{
	return pq_service_take_name(r, &r->service->group);
}

/* One more of a list of names. */
static enum pq_err list(struct pq_service_reading *r, const char **names, size_t *count,
			enum pq_err (*read)(struct pq_service_reading *, const char **))
{
	if (*count == PQ_MAX_SERVICE_NAMES)
		return pq_text_fail_limit(&r->text, r->text.at, PQ_MAX_SERVICE_NAMES,
					  " of these (PQ_MAX_SERVICE_NAMES)");
	return read(r, &names[(*count)++]);
}

static enum pq_err read_package(struct pq_service_reading *r)
{
	return list(r, r->service->packages, &r->service->package_count, pq_service_take_name);
}

static enum pq_err read_account(struct pq_service_reading *r)
{
	return list(r, r->service->accounts, &r->service->account_count, pq_service_take_name);
}

static enum pq_err read_folder(struct pq_service_reading *r)
{
	return list(r, r->service->folders, &r->service->folder_count, pq_service_take_path);
}

static enum pq_err take_port(struct pq_service_reading *r, uint16_t *port)
{
	uint64_t number = 0;
	enum pq_err err = pq_service_take_number(r, "a port from 1 to 65535", 65535, &number);

	*port = (uint16_t)number;
	return err;
}

static enum pq_err read_port(struct pq_service_reading *r)
{
	return take_port(r, &r->service->port);
}

static enum pq_err read_for(struct pq_service_reading *r)
{
	return take_port(r, &r->service->counts_for);
}

static enum pq_err read_by_default(struct pq_service_reading *r)
{
	static const struct pq_view words[] = { PQ_VIEW("no"), PQ_VIEW("yes") };
	size_t which = 0;
	enum pq_err err = pq_service_take_one_of(r, words, COUNT(words), &which);

	r->service->by_default = which == 1;
	return err ? err
		   : pq_service_take_string(r, "where it listens after installation, and who says so",
					    &r->service->where);
}

static enum pq_err read_user(struct pq_service_reading *r)
{
	return pq_service_take_name(r, &r->service->user);
}

static enum pq_err read_host(struct pq_service_reading *r)
{
	return pq_service_take_name(r, &r->service->host);
}

static enum pq_err read_file(struct pq_service_reading *r)
{
	static const struct pq_view words[] = { PQ_VIEW("executable") };
	struct pq_lab_file *file = &r->service->files[r->service->file_count];
	size_t which = 0;
	enum pq_err err;

	if (r->service->file_count == PQ_MAX_SERVICE_FILES)
		return pq_text_fail_limit(&r->text, r->text.at, PQ_MAX_SERVICE_FILES, " files (PQ_MAX_SERVICE_FILES)");
	err = pq_service_take_path(r, &file->path);
	pq_text_skip_blanks(&r->text);
	if (!err && !pq_text_at_line_end(&r->text)) {
		err = pq_text_name(&r->text, words, COUNT(words), &which);
		file->executable = true;
	}
	r->service->file_count += !err;
	r->file = err ? NULL : file;
	r->file_mark = r->pool.len;
	return err;
}

static enum pq_err read_prepare(struct pq_service_reading *r)
{
	return pq_service_take_string(r, "a shell command", &r->service->prepare);
}

static enum pq_err read_start(struct pq_service_reading *r)
{
	return pq_service_take_string(r, "a shell command", &r->service->start);
}

static enum pq_err read_ready(struct pq_service_reading *r)
{
	static const struct pq_view words[] = {
		[PQ_LAB_READY_CONNECT] = PQ_VIEW("connect"),
		[PQ_LAB_READY_BANNER] = PQ_VIEW("banner"),
		[PQ_LAB_READY_LOG] = PQ_VIEW("log"),
		[PQ_LAB_READY_FILE] = PQ_VIEW("file"),
	};
	size_t which = 0;
	enum pq_err err = pq_service_take_one_of(r, words, COUNT(words), &which);

	r->service->ready = (enum pq_lab_ready)which;
	if (err || which == PQ_LAB_READY_CONNECT)
		return err;
	return pq_service_take_string(r, which == PQ_LAB_READY_FILE ? "a path" : "a text", &r->service->ready_text);
}

static enum pq_err take_limit(struct pq_service_reading *r, uint32_t *limit_ms)
{
	uint64_t number = 0;
	enum pq_err err = pq_service_take_number(r, "milliseconds from 1 to 120000", MAX_LIMIT_MS, &number);

	*limit_ms = (uint32_t)number;
	return err;
}

static enum pq_err read_start_limit(struct pq_service_reading *r)
{
	return take_limit(r, &r->service->start_limit_ms);
}

static enum pq_err read_effect_limit(struct pq_service_reading *r)
{
	return take_limit(r, &r->service->effect_limit_ms);
}

static enum pq_err read_stop(struct pq_service_reading *r)
{
	static const struct pq_view words[] = { PQ_VIEW("term"), PQ_VIEW("int"), PQ_VIEW("quit"), PQ_VIEW("kill") };
	static const int signals[COUNT(words)] = { SIGTERM, SIGINT, SIGQUIT, SIGKILL };
	size_t which = 0;
	enum pq_err err = pq_service_take_one_of(r, words, COUNT(words), &which);

	r->service->stop = signals[which];
	return err;
}

static enum pq_err read_plain(struct pq_service_reading *r)
{
	r->dialogue = &r->service->plain;
	return PQ_ERR_OK;
}

static enum pq_err read_harmless(struct pq_service_reading *r)
{
	r->dialogue = &r->service->harmless;
	return PQ_ERR_OK;
}

static enum pq_err read_effect(struct pq_service_reading *r)
{
	static const struct pq_view words[] = { PQ_VIEW("file"), PQ_VIEW("log"), PQ_VIEW("run") };
	static const enum pq_lab_effect kinds[COUNT(words)] = { PQ_LAB_EFFECT_FILE, PQ_LAB_EFFECT_LOG,
								PQ_LAB_EFFECT_RUN };
	struct pq_lab_service *service = r->service;
	size_t which = 0;
	enum pq_err err;

	pq_text_skip_blanks(&r->text);
	if (pq_text_at_line_end(&r->text)) {
		service->effect = PQ_LAB_EFFECT_SPOKEN;
		r->dialogue = &service->effect_says;
		return PQ_ERR_OK;
	}
	err = pq_text_name(&r->text, words, COUNT(words), &which);
	service->effect = kinds[which];
	if (!err && service->effect != PQ_LAB_EFFECT_LOG)
		err = pq_service_take_template(r, service->effect == PQ_LAB_EFFECT_FILE ? "a path" : "a shell command",
					       &service->effect_path);
	pq_text_skip_blanks(&r->text);
	if (err || (service->effect == PQ_LAB_EFFECT_FILE && pq_text_at_line_end(&r->text)))
		return err;
	return pq_service_take_template(r, "the text that shows the effect", &service->effect_text);
}

/* smuggle [FORM...] [at N] TEXT: without letters, whatever no other line says. */
static enum pq_err read_smuggle(struct pq_service_reading *r)
{
	struct pq_lab_payload payload = { { NULL, 0 }, 0 };
	bool chosen[PQ_LAB_FORM_COUNT] = { false };
	bool any = false;
	size_t start = r->text.at;
	enum pq_err err;

	while (pq_text_skip_blanks(&r->text) > 0 && pq_text_peek(&r->text) >= 'A' && pq_text_peek(&r->text) <= 'Z') {
		size_t form = 0;

		err = pq_text_name(&r->text, pq_lab_form_letters, PQ_LAB_FORM_COUNT, &form);
		if (err)
			return err;
		if (r->service->payloads[form].text.len > 0)
			return pq_service_fail(r, start, "no form that an earlier line has a text for");
		chosen[form] = any = true;
	}
	if (pq_text_peek(&r->text) == 'a') {
		static const struct pq_view words[] = { PQ_VIEW("at") };
		size_t which;
		uint64_t offset = 0;

		err = pq_text_name(&r->text, words, COUNT(words), &which);
		err = err ? err : pq_service_take_number(r, "an offset from 1 to 1000000", 1000000, &offset);
		payload.offset = (uint32_t)offset;
		if (err)
			return err;
		pq_text_skip_blanks(&r->text);
	}
	err = pq_service_take_template(r, "the text that is smuggled", &payload.text);
	if (err)
		return err;
	if (!pq_lab_has_marker(payload.text))
		return pq_service_fail(r, start + 1, "a text with {marker}, by which the effect is told from others");
	if (!any && r->otherwise.text.len > 0)
		return pq_service_fail(r, start, "one line without forms only");
	if (!any)
		r->otherwise = payload;
	for (size_t form = 0; form < PQ_LAB_FORM_COUNT; form++)
		if (chosen[form])
			r->service->payloads[form] = payload;
	return PQ_ERR_OK;
}

static enum pq_err read_expect(struct pq_service_reading *r)
{
	size_t class = 0;
	enum pq_err err = pq_service_take_one_of(r, pq_lab_class_names, PQ_LAB_CLASS_COUNT, &class);
	size_t count = 0;

	while (!err && pq_text_skip_blanks(&r->text) > 0 && !pq_text_at_line_end(&r->text)) {
		size_t at = r->text.at;
		size_t form = 0;

		err = pq_text_name(&r->text, pq_lab_form_letters, PQ_LAB_FORM_COUNT, &form);
		if (!err && r->service->has_expected[form])
			return pq_service_fail(r, at, "each form once");
		if (err)
			return err;
		r->service->has_expected[form] = true;
		r->service->expected[form] = (enum pq_lab_class) class;
		count++;
	}
	if (!err && count == 0)
		return pq_text_fail_names(&r->text, r->text.at, pq_lab_form_letters, PQ_LAB_FORM_COUNT);
	return err;
}

static enum pq_err read_note(struct pq_service_reading *r)
{
	return pq_service_take_string(r, "a sentence", &r->service->note);
}

const struct pq_service_word pq_service_words[] = {
	{ PQ_VIEW("name"), read_name, false, true },
	{ PQ_VIEW("group"), read_group, false, true },
	{ PQ_VIEW("package"), read_package, true, false },
	{ PQ_VIEW("port"), read_port, false, true },
	{ PQ_VIEW("for"), read_for, false, false },
	{ PQ_VIEW("by-default"), read_by_default, false, true },
	{ PQ_VIEW("user"), read_user, false, false },
	{ PQ_VIEW("account"), read_account, true, false },
	{ PQ_VIEW("folder"), read_folder, true, false },
	{ PQ_VIEW("file"), read_file, true, false },
	{ PQ_VIEW("host"), read_host, false, false },
	{ PQ_VIEW("prepare"), read_prepare, false, false },
	{ PQ_VIEW("start"), read_start, false, true },
	{ PQ_VIEW("ready"), read_ready, false, true },
	{ PQ_VIEW("start-limit"), read_start_limit, false, false },
	{ PQ_VIEW("stop"), read_stop, false, false },
	{ PQ_VIEW("effect-limit"), read_effect_limit, false, false },
	{ PQ_VIEW("plain"), read_plain, false, true },
	{ PQ_VIEW("smuggle"), read_smuggle, true, true },
	{ PQ_VIEW("effect"), read_effect, false, true },
	{ PQ_VIEW("harmless"), read_harmless, false, false },
	{ PQ_VIEW("expect"), read_expect, true, false },
	{ PQ_VIEW("note"), read_note, false, false },
};
static_assert(COUNT(pq_service_words) == PQ_SERVICE_WORDS, "as many as readers think");
