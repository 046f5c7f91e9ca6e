/* SPDX-License-Identifier: MIT */
/* FTP before the judge (RFC 959, RFC 1738 3.2, RFC 2428): each breach fires, and its twin is silent. */
#include "monitor_case.h"

#define ASK "ftp ftp://a.example/d/f\n"
#define CONTROL "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 21 ok\nreceive 1 '220 hi^'\n"
#define SAY(command, reply) "send 1 '" command "^'\nreceive 1 '" reply "^'\n"
#define LOGIN SAY("USER anonymous", "331 ") SAY("PASS a@b", "230 ") SAY("TYPE I", "200 ") SAY("CWD d", "250 ")
#define EPSV(port) SAY("EPSV", "229 (|||" port "|)")
#define PASV(numbers) SAY("EPSV", "500 ") SAY("PASV", "227 go (" numbers ")")
#define DATA(address, port) "dial 2 tcp " address " " port " ok\n"
#define GET "send 1 'RETR f^'\nreceive 1 '150 ^226 ^'\nreceive 2 'x'\nclose 2\n"
#define END "send 1 'QUIT^'\nclose 1\noutcome 1 done 226\n"
#define WHOLE CONTROL LOGIN EPSV("50000") DATA("20.0.0.1", "50000") GET END
#define REFUSED "outcome 1 error refused\n"
#define CONNECTION "outcome 1 error connection\n"

