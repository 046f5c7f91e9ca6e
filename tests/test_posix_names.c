/* SPDX-License-Identifier: MIT */
/* Look-ups of the socket layer: one for each call, with the answers of a name server that the test plays. */
#include "posix_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sink/dns.h"

/* questions: of each type; silent: nothing is answered */
struct server {
	int fd;
	char place[32];
	unsigned int four;
	unsigned int six;
	unsigned int other;
	bool silent;
	char asked[256];
};

static void open_server(struct server *server)
{
	uint16_t port;

	*server = (struct server){ .fd = posix_case_listen("127.0.0.1", SOCK_DGRAM, &port) };
	snprintf(server->place, sizeof(server->place), "127.0.0.1:%u", port);
}

/* "none.example" does not exist, "four.example" has no IPv6 address. */
static void answer(struct server *server, const struct pq_dns_question *question, struct pq_buf *out)
{
	struct pq_address addresses[3] = { posix_case_address("20.1.2.3"), posix_case_address("20.1.2.4"),
					   posix_case_address("2001:db8::7") };
	struct pq_view host = pq_view(question->host, question->host_len);

	snprintf(server->asked, sizeof(server->asked), "%.*s", (int)host.len, question->host);
	server->four += question->type == PQ_DNS_A;
	server->six += question->type == PQ_DNS_AAAA;
	server->other += question->type != PQ_DNS_A && question->type != PQ_DNS_AAAA;
	pq_dns_answer(question, !pq_view_is(host, "none.example"), addresses, pq_view_is(host, "four.example") ? 2 : 3,
		      out);
}

static void serve(struct server *server)
{
	unsigned char bytes[PQ_DNS_MAX_ANSWER];
	unsigned char message[512];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof(from);
	ssize_t len;

	while ((len = recvfrom(server->fd, message, sizeof(message), 0, (struct sockaddr *)&from, &from_len)) > 0) {
		struct pq_dns_question question;
		struct pq_buf out;

		pq_buf_init(&out, bytes, sizeof(bytes));
		assert_int_equal(pq_dns_read(pq_view(message, (size_t)len), &question), PQ_ERR_OK);
		answer(server, &question, &out);
		if (!server->silent)
			sendto(server->fd, out.data, out.len, 0, (struct sockaddr *)&from, from_len);
	}
}

static enum pq_net_status look_up(struct pq_posix *posix, struct server *server, const char *host,
				  struct pq_address out[static PQ_MAX_ADDRESSES], size_t *count)
{
	struct pq_net net = pq_posix_net(posix);
	enum pq_net_status status;

	while ((status = net.ops->resolve(net.ctx, pq_view_str(host), out, count)) == PQ_NET_AGAIN) {
		serve(server);
		posix_case_wait(posix);
	}
	return status;
}

static bool has(const struct pq_address *addresses, size_t count, const char *text)
{
	struct pq_address wanted = posix_case_address(text);

	for (size_t i = 0; i < count; i++)
		if (pq_address_eq(&addresses[i], &wanted))
			return true;
	return false;
}

static void a_name_is_asked_for_once_and_has_the_addresses_of_the_answers(void **state)
{
	struct pq_address out[PQ_MAX_ADDRESSES];
	struct pq_posix *posix;
	struct server server;
	size_t count = 0;

	(void)state;
	open_server(&server);
	posix = posix_case_open(&(struct pq_posix_options){ .name_servers = server.place });
	assert_int_equal(look_up(posix, &server, "mail.corp.example", out, &count), PQ_NET_OK);
	assert_int_equal(count, 3);
	assert_true(has(out, count, "20.1.2.3") && has(out, count, "20.1.2.4") && has(out, count, "2001:db8::7"));
	assert_string_equal(server.asked, "mail.corp.example");
	assert_true(server.four == 1 && server.six == 1 && server.other == 0);
	assert_int_equal(look_up(posix, &server, "four.example", out, &count), PQ_NET_OK);
	assert_int_equal(count, 2);
	pq_posix_close(posix);
	close(server.fd);
}

