/* SPDX-License-Identifier: MIT */
/* A sandbox with a file system of its own, and programs that are other users, go into the background, are asked to stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "inside.h"

/* layer: a folder with etc/NAME, usr/share/NAME and var/lib/NAME in it */
struct world {
	char layer[64];
	char name[40];
	struct pq_sandbox *sandbox;
};

static void make(const struct world *world, const char *folder)
{
	char path[256];
	FILE *file;

	for (const char *slash = strchr(folder, '/'); slash; slash = strchr(slash + 1, '/')) {
		snprintf(path, sizeof(path), "%s/%.*s", world->layer, (int)(slash - folder), folder);
		assert_true(mkdir(path, 0755) == 0 || errno == EEXIST);
	}
	snprintf(path, sizeof(path), "%s/%s%s", world->layer, folder, world->name);
	file = fopen(path, "we");
	assert_non_null(file);
	fputs("of the layer\n", file);
	assert_int_equal(fclose(file), 0);
}

static struct pq_sandbox *open_sandbox(const struct pq_sandbox_root *root)
{
	const struct pq_sandbox_options options = { .root = root };
	struct pq_sandbox *sandbox = NULL;
	struct pq_diag diag;

	if (pq_sandbox_open(&sandbox, &options, &diag) != PQ_ERR_OK) {
		print_message("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	return sandbox;
}

static int set_up(void **state)
{
	static const char *const accounts[] = { "pq-postman", "root", NULL };
	struct world *world = calloc(1, sizeof(*world));
	const char *layers[] = { world->layer, NULL };
	const struct pq_sandbox_root root = { .layers = layers, .accounts = accounts, .host_name = "lab.example.com" };

	snprintf(world->layer, sizeof(world->layer), "/tmp/pratique-layer,:XXXXXX");
	snprintf(world->name, sizeof(world->name), "pratique-%d", (int)getpid());
	assert_non_null(mkdtemp(world->layer));
	assert_int_equal(chmod(world->layer, 0755), 0);
	make(world, "etc/");
	make(world, "usr/share/");
	make(world, "var/lib/");
	world->sandbox = open_sandbox(&root);
	*state = world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;
	char command[128];

	pq_sandbox_close(world->sandbox);
	snprintf(command, sizeof(command), "rm -rf '%s'", world->layer);
	assert_int_equal(system(command), 0);
	free(world);
	return 0;
}

static uint32_t start(struct pq_sandbox *sandbox, const char *user, bool lingers, const char *command)
{
	char shell[] = "/bin/sh";
	char option[] = "-c";
	char path[] = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
	char *argv[] = { shell, option, strdup(command), NULL };
	char *environment[] = { path, NULL };
	const struct pq_program program = {
		.argv = argv, .environment = environment, .directory = "/", .user = user, .lingers = lingers
	};
	struct pq_diag diag;
	uint32_t id = 0;

	if (pq_sandbox_start(sandbox, &program, &id, &diag) != PQ_ERR_OK)
		fail_msg("%s", diag.expected);
	free(argv[2]);
	return id;
}

static int status_of(struct pq_sandbox *sandbox, uint32_t id)
{
	struct pq_sandbox_event event = { .kind = PQ_SANDBOX_QUIET };

	for (unsigned int i = 0; i < 100 && event.kind == PQ_SANDBOX_QUIET; i++)
		event = pq_sandbox_next(sandbox, 200);
	assert_int_equal(event.kind, PQ_SANDBOX_EXITED);
	assert_int_equal(event.id, id);
	return event.status;
}

static int run(struct pq_sandbox *sandbox, const char *user, const char *command)
{
	return status_of(sandbox, start(sandbox, user, false, command));
}

static void test_a_layer_lies_over_the_machine(void **state)
{
	const struct world *world = *state;
	char command[512];

	snprintf(command, sizeof(command),
		 "cat /etc/%s /usr/share/%s /var/lib/%s && test -d /usr/bin && test -s /etc/passwd", world->name,
		 world->name, world->name);
	assert_int_equal(run(world->sandbox, NULL, command), 0);
	assert_int_not_equal(system(command), 0);
}

static void test_what_is_written_stays_in_memory(void **state)
{
	const struct world *world = *state;
	char command[512];
	char path[256];

	snprintf(command, sizeof(command),
		 "for d in etc var/lib var/spool tmp run; do echo new >/$d/%s.new || exit 9; done; ! echo >/usr/%s",
		 world->name, world->name);
	assert_int_equal(run(world->sandbox, NULL, command), 0);
	for (const char *const *folder =
		     (const char *const[]){ "/etc", "/var/lib", "/var/spool", "/tmp", "/run", NULL };
	     *folder; folder++) {
		snprintf(path, sizeof(path), "%s/%s.new", *folder, world->name);
		assert_int_not_equal(access(path, F_OK), 0);
	}
}

static void test_a_file_is_read_from_outside(void **state)
{
	const struct world *world = *state;
	int folder = pq_sandbox_root_folder(world->sandbox);
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT };
	char text[64] = "";
	int file;

	assert_true(folder >= 0);
	assert_int_equal(run(world->sandbox, NULL, "echo seen >/tmp/told && ln -s /tmp/told /run/link"), 0);
	file = (int)syscall(SYS_openat2, folder, "run/link", &how, sizeof(how));
	assert_true(file >= 0);
	assert_int_equal(read(file, text, sizeof(text) - 1), 5);
	assert_string_equal(text, "seen\n");
	close(file);
	close(folder);
}

/* Where there is one user only, whatever they are called, all of them own the same files. */
static void test_programs_may_be_other_users(void **state)
{
	const struct world *world = *state;
	bool many = geteuid() == 0;

	assert_int_equal(run(world->sandbox, NULL, "test $(id -u) = 0"), 0);
	assert_int_equal(run(world->sandbox, "root", "test $(id -u) = 0"), 0);
	assert_int_equal(run(world->sandbox, "nobody", "test $(id -un):$(id -u) = nobody:65534"), 0);
	assert_int_equal(run(world->sandbox, "nobody", "! echo >/etc/mine") == 0, many);
	assert_int_equal(run(world->sandbox, "pq-postman", "test $(id -un):$(id -gn) = pq-postman:pq-postman"), 0);
}

static void test_an_unknown_user_is_told(void **state)
{
	const struct world *world = *state;
	char shell[] = "/bin/sh";
	char *argv[] = { shell, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment, .user = "pq-nobody-else" };
	struct pq_diag diag;
	uint32_t id;

	assert_int_equal(pq_sandbox_start(world->sandbox, &program, &id, &diag), PQ_ERR_IO);
	assert_string_equal(diag.expected, "cannot run '/bin/sh': its user: No such file or directory");
}

static void test_the_host_has_a_full_name(void **state)
{
	const struct world *world = *state;

	assert_int_equal(
		run(world->sandbox, NULL,
		    "test $(hostname) = lab.example.com && grep -q '^127.0.1.1 lab.example.com lab$' /etc/hosts"),
		0);
}

/* Without it getaddrinfo(3) finds nothing for who asks for AI_ADDRCONFIG. */
static void test_the_host_has_an_address(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world->sandbox, NULL, "grep -q 198.18.0.2 /proc/net/fib_trie"), 0);
}

