/* SPDX-License-Identifier: MIT */
/* Whether JSON is an archive, before anything is made of it. */
#include <stdio.h>

#include "convert/har_entry.h"

/* Which entry, and what was not as it should be. */
struct check {
	struct pq_diag *diag;
	size_t entry;
	enum pq_err err;
};

static bool wrong(struct check *check, const char *member, const char *what)
{
	char expected[192];

	snprintf(expected, sizeof(expected), "log.entries[%zu].%s, %s", check->entry, member, what);
	check->err = pq_diag_set(check->diag, PQ_ERR_SYNTAX, 0, 0, expected);
	return false;
}

/* A string that is no longer than its C string. */
static bool is_string(const json_t *value)
{
	return json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
}

static bool check_string(struct check *check, const json_t *object, const char *name, const char *member, bool wanted)
{
	const json_t *value = json_object_get(object, name);

	if ((!value || json_is_null(value)) && !wanted)
		return true;
	return is_string(value) || wrong(check, member, "a string without NUL");
}

/* An array of objects with a name and a value; there need not be one. */
static bool check_pairs(struct check *check, const json_t *object, const char *name, const char *member)
{
	const json_t *pairs = json_object_get(object, name);
	const json_t *pair;
	char where[64];
	size_t i;

	if (!pairs || json_is_null(pairs))
		return true;
	if (!json_is_array(pairs))
		return wrong(check, member, "an array");
	json_array_foreach(pairs, i, pair)
	{
		snprintf(where, sizeof(where), "%s[%zu]", member, i);
		if (!is_string(json_object_get(pair, "name")) || !is_string(json_object_get(pair, "value")))
			return wrong(check, where, "an object with a name and a value, strings without NUL");
	}
	return true;
}

static bool check_params(struct check *check, const json_t *post)
{
	const json_t *params = json_object_get(post, "params");
	const json_t *param;
	size_t i;

	if (!params || json_is_null(params))
		return true;
	if (!json_is_array(params))
		return wrong(check, "request.postData.params", "an array");
	json_array_foreach(params, i, param)
	{
		if (!check_string(check, param, "name", "request.postData.params' name", true) ||
		    !check_string(check, param, "fileName", "request.postData.params' fileName", false) ||
		    !check_string(check, param, "contentType", "request.postData.params' contentType", false))
			return false;
		if (json_object_get(param, "value") && !json_is_string(json_object_get(param, "value")))
			return wrong(check, "request.postData.params' value", "a string");
	}
	return true;
}

static bool check_post(struct check *check, const json_t *request)
{
	const json_t *post = json_object_get(request, "postData");

	if (!post || json_is_null(post))
		return true;
	if (!json_is_object(post))
		return wrong(check, "request.postData", "an object");
	if (json_object_get(post, "text") && !json_is_string(json_object_get(post, "text")))
		return wrong(check, "request.postData.text", "a string");
	return check_string(check, post, "mimeType", "request.postData.mimeType", false) && check_params(check, post);
}

static bool check_request(struct check *check, const json_t *entry)
{
	const json_t *request = json_object_get(entry, "request");

	if (!json_is_object(request))
		return wrong(check, "request", "an object");
	return check_string(check, request, "method", "request.method", true) &&
	       check_string(check, request, "url", "request.url", true) &&
	       check_pairs(check, request, "headers", "request.headers") &&
	       check_pairs(check, request, "cookies", "request.cookies") && check_post(check, request);
}

static bool check_response(struct check *check, const json_t *entry)
{
	const json_t *response = json_object_get(entry, "response");

	if (!response || json_is_null(response))
		return true;
	if (!json_is_object(response))
		return wrong(check, "response", "an object");
	if (!json_is_integer(json_object_get(response, "status")))
		return wrong(check, "response.status", "a whole number");
	return check_string(check, response, "statusText", "response.statusText", false) &&
	       check_string(check, response, "redirectURL", "response.redirectURL", false) &&
	       check_pairs(check, response, "headers", "response.headers");
}

enum pq_err pq_har_check(const json_t *root, struct pq_diag *diag)
{
	const json_t *entries = json_object_get(json_object_get(root, "log"), "entries");
	struct check check = { .diag = diag };
	const json_t *entry;

	if (!json_is_array(entries))
		return pq_diag_set(diag, PQ_ERR_SYNTAX, 0, 0, "an HTTP archive: log.entries, an array");
	json_array_foreach(entries, check.entry, entry)
	{
		if (!json_is_object(entry)) {
			wrong(&check, "request", "an object");
			return check.err;
		}
		if (!check_request(&check, entry) || !check_response(&check, entry))
			return check.err;
	}
	return PQ_ERR_OK;
}
