/* SPDX-License-Identifier: MIT */
/*
 * What a request for a URL over FTP may write (RFC 959 5.3, RFC 1738 3.2): one command a line, of those that fetch
 * something, and a name in it is one that the URL names once its percent encoding is gone. What a file name's own bytes
 * could add to that is a command of the attacker's.
 */
#include "monitor/bytes.h"
#include "monitor/path.h"
#include "monitor/rules.h"

#define MAX_OPTION 24 /* bytes of an argument that names nothing: TYPE I, EPSV 2, REST 0, LIST -l, OPTS UTF8 ON */

/* The argument that a command may have. */
enum argument { NO_ARGUMENT, OPTION, USER, PASSWORD, NAME, NAME_OR_OPTION };

static const struct {
	const char *verb;
	enum argument argument;
} commands[] = {
	{ "user", USER },           { "pass", PASSWORD },       { "type", OPTION },      { "cwd", NAME },
	{ "cdup", NO_ARGUMENT },    { "epsv", OPTION },         { "pasv", NO_ARGUMENT }, { "retr", NAME },
	{ "list", NAME_OR_OPTION }, { "nlst", NAME_OR_OPTION }, { "size", NAME },        { "mdtm", NAME },
	{ "rest", OPTION },         { "pwd", NO_ARGUMENT },     { "syst", NO_ARGUMENT }, { "feat", NO_ARGUMENT },
	{ "noop", NO_ARGUMENT },    { "abor", NO_ARGUMENT },    { "quit", NO_ARGUMENT }, { "opts", OPTION },
};

static bool is_control_byte(unsigned char c)
{
	return c < ' ' || c == 0x7f;
}

static bool has_control_byte(struct pq_view v)
{
	for (size_t i = 0; i < v.len; i++)
		if (is_control_byte(v.data[i]))
			return true;
	return false;
}

/* Without percent encoding, in run->text. */
static struct pq_view decode(struct pq_judge_state *run, struct pq_view v)
{
	size_t mark = run->text.len;

	for (size_t i = 0; i < v.len; i++) {
		unsigned int high = v.len - i > 2 ? pq_bytes_hex(v.data[i + 1]) : 16;
		unsigned int low = v.len - i > 2 ? pq_bytes_hex(v.data[i + 2]) : 16;
		bool encoded = v.data[i] == '%' && high < 16 && low < 16;

		pq_buf_add_byte(&run->text, encoded ? (unsigned char)(high << 4 | low) : v.data[i]);
		i += encoded ? 2 : 0;
	}
	return pq_buf_since(&run->text, mark);
}

/* What the URL of a request says, decoded; lies in run->text. */
struct names {
	struct pq_view user;
	struct pq_view password;
	struct pq_view path;
};

static struct names read_names(struct pq_judge_state *run, const struct pq_naive_url *url)
{
	size_t colon = pq_bytes_find(url->login, ':', 0);
	struct names names;

	names.user = decode(run, pq_view_slice(url->login, 0, colon));
	names.password = decode(run, pq_view_from(url->login, colon + 1));
	names.path = decode(run, pq_naive_path(&run->reader, url));
	return names;
}

bool pq_path_ftp_breaks(struct pq_judge_state *run, struct pq_asked *asked)
{
	const struct pq_naive_url *url = pq_run_current(run, asked);
	size_t mark = run->text.len;
	struct names names = read_names(run, url);
	bool found = has_control_byte(names.user) || has_control_byte(names.password) || has_control_byte(names.path);

	run->text.len = mark;
	return found;
}

/*
 * Whether both have the same ASCII bytes in the same order. Other bytes differ between user agents: malformed UTF-8
 * becomes U+FFFD when a URL is parsed, and 0xff is doubled for Telnet.
 */
static bool same_ascii(struct pq_view a, struct pq_view b)
{
	size_t i = 0;
	size_t j = 0;

	for (;;) {
		while (i < a.len && a.data[i] >= 0x80)
			i++;
		while (j < b.len && b.data[j] >= 0x80)
			j++;
		if (i == a.len || j == b.len)
			return i == a.len && j == b.len;
		if (a.data[i++] != b.data[j++])
			return false;
	}
}

/* Whether a segment is one of the path's; what follows a ';' may be left out (RFC 1738 3.2.2, typecode). */
static bool is_segment(struct pq_view path, struct pq_view segment)
{
	struct pq_view each;

	while (pq_bytes_split(&path, '/', &each))
		if (same_ascii(each, segment) ||
		    same_ascii(pq_view_slice(each, 0, pq_bytes_find(each, ';', 0)), segment))
			return true;
	return false;
}

/* A user agent may send the path as a whole or in segments, from the root or from where the login led. */
static bool is_asked_name(struct pq_view path, struct pq_view argument)
{
	struct pq_view each;

	while (pq_bytes_split(&argument, '/', &each))
		if (each.len && !is_segment(path, each))
			return false;
	return true;
}

