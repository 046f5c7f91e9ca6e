/* SPDX-License-Identifier: MIT */
/* Programs in a room run in the same namespaces, and nothing of one is there for the next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "inside.h"

#define KEY 7077
#define DIALS 30

/*
 * kept: a file in /tmp, as it was before the sandbox
 * dir:  the shared folder
 */
struct world {
	struct inside_log *log;
	struct pq_sandbox *sandbox;
	char kept[64];
	char dir[64];
};

static void pause_ms(long ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000 };

	nanosleep(&pause, NULL);
}

/* A child in a session of its own goes on dialling; the program ends once it has dialled. */
static int leave_a_child(const char *address, const char *port)
{
	int dialled[2];
	char byte = 0;

	if (pipe(dialled) != 0)
		return 3;
	if (fork() != 0)
		return read(dialled[0], &byte, 1) == 1 ? 0 : 3;
	setsid();
	signal(SIGTERM, SIG_IGN);
	for (unsigned int i = 0; i < DIALS; i++) {
		inside_dial(address, (uint16_t)atoi(port));
		if (write(dialled[1], &byte, 1) != 1)
			return 3;
		pause_ms(5);
	}
	return 0;
}

/* 0: made it, and it holds what was written; 1: it is there; 2: it cannot be made */
static int make_file(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
	char text[4] = "";

	if (file < 0)
		return access(path, F_OK) == 0 ? 1 : 2;
	return write(file, "abc", 3) == 3 && pread(file, text, 3, 0) == 3 && strcmp(text, "abc") == 0 ? 0 : 3;
}

static int overwrite(const char *path)
{
	int file = open(path, O_WRONLY | O_TRUNC);

	return file >= 0 && write(file, "overwritten", 11) == 11 ? 0 : 1;
}

static bool do_word(int argc, char **argv, int *status)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "leave") == 0 && argc == 4)
		*status = leave_a_child(argv[2], argv[3]);
	else if (strcmp(word, "make") == 0 && argc == 3)
		*status = make_file(argv[2]);
	else if (strcmp(word, "overwrite") == 0 && argc == 3)
		*status = overwrite(argv[2]);
	else if (strcmp(word, "ipc") == 0)
		*status = shmget(KEY, 4096, IPC_CREAT | IPC_EXCL | 0600) >= 0 ? 0 : 1;
	else if (strcmp(word, "mount") == 0)
		*status = mount("tmpfs", "/mnt", "tmpfs", 0, NULL) == 0 ? 0 : 1;
	else
		return false;
	return true;
}

static int run(const struct world *world, const char *a, const char *b, const char *c)
{
	const char *const arguments[] = { a, b, c, NULL };

	return inside_run_in_room(world->sandbox, arguments);
}

static void test_a_room_is_used_again(void **state)
{
	int first = run(*state, "pid", NULL, NULL);

	assert_true(first > 1);
	assert_int_equal(run(*state, "pid", NULL, NULL), first + 1);
	assert_int_equal(run(*state, "pid", NULL, NULL), first + 2);
}

static void test_a_status_is_passed_on(void **state)
{
	assert_int_equal(run(*state, "exit", "0", NULL), 0);
	assert_int_equal(run(*state, "exit", "3", NULL), 3);
	assert_int_equal(run(*state, "kill", "15", NULL), 128 + SIGTERM);
}

static void test_its_network_is_the_sandbox(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world, "dial", "20.8.8.8", "25"), 0);
	assert_non_null(inside_arrived(world->log, "20.8.8.8 25"));
	assert_int_equal(run(world, "has", "/etc/resolv.conf", "nameserver 20.0.0.53\n"), 0);
}

/* Dials reach the listener in their order, so that none of the child's is under way once a later one arrived. */
static void test_no_process_survives(void **state)
{
	const struct world *world = *state;
	unsigned int before;

	assert_int_equal(run(world, "leave", "20.0.0.7", "7"), 0);
	assert_int_equal(run(world, "dial", "20.0.0.7", "8"), 0);
	assert_non_null(inside_arrived(world->log, "20.0.0.7 8"));
	before = inside_count(world->log, "20.0.0.7 7");
	assert_in_range(before, 1, DIALS - 1);
	pause_ms(100);
	assert_int_equal(run(world, "dial", "20.0.0.7", "9"), 0);
	assert_non_null(inside_arrived(world->log, "20.0.0.7 9"));
	assert_int_equal(inside_count(world->log, "20.0.0.7 7"), before);
}

static void test_no_file_survives(void **state)
{
	static const char *const paths[] = { "/tmp/pratique-left", "/var/tmp/pratique-left", "/dev/shm/pratique-left" };

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		assert_int_equal(run(*state, "make", paths[i], NULL), 0);
		assert_int_equal(access(paths[i], F_OK), -1);
		assert_int_equal(run(*state, "make", paths[i], NULL), 0);
	}
}

static void test_a_file_from_outside_stays_as_it_is(void **state)
{
	const struct world *world = *state;

	assert_int_equal(run(world, "has", world->kept, "as it was"), 0);
	assert_int_equal(run(world, "overwrite", world->kept, NULL), 0);
	assert_int_equal(run(world, "has", world->kept, "as it was"), 0);
	assert_int_equal(run(world, "has", world->kept, "overwritten"), 1);
}

