/* SPDX-License-Identifier: MIT */
#include "differ/ground.h"

#include "base/ascii.h"

#define MAX_ANSWER 8192

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in(unsigned char c, const char *set)
{
	return c && strchr(set, c);
}

static bool is_alnum(unsigned char c)
{
	return pq_ascii_is(c, PQ_ASCII_ALPHA | PQ_ASCII_DIGIT);
}

/* Cuts off the part up to one of the delimiters, or all. */
static struct pq_view take_until(struct pq_view *rest, const char *delimiters)
{
	size_t len = 0;
	struct pq_view part;

	while (len < rest->len && !is_in(rest->data[len], delimiters))
		len++;
	part = pq_view_slice(*rest, 0, len);
	*rest = pq_view_from(*rest, len);
	return part;
}

static bool is_decimal(struct pq_view digits, uint64_t max)
{
	uint64_t number;

	return digits.len > 0 && (digits.len == 1 || digits.data[0] != '0') && pq_ascii_decimal(digits, max, &number) &&
	       number <= max;
}

static bool is_label(struct pq_view label)
{
	if (!label.len || label.len > 63 || label.data[0] == '-' || label.data[label.len - 1] == '-')
		return false;
	/* Behind "xn--", and where hyphens stand third and fourth, IDNA has a say. */
	if (label.len > 3 && label.data[2] == '-' && label.data[3] == '-')
		return false;
	for (size_t i = 0; i < label.len; i++)
		if (!is_alnum(label.data[i]) && label.data[i] != '-')
			return false;
	return true;
}

static bool is_host(struct pq_view host)
{
	size_t labels = 0, numbers = 0;
	struct pq_view last = host;

	for (struct pq_view rest = host;; rest = pq_view_from(rest, 1)) {
		last = take_until(&rest, ".");
		if (!is_label(last))
			return false;
		labels++;
		numbers += is_decimal(last, 255);
		if (!rest.len)
			break;
	}
	/* "1.2.3" and "0x7f" are numbers to some. */
	return (labels == 4 && numbers == 4) || pq_ascii_is(last.data[0], PQ_ASCII_ALPHA);
}

static bool is_authority(struct pq_view authority)
{
	struct pq_view host = take_until(&authority, ":");

	if (!is_host(host))
		return false;
	return !authority.len || is_decimal(pq_view_from(authority, 1), 65535);
}

static bool is_escape(struct pq_view v)
{
	return v.len >= 3 && pq_ascii_is(v.data[1], PQ_ASCII_HEX) && pq_ascii_is(v.data[2], PQ_ASCII_HEX);
}

static bool has_dots(struct pq_view segment)
{
	/* Dots may be written as %2e. */
	return segment.len && (segment.data[0] == '.' || pq_view_find(segment, '%', 0) < segment.len);
}

/* pchar of RFC 3986 but "'", without dot segments; then query and fragment of the same. */
static bool is_behind_authority(struct pq_view rest)
{
	static const char others[] = "-_~!$&()*+,;=:@";
	struct pq_view path = rest;
	struct pq_view part;

	path = take_until(&rest, "?#");
	for (size_t i = 0; i < path.len + rest.len; i++) {
		struct pq_view at = pq_view_from(pq_view(path.data, path.len + rest.len), i);

		if (!is_alnum(at.data[0]) && !is_in(at.data[0], others) && !is_in(at.data[0], "./?#") &&
		    !(at.data[0] == '%' && is_escape(at)))
			return false;
	}
	if (!path.len)
		return true;
	do {
		path = pq_view_from(path, 1);
		part = take_until(&path, "/");
		if (has_dots(part))
			return false;
	} while (path.len);
	/* A second "#" is none of RFC 3986's, and an empty query or fragment is kept by some. */
	part = rest;
	take_until(&part, "#");
	return part.len < 2 || pq_view_find(part, '#', 1) == part.len;
}

bool pq_ground_url(struct pq_view url)
{
	static const struct pq_view schemes[] = { PQ_VIEW("http://"), PQ_VIEW("https://") };
	struct pq_view authority;

	for (size_t i = 0; i < COUNT(schemes); i++) {
		if (!pq_view_starts(url, schemes[i]))
			continue;
		url = pq_view_from(url, schemes[i].len);
		authority = take_until(&url, "/?#");
		return is_authority(authority) && is_behind_authority(url);
	}
	return url.len && url.data[0] == '/' && !(url.len > 1 && url.data[1] == '/') && is_behind_authority(url);
}

static struct pq_view take_line(struct pq_view *rest)
{
	struct pq_view line = pq_view_slice(*rest, 0, pq_view_find(*rest, '\r', 0));

	if (line.len + 1 >= rest->len || rest->data[line.len + 1] != '\n')
		return pq_view(NULL, 0);
	*rest = pq_view_from(*rest, line.len + 2);
	return line;
}

