/* SPDX-License-Identifier: MIT */
#include "lab/nat_browser.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

#include "lab/capture.h"
#include "lab/nat_hub.h"
#include "system/clock.h"

#define START_MS 60000 /* in which its page asks for the first task */
#define TASK_MS 10000  /* for one task; each way gives up by itself before */
#define MAX_TASK 32768

struct pq_nat_browser {
	struct pq_nat_world *world;
	struct pq_recipe recipe;
	struct pq_session *session;
	struct pq_nat_hub *hub;
	const volatile int *stop;
	bool gone;
};

bool pq_nat_browser_knows(const struct pq_nat_vehicle *vehicle)
{
	return !vehicle->zeros && !vehicle->bare && vehicle->carries != PQ_NAT_ENCRYPTED;
}

static enum pq_err allow_ports(struct pq_recipe *recipe, struct pq_diag *diag)
{
	uint16_t ports[64];
	size_t count = 0;

	for (size_t i = 0; i < pq_nat_helper_count && count < sizeof(ports) / sizeof(ports[0]); i++)
		ports[count++] = pq_nat_helpers[i].port;
	return pq_lab_allow_ports(recipe, ports, count, diag);
}

/* The recipe's own lines, and what this lab adds. */
static enum pq_err copy_recipe(struct pq_nat_browser *browser, const struct pq_nat_browser_options *options,
			       struct pq_diag *diag)
{
	enum pq_err err = pq_recipe_builtin(&browser->recipe, options->recipe->name, diag);

	return err || !options->allowed ? err : allow_ports(&browser->recipe, diag);
}

static enum pq_err start(struct pq_nat_browser *browser, const struct pq_nat_browser_options *options,
			 struct pq_diag *diag)
{
	char url[64];
	const struct pq_session_options session = {
		.recipe = &browser->recipe, .program = options->program, .dir = options->dir, .url = url
	};

	snprintf(url, sizeof(url), "http://%s:%d/", PQ_NAT_SERVER, PQ_NAT_PAGE_PORT);
	return pq_session_open(&browser->session, browser->world->sandbox, &session, diag);
}

/* Serves until the page waits for a task; IO if it does not in that time, or the browser has ended. */
static enum pq_err await_page(struct pq_nat_browser *browser, uint32_t patience_ms, struct pq_diag *diag)
{
	uint64_t until = pq_clock_ms() + patience_ms;

	while (!pq_nat_hub_idle(browser->hub)) {
		struct pq_sandbox_event event = pq_sandbox_next(browser->world->sandbox, 0);

		if (event.kind == PQ_SANDBOX_EXITED && event.id == pq_session_id(browser->session)) {
			pq_session_exited(browser->session);
			browser->gone = true;
		}
		if (browser->gone || event.kind == PQ_SANDBOX_GONE)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a browser that goes on running");
		if (browser->stop && *browser->stop)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a run that is not interrupted");
		browser->gone = pq_clock_ms() > until;
		if (browser->gone)
			return pq_diag_set(diag, PQ_ERR_IO, 0, 0, "a browser whose page asks for its tasks in time");
		pq_nat_hub_step(browser->hub, 50);
	}
	return PQ_ERR_OK;
}

enum pq_err pq_nat_browser_open(struct pq_nat_browser **out, struct pq_nat_world *world,
				const struct pq_nat_browser_options *options, struct pq_diag *diag)
{
	struct pq_nat_browser *browser = calloc(1, sizeof(*browser));
	enum pq_err err;

	if (!browser)
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "memory for a browser");
	browser->world = world;
	browser->stop = options->stop;
	err = copy_recipe(browser, options, diag);
	if (!err) {
		browser->hub = pq_nat_hub_open(world, diag);
		err = browser->hub ? start(browser, options, diag) : PQ_ERR_IO;
	}
	if (!err)
		err = await_page(browser, START_MS, diag);
	if (err)
		pq_nat_browser_close(browser);
	else
		*out = browser;
	return err;
}

void pq_nat_browser_close(struct pq_nat_browser *browser)
{
	if (!browser)
		return;
	pq_session_close(browser->session);
	pq_nat_hub_close(browser->hub);
	pq_recipe_fini(&browser->recipe);
	free(browser);
}

/* {"way", "host", "port", "messages"}, these in base64 */
static bool write_task(const struct pq_nat_vehicle *vehicle, uint16_t port, const struct pq_view *messages,
		       size_t count, struct pq_buf *out)
{
	pq_buf_add_str(out, "{\"way\":\"");
	pq_buf_add_str(out, vehicle->name);
	pq_buf_add_str(out, "\",\"host\":\"" PQ_NAT_SERVER "\",\"port\":");
	pq_buf_add_u64(out, port);
	pq_buf_add_str(out, ",\"messages\":[");
	for (size_t i = 0; i < count; i++) {
		/* EVP_EncodeBlock ends what it writes with a NUL. */
		size_t len = (messages[i].len + 2) / 3 * 4;
		unsigned char *at;

		pq_buf_add_str(out, i ? ",\"" : "\"");
		at = pq_buf_extend(out, len + 1);
		if (!at)
			return false;
		EVP_EncodeBlock(at, messages[i].data, (int)messages[i].len);
		at[len] = '"';
	}
	pq_buf_add_str(out, "]}");
	return pq_buf_ok(out);
}

enum pq_err pq_nat_browser_do(struct pq_nat_browser *browser, const struct pq_nat_vehicle *vehicle,
			      const struct pq_nat_helper *helper, uint16_t port, const struct pq_view *messages,
			      size_t count, size_t padding, bool *dialled, struct pq_diag *diag)
{
	static unsigned char storage[MAX_TASK];
	struct pq_buf task;
	enum pq_err err;

	pq_buf_init(&task, storage, sizeof(storage));
	if (!write_task(vehicle, port, messages, count, &task))
		return pq_diag_set(diag, PQ_ERR_NO_SPACE, 0, 0, "a shorter task");
	err = await_page(browser, TASK_MS, diag);
	if (!err)
		err = pq_nat_hub_aim(browser->hub, vehicle, helper, port, padding, diag);
	if (err)
		return err;
	pq_nat_hub_give(browser->hub, pq_buf_view(&task));
	err = await_page(browser, TASK_MS, diag);
	*dialled = pq_nat_hub_dials(browser->hub) > 0;
	return err;
}

void pq_nat_browser_rest(struct pq_nat_browser *browser)
{
	pq_nat_hub_rest(browser->hub);
}