static void test_elsewhere_nothing_can_be_written(void **state)
{
	assert_int_equal(run(*state, "make", "/pratique-left", NULL), 2);
	assert_int_equal(run(*state, "make", "/etc/pratique-left", NULL), 2);
	assert_int_equal(run(*state, "overwrite", "/proc/sys/net/ipv4/ip_default_ttl", NULL), 1);
}

static void test_a_shared_folder_shows_what_comes_later(void **state)
{
	const struct world *world = *state;
	char path[96];
	FILE *file;

	snprintf(path, sizeof(path), "%s/asked", world->dir);
	assert_int_equal(run(world, "has", path, "question"), 1);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("question", file);
	fclose(file);
	assert_int_equal(run(world, "has", path, "question"), 0);
	assert_int_equal(run(world, "overwrite", path, NULL), 1);
	unlink(path);
	assert_int_equal(run(world, "has", path, "question"), 1);
}

static void test_no_ipc_survives(void **state)
{
	const struct world *world = *state;
	const char *const ipc[] = { "ipc", NULL };

	assert_int_equal(run(world, "ipc", NULL, NULL), 0);
	assert_int_equal(run(world, "ipc", NULL, NULL), 0);
	/* Its twin, without a room. */
	assert_int_equal(inside_run(world->sandbox, ipc), 0);
	assert_int_equal(inside_run(world->sandbox, ipc), 1);
}

static void test_mounts_are_not_its_own(void **state)
{
	const struct world *world = *state;
	const char *const mounts[] = { "mount", NULL };

	assert_int_equal(run(world, "mount", NULL, NULL), 1);
	assert_int_equal(inside_run(world->sandbox, mounts), 0);
}

static void test_a_program_can_be_ended(void **state)
{
	const struct world *world = *state;
	char path[4096] = "";
	char word[] = "sleep";
	char *argv[] = { path, word, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment, .room = true };
	struct pq_sandbox_event event;
	struct pq_diag diag;
	uint32_t other;
	uint32_t id;

	assert_true(readlink("/proc/self/exe", path, sizeof(path) - 1) > 0);
	assert_int_equal(pq_sandbox_start(world->sandbox, &program, &id, &diag), PQ_ERR_OK);
	assert_int_equal(pq_sandbox_start(world->sandbox, &program, &other, &diag), PQ_ERR_IO);
	assert_string_equal(diag.expected, "one program in a room at a time");
	pq_sandbox_end(world->sandbox, id);
	event = pq_sandbox_next(world->sandbox, 10000);
	assert_int_equal(event.kind, PQ_SANDBOX_EXITED);
	assert_int_equal(event.id, id);
	assert_true(WIFSIGNALED(event.status));
	assert_int_equal(run(world, "exit", "4", NULL), 4);
}

static void test_what_cannot_be_run_is_named(void **state)
{
	const struct world *world = *state;
	char name[] = "/nowhere/no-such-program";
	char *argv[] = { name, NULL };
	char *environment[] = { NULL };
	const struct pq_program program = { .argv = argv, .environment = environment, .room = true };
	struct pq_diag diag;
	uint32_t id;

	assert_int_equal(pq_sandbox_start(world->sandbox, &program, &id, &diag), PQ_ERR_IO);
	assert_string_equal(diag.expected, "cannot run '/nowhere/no-such-program': No such file or directory");
	assert_int_equal(run(world, "exit", "4", NULL), 4);
}

static int set_up(void **state)
{
	static struct world world = { .kept = "/tmp/pratique-kept-XXXXXX", .dir = "/tmp/pratique-shared-XXXXXX" };
	struct pq_resident listener = { "listener", inside_listen, NULL };
	const struct pq_sandbox_options options = { .tcp_port = INSIDE_PORT,
						    .name_server = "20.0.0.53",
						    .shared = world.dir,
						    .residents = &listener,
						    .resident_count = 1 };
	struct pq_diag diag;
	int kept = mkstemp(world.kept);

	world.log = inside_log_new();
	if (kept < 0 || write(kept, "as it was", 9) != 9 || close(kept) != 0 || !mkdtemp(world.dir))
		return -1;
	listener.argument = world.log;
	if (pq_sandbox_open(&world.sandbox, &options, &diag) != PQ_ERR_OK) {
		printf("SKIPPED: %s\n", diag.expected);
		exit(77);
	}
	*state = &world;
	return 0;
}

static int tear_down(void **state)
{
	struct world *world = *state;

	pq_sandbox_close(world->sandbox);
	unlink(world->kept);
	rmdir(world->dir);
	inside_log_free(world->log);
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_room_is_used_again),
		cmocka_unit_test(test_a_status_is_passed_on),
		cmocka_unit_test(test_its_network_is_the_sandbox),
		cmocka_unit_test(test_no_process_survives),
		cmocka_unit_test(test_no_file_survives),
		cmocka_unit_test(test_a_file_from_outside_stays_as_it_is),
		cmocka_unit_test(test_elsewhere_nothing_can_be_written),
		cmocka_unit_test(test_a_shared_folder_shows_what_comes_later),
		cmocka_unit_test(test_no_ipc_survives),
		cmocka_unit_test(test_mounts_are_not_its_own),
		cmocka_unit_test(test_a_program_can_be_ended),
		cmocka_unit_test(test_what_cannot_be_run_is_named),
	};
	int status;

	if (do_word(argc, argv, &status) || inside_main(argc, argv, &status))
		return status;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
