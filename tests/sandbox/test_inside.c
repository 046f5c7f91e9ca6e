/* SPDX-License-Identifier: MIT */
/* What a program inside a sandbox meets: every dial reaches the listener inside, and none anybody outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

struct world {
	struct inside_log *log;
	struct pq_sandbox *sandbox;
};

static int set_up(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	world->log = inside_log_new();
	world->sandbox = inside_open(world->log, PQ_SOURCE_DIR "/LICENSE");
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	pq_sandbox_close(world->sandbox);
	inside_log_free(world->log);
	free(world);
	return 0;
}

static int run(const struct world *world, const char *word, const char *first, const char *second)
{
	const char *arguments[] = { word, first, second, NULL };

	return inside_run(world->sandbox, arguments);
}

static void test_every_destination_is_recovered(void **state)
{
	static const char *const dials[][3] = {
		{ "8.8.8.8", "25", PQ_SANDBOX_SOURCE },
		{ "127.0.0.1", "6667", "127.0.0.1" },
		{ "127.9.9.9", "80", "127.0.0.1" },
		{ "192.168.1.1", "65535", PQ_SANDBOX_SOURCE },
		{ "169.254.1.1", "1", PQ_SANDBOX_SOURCE },
		{ "255.1.2.3", "443", PQ_SANDBOX_SOURCE },
		{ "20.0.0.1", "0", PQ_SANDBOX_SOURCE },
		{ "20.0.0.2", "60999", PQ_SANDBOX_SOURCE },
		{ "127.0.0.1", "60999", "127.0.0.1" },
		{ "2001:4860:4860::8888", "25", PQ_SANDBOX_SOURCE_6 },
		{ "::1", "6000", "::1" },
		{ "fd00::1", "0", PQ_SANDBOX_SOURCE_6 },
	};
	const struct world *world = *state;

	for (size_t i = 0; i < sizeof(dials) / sizeof(dials[0]); i++) {
		const struct inside_arrival *arrival;
		char to[64];

		snprintf(to, sizeof(to), "%s %s", dials[i][0], dials[i][1]);
		assert_int_equal(run(world, "dial", dials[i][0], dials[i][1]), 0);
		arrival = inside_arrived(world->log, to);
		assert_non_null(arrival);
		assert_string_equal(arrival->from, dials[i][2]);
	}
}

/* A listener outside, on a port that the system chooses, at the address. */
static int listen_outside(const struct sockaddr *address, socklen_t len, uint16_t *port)
{
	int file = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	struct sockaddr_in bound = { 0 };

	assert_true(bind(file, address, len) == 0 && listen(file, 8) == 0);
	len = sizeof(bound);
	assert_true(getsockname(file, (struct sockaddr *)&bound, &len) == 0);
	*port = ntohs(bound.sin_port);
	return file;
}

static bool somebody_came(int file, int timeout_ms)
{
	struct pollfd wait = { .fd = file, .events = POLLIN };

	return poll(&wait, 1, timeout_ms) == 1;
}

/* The control dials from outside, and arrives. */
static void assert_stays_inside(const struct world *world, struct sockaddr_in address)
{
	char text[INET_ADDRSTRLEN];
	char port_text[8];
	char to[64];
	uint16_t port;
	int file;
	int conn;

	address.sin_port = 0;
	file = listen_outside((const struct sockaddr *)&address, sizeof(address), &port);
	inet_ntop(AF_INET, &address.sin_addr, text, sizeof(text));
	snprintf(port_text, sizeof(port_text), "%u", port);
	snprintf(to, sizeof(to), "%s %u", text, port);
	assert_int_equal(run(world, "dial", text, port_text), 0);
	assert_non_null(inside_arrived(world->log, to));
	assert_false(somebody_came(file, 50));

	address.sin_port = htons(port);
	conn = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(conn, (const struct sockaddr *)&address, sizeof(address)), 0);
	assert_true(somebody_came(file, 2000));
	close(conn);
	close(file);
}