/* A name without a dot is that name, whatever search list the system has. */
static void a_short_name_is_asked_for_as_it_is(void **state)
{
	struct pq_address out[PQ_MAX_ADDRESSES];
	struct pq_posix *posix;
	struct server server;
	size_t count = 0;

	(void)state;
	setenv("LOCALDOMAIN", "corp.example", 1);
	open_server(&server);
	posix = posix_case_open(&(struct pq_posix_options){ .name_servers = server.place });
	assert_int_equal(look_up(posix, &server, "intranet", out, &count), PQ_NET_OK);
	assert_string_equal(server.asked, "intranet");
	assert_true(server.four == 1 && server.six == 1);
	pq_posix_close(posix);
	unsetenv("LOCALDOMAIN");
	close(server.fd);
}

static void a_name_that_does_not_exist_is_an_end(void **state)
{
	struct pq_address out[PQ_MAX_ADDRESSES];
	struct pq_posix *posix;
	struct server server;
	size_t count = 0;

	(void)state;
	open_server(&server);
	posix = posix_case_open(&(struct pq_posix_options){ .name_servers = server.place });
	assert_int_equal(look_up(posix, &server, "none.example", out, &count), PQ_NET_END);
	assert_non_null(strstr(pq_posix_trouble(posix), "none.example"));
	assert_int_equal(look_up(posix, &server, "some.example", out, &count), PQ_NET_OK);
	pq_posix_close(posix);
	close(server.fd);
}

static void a_silent_name_server_is_a_failure(void **state)
{
	struct pq_address out[PQ_MAX_ADDRESSES];
	struct pq_posix *posix;
	struct server server;
	size_t count = 0;

	(void)state;
	open_server(&server);
	server.silent = true;
	posix = posix_case_open(&(struct pq_posix_options){ .name_servers = server.place, .connect_ms = 100 });
	assert_int_equal(look_up(posix, &server, "some.example", out, &count), PQ_NET_FAILED);
	assert_true(server.four >= 1);
	pq_posix_close(posix);
	close(server.fd);
}

static void hosts_and_local_names_need_no_name_server(void **state)
{
	char path[] = "/tmp/pratique-hosts-XXXXXX";
	struct pq_address out[PQ_MAX_ADDRESSES];
	struct pq_posix *posix;
	struct server server;
	size_t count = 0;
	FILE *file = fdopen(mkstemp(path), "w");

	(void)state;
	fputs("# hosts\n10.7.7.7\tbox.example  box # mine\n::7 box.example\nnot an address\n", file);
	fclose(file);
	open_server(&server);
	posix = posix_case_open(&(struct pq_posix_options){ .name_servers = server.place, .hosts_file = path });
	assert_int_equal(look_up(posix, &server, "BOX.example", out, &count), PQ_NET_OK);
	assert_true(count == 2 && has(out, count, "10.7.7.7") && has(out, count, "::7"));
	assert_int_equal(look_up(posix, &server, "box", out, &count), PQ_NET_OK);
	assert_int_equal(count, 1);
	assert_int_equal(look_up(posix, &server, "a.localhost", out, &count), PQ_NET_OK);
	assert_true(has(out, count, "127.0.0.1") && has(out, count, "::1"));
	assert_int_equal(server.four + server.six, 0);
	assert_int_equal(look_up(posix, &server, "notlocalhost", out, &count), PQ_NET_OK);
	assert_int_equal(server.four, 1);
	pq_posix_close(posix);
	close(server.fd);
	unlink(path);
}

static void a_name_server_that_is_no_address_is_told(void **state)
{
	struct pq_posix_options options = { .name_servers = "not-an-address" };
	struct pq_diag diag = { 0, 0, "" };
	struct pq_posix *posix = NULL;

	(void)state;
	assert_int_equal(pq_posix_open(&posix, &options, &diag), PQ_ERR_IO);
	assert_non_null(strstr(diag.expected, "not-an-address"));
	assert_null(posix);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_asked_for_once_and_has_the_addresses_of_the_answers),
		cmocka_unit_test(a_short_name_is_asked_for_as_it_is),
		cmocka_unit_test(a_name_that_does_not_exist_is_an_end),
		cmocka_unit_test(a_silent_name_server_is_a_failure),
		cmocka_unit_test(hosts_and_local_names_need_no_name_server),
		cmocka_unit_test(a_name_server_that_is_no_address_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