/* Of a status line; 0 if it is none. 1xx is not the answer, and 401, 407, 408, 421, 425 and 426 ask for another request. */
static unsigned int status_of(struct pq_view line)
{
	static const unsigned int others[] = { 401, 407, 408, 421, 425, 426 };
	const struct pq_view version = PQ_VIEW("HTTP/1.1 ");
	uint64_t status = 0;

	if (!pq_view_starts(line, version) || line.len < 13 || line.data[12] != ' ' || line.data[9] == '0' ||
	    !pq_ascii_decimal(pq_view_slice(line, 9, 12), 999, &status) || status < 200 || status > 599)
		return 0;
	for (size_t i = 0; i < COUNT(others); i++)
		if (status == others[i])
			return 0;
	return pq_ascii_all(line, PQ_ASCII_PRINT) ? (unsigned int)status : 0;
}

struct fields {
	unsigned int lengths;
	unsigned int locations;
	uint64_t length;
};

static bool is_named(struct pq_view name, const char *wanted)
{
	return pq_ascii_eq_nocase(name, pq_view_str(wanted));
}

static bool take_field(struct pq_view line, struct fields *fields)
{
	static const char *const asking[] = { "Transfer-Encoding",  "Alt-Svc",          "WWW-Authenticate",
					      "Proxy-Authenticate", "Upgrade",          "Refresh",
					      "Connection",         "Content-Encoding", "Proxy-Connection",
					      "Keep-Alive" };
	struct pq_view name = pq_view_slice(line, 0, pq_view_find(line, ':', 0));
	struct pq_view value = pq_view_from(line, name.len + 1);

	if (!name.len || name.len == line.len || !pq_ascii_all(name, PQ_ASCII_TOKEN) || value.len < 2 ||
	    value.data[0] != ' ' || value.data[1] == ' ' || value.data[value.len - 1] == ' ' ||
	    !pq_ascii_all(value, PQ_ASCII_PRINT))
		return false;
	value = pq_view_from(value, 1);
	for (size_t i = 0; i < COUNT(asking); i++)
		if (is_named(name, asking[i]))
			return false;
	if (is_named(name, "Location"))
		return ++fields->locations == 1 && pq_ground_url(value);
	if (!is_named(name, "Content-Length"))
		return true;
	return ++fields->lengths == 1 && is_decimal(value, 65535) && pq_ascii_decimal(value, 65535, &fields->length);
}

bool pq_ground_answer(struct pq_view bytes)
{
	struct fields fields = { 0, 0, 0 };
	unsigned int status = status_of(take_line(&bytes));
	struct pq_view line;

	if (!status)
		return false;
	for (line = take_line(&bytes); line.len; line = take_line(&bytes))
		if (!take_field(line, &fields))
			return false;
	/* An empty line has bytes; what is no line has none. */
	if (!line.data)
		return false;
	if (status == 204 || status == 304)
		return !fields.lengths && !bytes.len;
	return fields.lengths && fields.length == bytes.len;
}

/* Which argument of the line is a URL; SIZE_MAX if none is. */
static size_t url_of(enum pq_word word)
{
	switch (word) {
	case PQ_WORD_PAGE:
	case PQ_WORD_WORKER:
	case PQ_WORD_NAVIGATE:
	case PQ_WORD_PREFETCH:
		return 0;
	case PQ_WORD_REDIRECT:
		return 1;
	default:
		return pq_word_is_request(word) ? 1 : SIZE_MAX;
	}
}

bool pq_ground_urls(const struct pq_scenario *scenario)
{
	for (size_t i = 0; i < scenario->line_count; i++) {
		const struct pq_line *line = &scenario->lines[i];
		size_t at = url_of(line->word);

		if (at != SIZE_MAX && (at >= line->argc || !pq_ground_url(line->args[at].bytes)))
			return false;
	}
	return true;
}

static bool is_common(const struct pq_scenario *scenario, size_t answer)
{
	static unsigned char storage[MAX_ANSWER];
	size_t end = pq_scenario_end_of(scenario, answer);
	struct pq_buf said;

	pq_buf_init(&said, storage, sizeof(storage));
	for (size_t i = answer + 1; i < end; i++) {
		const struct pq_line *line = &scenario->lines[i];

		if (line->word == PQ_WORD_REPLY || line->word == PQ_WORD_REDIRECT)
			pq_scenario_answer_bytes(line, &said);
		else if (line->word != PQ_WORD_COMMENT)
			return false;
	}
	return pq_buf_ok(&said) && pq_ground_answer(pq_buf_view(&said));
}

bool pq_ground_answers(const struct pq_scenario *scenario)
{
	for (size_t i = pq_scenario_find(scenario, PQ_WORD_ANSWER, 0); i < scenario->line_count;
	     i = pq_scenario_find(scenario, PQ_WORD_ANSWER, i + 1))
		if (!is_common(scenario, i))
			return false;
	return true;
}