static void test_nothing_leaves(void **state)
{
	const struct world *world = *state;
	struct ifaddrs *all = NULL;
	unsigned int tried = 0;

	assert_int_equal(getifaddrs(&all), 0);
	for (const struct ifaddrs *at = all; at; at = at->ifa_next)
		if (at->ifa_addr && at->ifa_addr->sa_family == AF_INET) {
			struct sockaddr_in address;

			memcpy(&address, at->ifa_addr, sizeof(address));
			assert_stays_inside(world, address);
			tried++;
		}
	freeifaddrs(all);
	assert_true(tried > 0);
}

static void test_datagrams_are_seen(void **state)
{
	const struct world *world = *state;
	const struct inside_arrival *arrival;

	assert_int_equal(run(world, "datagram", "8.8.4.4", "3478"), 0);
	arrival = inside_arrived(world->log, "8.8.4.4 3478");
	assert_non_null(arrival);
	assert_true(arrival->udp);
	assert_string_equal(arrival->from, PQ_SANDBOX_SOURCE);
}

static void test_a_status_is_passed_on(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world, "exit", "0", NULL), 0);
	assert_int_equal(run(world, "exit", "3", NULL), 3);
	assert_int_equal(run(world, "kill", "15", NULL), 128 + SIGTERM);
	assert_int_equal(run(world, "kill", "9", NULL), 128 + SIGKILL);
}

static void test_a_program_has_a_pid_namespace_of_its_own(void **state)
{
	assert_int_equal(run(*state, "pid", NULL, NULL), 2);
}

static void test_names_are_asked_of_the_sandbox(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world, "has", "/etc/resolv.conf", "nameserver 20.0.0.53\n"), 0);
	assert_int_equal(run(world, "has", "/etc/nsswitch.conf", "hosts: files dns\n"), 0);
	assert_int_equal(run(world, "has", "/etc/hosts", "127.0.0.1 localhost"), 0);
}

static void test_the_authority_is_trusted(void **state)
{
	assert_int_equal(run(*state, "has", "/etc/ssl/certs/ca-certificates.crt", "MIT License"), 0);
}

static void test_what_cannot_be_run_is_named(void **state)
{
	const struct world *world = *state;
	char name[] = "/nowhere/no-such-program";
	char *argv[] = { name, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment };
	struct pq_diag diag;
	uint32_t id;

	assert_int_equal(pq_sandbox_start(world->sandbox, &program, &id, &diag), PQ_ERR_IO);
	assert_string_equal(diag.expected, "cannot run '/nowhere/no-such-program': No such file or directory");
}

static void test_the_bundle_may_be_missing(void **state)
{
	struct world *world = *state;
	const char *const kept[] = { "has", "/etc/passwd", "root", NULL };
	const char *const made[] = { "has", "/etc/ssl/certs/ca-certificates.crt", "MIT License", NULL };
	struct inside_log *log = inside_log_new();
	struct pq_sandbox *sandbox;
	int status = 0;
	pid_t child;

	(void)world;
	child = fork();
	if (child == 0) {
		if (inside_hide("/etc/ssl") != 0)
			_exit(77);
		sandbox = inside_open(log, PQ_SOURCE_DIR "/LICENSE");
		status = inside_run(sandbox, kept) == 0 && inside_run(sandbox, made) == 0 ? 0 : 1;
		pq_sandbox_close(sandbox);
		_exit(status);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	inside_log_free(log);
	if (WEXITSTATUS(status) == 77) {
		print_message("SKIPPED: a mount namespace to hide the bundle in needs root\n");
		skip();
	}
	assert_int_equal(status, 0);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_destination_is_recovered),
		cmocka_unit_test(test_nothing_leaves),
		cmocka_unit_test(test_datagrams_are_seen),
		cmocka_unit_test(test_a_status_is_passed_on),
		cmocka_unit_test(test_a_program_has_a_pid_namespace_of_its_own),
		cmocka_unit_test(test_names_are_asked_of_the_sandbox),
		cmocka_unit_test(test_the_authority_is_trusted),
		cmocka_unit_test(test_what_cannot_be_run_is_named),
		cmocka_unit_test(test_the_bundle_may_be_missing),
	};
	int status;

	if (inside_main(argc, argv, &status))
		return status;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