static void test_devices_are_few(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world->sandbox, NULL,
			     "echo >/dev/null && head -c 1 /dev/zero >/dev/null && test -z \"$(find /dev -type b)\" && "
			     "test $(find /dev -type c | wc -l) -le 8"),
			 0);
}

/* The control is the same command without lingering: it ends before its child writes. */
static void test_a_program_may_go_into_the_background(void **state)
{
	const struct world *world = *state;
	static const char *const command = "(sleep 0.2; echo >/tmp/written) & exit 3";

	assert_int_equal(status_of(world->sandbox, start(world->sandbox, NULL, false, command)), 3 << 8);
	assert_int_not_equal(run(world->sandbox, NULL, "test -e /tmp/written"), 0);
	assert_int_equal(status_of(world->sandbox, start(world->sandbox, NULL, true, command)), 3 << 8);
	assert_int_equal(run(world->sandbox, NULL, "test -e /tmp/written"), 0);
}

static void test_a_signal_reaches_all_of_a_program(void **state)
{
	const struct world *world = *state;
	uint32_t id =
		start(world->sandbox, NULL, true,
		      "(trap 'echo >/tmp/child; exit' TERM; echo >/tmp/ready; while :; do sleep 0.05; done) & exit 0");

	while (run(world->sandbox, NULL, "test -e /tmp/ready") != 0)
		continue;
	pq_sandbox_signal(world->sandbox, id, SIGTERM);
	assert_int_equal(status_of(world->sandbox, id), 0);
	assert_int_equal(run(world->sandbox, NULL, "test -e /tmp/child"), 0);
}

/* With an argument: all of it as a user without rights. */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_layer_lies_over_the_machine),
		cmocka_unit_test(test_what_is_written_stays_in_memory),
		cmocka_unit_test(test_a_file_is_read_from_outside),
		cmocka_unit_test(test_programs_may_be_other_users),
		cmocka_unit_test(test_an_unknown_user_is_told),
		cmocka_unit_test(test_the_host_has_a_full_name),
		cmocka_unit_test(test_the_host_has_an_address),
		cmocka_unit_test(test_devices_are_few),
		cmocka_unit_test(test_a_program_may_go_into_the_background),
		cmocka_unit_test(test_a_signal_reaches_all_of_a_program),
	};

	(void)argv;
	if (argc > 1 && (geteuid() != 0 || setgid(65534) != 0 || setuid(65534) != 0)) {
		print_message("SKIPPED: this is not root already\n");
		return 77;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