static void the_control_connection_goes_to_the_url_s_place(void **state)
{
	static const struct case_row rows[] = {
		{ "twin", ASK, WHOLE, PQ_RULE_NONE },
		{ "another port", ASK,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.1 2121 refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "an address of nobody's", ASK,
		  "request 1\nresolve 'a.example' 20.0.0.1\ndial 1 tcp 20.0.0.2 21 refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "the second address", ASK,
		  "request 1\nresolve 'a.example' 20.0.0.1 20.0.0.2\ndial 1 tcp 20.0.0.1 21 refused\n"
		  "dial 2 tcp 20.0.0.2 21 refused\n" REFUSED,
		  PQ_RULE_NONE },
		{ "a URL of another scheme", "ftp http://20.0.0.1:2121/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 2121 refused\n" REFUSED, PQ_RULE_WRONG_DESTINATION },
		{ "mail", "ftp ftp://20.0.0.1:25/\n", "request 1\ndial 1 tcp 20.0.0.1 25 refused\n" REFUSED,
		  PQ_RULE_UNSAFE_PORT },
		{ "FTP's own data port is no bad port for FTP", "ftp ftp://20.0.0.1:20/\n",
		  "request 1\ndial 1 tcp 20.0.0.1 20 refused\n" REFUSED, PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* CVE-2007-1562, CVE-2020-8284. */
static void data_connections_go_to_the_peer_and_to_a_port_that_was_named(void **state)
{
	static const struct case_row rows[] = {
		{ "EPSV", ASK, CONTROL LOGIN EPSV("50000") DATA("20.0.0.1", "50000") GET END, PQ_RULE_NONE },
		{ "another delimiter", ASK,
		  CONTROL LOGIN SAY("EPSV", "229 (!!!50000!)") DATA("20.0.0.1", "50000") GET END, PQ_RULE_NONE },
		{ "PASV, the host ignored", ASK,
		  CONTROL LOGIN PASV("10,0,0,1,195,80") DATA("20.0.0.1", "50000") GET END, PQ_RULE_NONE },
		{ "PASV, the host believed", ASK,
		  CONTROL LOGIN PASV("10,0,0,1,195,80") DATA("10.0.0.1", "50000") GET END, PQ_RULE_WRONG_DESTINATION },
		{ "another address of the same host", ASK,
		  "request 1\nresolve 'a.example' 20.0.0.1 20.0.0.2\ndial 1 tcp 20.0.0.1 21 ok\nreceive 1 '220 "
		  "^'\n" LOGIN EPSV("50000") DATA("20.0.0.2", "50000") GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "the first address refused", ASK,
		  "request 1\nresolve 'a.example' 20.0.0.1 20.0.0.2\ndial 3 tcp 20.0.0.1 21 refused\n"
		  "dial 1 tcp 20.0.0.2 21 ok\nreceive 1 '220 ^'\n" LOGIN EPSV("50000") DATA("20.0.0.2", "50000")
			  GET END,
		  PQ_RULE_NONE },
		{ "a port that no reply named", ASK, CONTROL LOGIN EPSV("50000") DATA("20.0.0.1", "50001") GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a port cut to sixteen bits", ASK, CONTROL LOGIN EPSV("115536") DATA("20.0.0.1", "50000") GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a port made of a number above 255", ASK,
		  CONTROL LOGIN PASV("20,0,0,1,0,50000") DATA("20.0.0.1", "50000") GET END, PQ_RULE_WRONG_DESTINATION },
		{ "a port that is named too late", ASK,
		  CONTROL LOGIN "send 1 'EPSV^'\n" DATA("20.0.0.1", "50000") "receive 1 '229 (|||50000|)^'\n" GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a port in another reply's text", ASK,
		  CONTROL LOGIN SAY("EPSV", "200 (|||50000|)") DATA("20.0.0.1", "50000") GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "the control port once more", "ftp ftp://20.0.0.1:2121/f\n",
		  "request 1\ndial 1 tcp 20.0.0.1 2121 ok\nreceive 1 '220 ^'\nclose 1\ndial 2 tcp 20.0.0.1 2121 "
		  "refused\n" REFUSED,
		  PQ_RULE_WRONG_DESTINATION },
		{ "over IPv6", "ftp ftp://[2001:db8::1]/d/f\n",
		  "request 1\ndial 1 tcp 2001:db8::1 21 ok\nreceive 1 '220 ^'\n" LOGIN EPSV("50000")
			  DATA("2001:db8::1", "50000") GET END,
		  PQ_RULE_NONE },
		{ "over IPv6, to another address", "ftp ftp://[2001:db8::1]/d/f\n",
		  "request 1\ndial 1 tcp 2001:db8::1 21 ok\nreceive 1 '220 ^'\n" LOGIN EPSV("50000")
			  DATA("2001:db8::2", "50000") GET END,
		  PQ_RULE_WRONG_DESTINATION },
		{ "a reply in pieces", ASK,
		  CONTROL LOGIN "send 1 'EPSV^'\nreceive 1 '229 (|||50'\nreceive 1 '000|)^'\n" DATA("20.0.0.1", "50000")
			  GET END,
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void data_ports_have_rules_of_their_own(void **state)
{
	static const struct case_row rows[] = {
		{ "mail", ASK, CONTROL LOGIN EPSV("25") DATA("20.0.0.1", "25") GET END, PQ_RULE_UNSAFE_PORT },
		{ "X11", ASK, CONTROL LOGIN PASV("1,2,3,4,23,112") DATA("20.0.0.1", "6000") GET END,
		  PQ_RULE_UNSAFE_PORT },
		{ "below 1024", ASK, CONTROL LOGIN EPSV("1023") DATA("20.0.0.1", "1023") GET END, PQ_RULE_UNSAFE_PORT },
		{ "twin", ASK, CONTROL LOGIN EPSV("1024") DATA("20.0.0.1", "1024") GET END, PQ_RULE_NONE },
		{ "the control port's exception is not the data port's", ASK,
		  CONTROL LOGIN EPSV("20") DATA("20.0.0.1", "20") GET END, PQ_RULE_UNSAFE_PORT },
		{ "a refusal", ASK, CONTROL LOGIN EPSV("25") "close 1\noutcome 1 blocked unsafe_port service\n",
		  PQ_RULE_NONE },
		{ "a refusal without ground", ASK,
		  CONTROL LOGIN EPSV("1024") "close 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_OVER_BLOCK },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define LINE(command) CONTROL "send 1 '" command "'\nclose 1\n" CONNECTION

static void each_line_is_one_command_of_what_was_asked(void **state)
{
	static const struct case_row rows[] = {
		{ "a directory", ASK, LINE("CWD d^"), PQ_RULE_NONE },
		{ "the whole path", ASK, LINE("RETR /d/f^"), PQ_RULE_NONE },
		{ "in lower case", ASK, LINE("retr f^"), PQ_RULE_NONE },
		{ "an option", ASK, LINE("LIST -l^"), PQ_RULE_NONE },
		{ "cut off by the end", ASK, LINE("RETR /d"), PQ_RULE_NONE },
		{ "two at once", ASK, LINE("CWD d^SIZE f^"), PQ_RULE_NONE },
		{ "what removes", ASK, LINE("DELE f^"), PQ_RULE_REQUEST_SPLIT },
		{ "what stores", ASK, LINE("STOR f^"), PQ_RULE_REQUEST_SPLIT },
		{ "an active port", ASK, LINE("PORT 10,0,0,1,0,22^"), PQ_RULE_REQUEST_SPLIT },
		{ "another file", ASK, LINE("RETR g^"), PQ_RULE_REQUEST_SPLIT },
		{ "a path with another directory in it", ASK, LINE("RETR /d/../f^"), PQ_RULE_REQUEST_SPLIT },
		{ "another user", ASK, LINE("USER root^"), PQ_RULE_REQUEST_SPLIT },
		{ "the URL's user", "ftp ftp://u%40h:p@a.example/f\n", LINE("USER u@h^PASS p^"), PQ_RULE_NONE },
		{ "another password", "ftp ftp://u:p@a.example/f\n", LINE("USER u^PASS q^"), PQ_RULE_REQUEST_SPLIT },
		{ "an argument too many", ASK, LINE("QUIT f^"), PQ_RULE_REQUEST_SPLIT },
		{ "an empty line", ASK, LINE("^"), PQ_RULE_REQUEST_SPLIT },
		{ "HTTP", ASK, LINE("GET / HTTP/1.1^Host: a.example^^"), PQ_RULE_REQUEST_SPLIT },
		{ "a bare LF", ASK, LINE("CWD d\\n"), PQ_RULE_REQUEST_SPLIT },
		{ "a lone CR", ASK, LINE("CWD d\\rx^"), PQ_RULE_REQUEST_SPLIT },
		{ "NUL", ASK, LINE("CWD d\\0^"), PQ_RULE_REQUEST_SPLIT },
		{ "on a data connection", ASK,
		  CONTROL LOGIN EPSV("50000") DATA("20.0.0.1", "50000") "send 2 'x'\n" GET END, PQ_RULE_REQUEST_SPLIT },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* CVE-2021-24002, CVE-2012-0036. */
static void percent_encoding_smuggles_no_command(void **state)
{
	static const struct case_row rows[] = {
		{ "decoded once", "ftp ftp://a.example/a%250D%250AQUIT\n", LINE("RETR a%0D%0AQUIT^"), PQ_RULE_NONE },
		{ "decoded twice", "ftp ftp://a.example/a%250D%250AQUIT\n", LINE("RETR a^QUIT^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "a directory", "ftp ftp://a.example/a%0d%0aQUIT/f\n", LINE("CWD a^QUIT^"), PQ_RULE_REQUEST_SPLIT },
		{ "every line a good one", "ftp ftp://a.example/f/f%0d%0aRETR%20f\n", LINE("CWD f^RETR f^RETR f^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "every line a good one, asked for so", "ftp ftp://a.example/f/f\n", LINE("CWD f^RETR f^RETR f^"),
		  PQ_RULE_NONE },
		{ "the user", "ftp ftp://ftp%0d%0aQUIT@a.example/f\n", LINE("USER ftp^QUIT^"), PQ_RULE_REQUEST_SPLIT },
		{ "the password", "ftp ftp://u:p%0a@a.example/f\n", LINE("USER u^PASS p\\n^"), PQ_RULE_REQUEST_SPLIT },
		{ "what was taken out", "ftp ftp://a.example/a%0d%0aQUIT\n", LINE("RETR aQUIT^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "dot segments are gone", "ftp ftp://a.example/x/%2e%2E/f\n", LINE("RETR f^"), PQ_RULE_NONE },
		{ "what dot segments took away", "ftp ftp://a.example/x/%2e%2E/f\n", LINE("CWD x^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "Telnet's byte, doubled", "ftp ftp://a.example/%FF%F4\n", LINE("RETR \\xff\\xff\\xf4^"),
		  PQ_RULE_NONE },
		{ "Telnet's byte alone", "ftp ftp://a.example/%FF%F4\n", LINE("RETR \\xff\\xf4^"),
		  PQ_RULE_REQUEST_SPLIT },
		{ "bytes that are no UTF-8", "ftp 'ftp://a.example/\\xe9x'\n", LINE("RETR \\xef\\xbf\\xbdx^"),
		  PQ_RULE_NONE },
	};

	(void)state;
	CASE_CHECK(rows);
}

static void a_refusal_of_control_bytes_needs_some(void **state)
{
	static const struct case_row rows[] = {
		{ "in the path", "ftp ftp://a.example/%0a\n", "request 1\noutcome 1 blocked request_split page\n",
		  PQ_RULE_NONE },
		{ "in the user", "ftp ftp://%7f@a.example/\n", "request 1\noutcome 1 blocked request_split page\n",
		  PQ_RULE_NONE },
		{ "in the password", "ftp ftp://u:%00@a.example/\n",
		  "request 1\noutcome 1 blocked request_split page\n", PQ_RULE_NONE },
		{ "nowhere", "ftp ftp://u:p@a.example/f%20\n", "request 1\noutcome 1 blocked request_split page\n",
		  PQ_RULE_OVER_BLOCK },
		{ "by the service alone", "ftp ftp://a.example/%0a\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_REQUEST_SPLIT },
		{ "by the service, of a renderer", "attacker renderer\nftp ftp://a.example/%0a\n",
		  "request 1\noutcome 1 blocked request_split service\n", PQ_RULE_NONE },
		{ "a port, by the service alone", "ftp ftp://a.example:25/\n",
		  "request 1\noutcome 1 blocked unsafe_port service\n", PQ_RULE_UNSAFE_PORT },
	};

	(void)state;
	CASE_CHECK(rows);
}

/* What a client says before it comes to the point, and what only looks like that. */
static void options_are_words(void **state)
{
	static const struct case_row rows[] = {
		{ "UTF-8", ASK, CONTROL SAY("FEAT", "211 ") SAY("OPTS UTF8 ON", "200 ") END, PQ_RULE_NONE },
		{ "a path as an option", ASK, CONTROL SAY("OPTS ../x", "200 ") END, PQ_RULE_REQUEST_SPLIT },
	};

	(void)state;
	CASE_CHECK(rows);
}

#define OTHER "request 2\nsend 1 'USER me^PASS secret^'\noutcome 2 error negative-reply\n"

/* A name and a password, said to the server of another request. */
static void a_control_connection_serves_whom_it_was_made_for(void **state)
{
	static const struct case_row rows[] = {
		{ "the same server and user", "ftp ftp://me:secret@a.example/1\nftp ftp://me:secret@a.example/2\n",
		  CONTROL "outcome 1 done 226\n" OTHER, PQ_RULE_NONE },
		{ "another server", "ftp ftp://me:secret@a.example/1\nftp ftp://me:secret@b.example/2\n",
		  CONTROL "outcome 1 done 226\n" OTHER, PQ_RULE_WRONG_DESTINATION },
		{ "another user", "ftp ftp://a.example/1\nftp ftp://me:secret@a.example/2\n",
		  CONTROL "outcome 1 done 226\n" OTHER, PQ_RULE_WRONG_DESTINATION },
		{ "a connection of the web's", "fetch GET http://20.0.0.1:2121/\nftp ftp://me:secret@20.0.0.1:2121/2\n",
		  "request 1\ndial 1 tcp 20.0.0.1 2121 ok\noutcome 1 error connection\n" OTHER,
		  PQ_RULE_WRONG_DESTINATION },
	};

	(void)state;
	CASE_CHECK(rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_are_words),
		cmocka_unit_test(a_control_connection_serves_whom_it_was_made_for),
		cmocka_unit_test(the_control_connection_goes_to_the_url_s_place),
		cmocka_unit_test(data_connections_go_to_the_peer_and_to_a_port_that_was_named),
		cmocka_unit_test(data_ports_have_rules_of_their_own),
		cmocka_unit_test(each_line_is_one_command_of_what_was_asked),
		cmocka_unit_test(percent_encoding_smuggles_no_command),
		cmocka_unit_test(a_refusal_of_control_bytes_needs_some),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