static bool is_option(struct pq_view argument)
{
	for (size_t i = 0; i < argument.len; i++)
		if (!pq_bytes_is_alpha(argument.data[i]) && !pq_bytes_is_digit(argument.data[i]) &&
		    argument.data[i] != '-' && argument.data[i] != ' ')
			return false;
	return argument.len <= MAX_OPTION;
}

static bool is_user(const struct names *names, struct pq_view argument)
{
	if (pq_bytes_is(argument, "anonymous") || pq_bytes_is(argument, "ftp"))
		return true;
	return names->user.len && same_ascii(names->user, argument);
}

static bool fits(const struct names *names, enum argument kind, struct pq_view argument)
{
	switch (kind) {
	case USER:
		return is_user(names, argument);
	case PASSWORD:
		return !names->user.len || same_ascii(names->password, argument);
	case OPTION:
		return is_option(argument);
	case NAME:
		return is_asked_name(names->path, argument);
	case NAME_OR_OPTION:
		return is_option(argument) || is_asked_name(names->path, argument);
	default:
		return !argument.len;
	}
}

static bool is_command(const struct names *names, struct pq_view line)
{
	size_t space = pq_bytes_find(line, ' ', 0);

	for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (pq_bytes_is(pq_view_slice(line, 0, space), commands[i].verb))
			return fits(names, commands[i].argument, pq_view_from(line, space + 1));
	return false;
}

/* Whether 0xff stands there only in pairs: a single one begins a Telnet command (RFC 854, RFC 1123 4.1.2.12). */
static bool is_escaped(struct pq_view line)
{
	for (size_t i = 0; i < line.len; i++) {
		if (line.data[i] != 0xff)
			continue;
		if (++i == line.len || line.data[i] != 0xff)
			return false;
	}
	return true;
}

static void report(struct pq_judge_state *run, const struct pq_exchange *exchange, const char *why,
		   struct pq_view found)
{
	pq_detail_quote(pq_detail(run, why), found);
	pq_violate(run, PQ_RULE_REQUEST_SPLIT, exchange->sends.first, pq_exchange_request(exchange));
}

/* A decoded name with a line break that is on the wire as it was asked for. */
static bool breaks_out(struct pq_judge_state *run, struct pq_view sent, struct pq_view name)
{
	return pq_bytes_break_lines(name) && pq_run_may_work(run, sent.len, name.len) && pq_bytes_contain(sent, name);
}

static struct pq_view find_broken_out(struct pq_judge_state *run, const struct names *names, struct pq_view sent)
{
	struct pq_view rest = names->path;
	struct pq_view each;

	while (pq_bytes_split(&rest, '/', &each))
		if (breaks_out(run, sent, each))
			return each;
	if (breaks_out(run, sent, names->user))
		return names->user;
	return breaks_out(run, sent, names->password) ? names->password : pq_view(NULL, 0);
}

/* How many names a line may hold, each of which is looked for in the path. */
static size_t count_pieces(struct pq_view line)
{
	size_t count = 1;

	for (size_t i = 0; i < line.len; i++)
		count += line.data[i] == '/';
	return count;
}

/* The lines of a control connection, each for itself. The last one may have been cut off by the end. */
static void judge_lines(struct pq_judge_state *run, const struct pq_exchange *exchange, const struct names *names,
			struct pq_view sent)
{
	struct pq_view line;

	while (pq_bytes_split(&sent, '\n', &line)) {
		bool whole = sent.data != NULL;

		if (!pq_run_may_work(run, names->path.len, count_pieces(line)))
			return;
		if (line.len && line.data[line.len - 1] == '\r')
			line.len--;
		else if (whole)
			report(run, exchange, "a command line ends without CR: ", line);
		if (has_control_byte(line))
			report(run, exchange, "a control byte in a command line: ", line);
		else if (whole && !is_escaped(line))
			report(run, exchange, "a Telnet command in a command line: ", line);
		else if (whole && !is_command(names, line))
			report(run, exchange, "a line that is not one command of what was asked: ", line);
	}
}

void pq_path_ftp_bytes(struct pq_judge_state *run, const struct pq_exchange *exchange, struct pq_view sent)
{
	size_t mark = run->text.len;
	struct names names;
	struct pq_view broken;

	if (!sent.len || !exchange->url || !pq_rule_applies(run, PQ_RULE_REQUEST_SPLIT))
		return;
	if (exchange->spoken == PQ_SPOKEN_FTP_DATA) {
		report(run, exchange, "bytes were written on a connection that only reads: ", sent);
		return;
	}
	names = read_names(run, exchange->url);
	broken = find_broken_out(run, &names, sent);
	if (broken.len)
		report(run, exchange, "a name with line breaks is in a command: ", broken);
	else
		judge_lines(run, exchange, &names, sent);
	run->text.len = mark;
}
