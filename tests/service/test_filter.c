/* SPDX-License-Identifier: MIT */
/* The filters of both processes: every system call that is not on the list is told, and does not happen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "service/channel.h"
#include "service/filter.h"
#include "service/landlock.h"

#define MAX_CALLS 1024 /* numbers that are tried; no machine's table is longer than half of that */

/* Shared with the child. answers: errno of each call that it made, 0 if it succeeded, -1 before. */
struct board {
	int answers[MAX_CALLS];
	int seen[MAX_CALLS];
	int last;
	int status;
	bool finished;
};

static bool is_listed(const char *const *calls, int number)
{
	for (size_t i = 0; calls[i]; i++)
		if (pq_filter_number(calls[i]) == number)
			return true;
	return false;
}

/* Descriptors and pointers that are none: a call that got through would fail in another way than by EPERM. */
static int try_call(long number, const long arguments[6])
{
	long result =
		syscall(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);

	return result == -1 ? errno : 0;
}

static void send_listener(int socket, int listener)
{
	struct pq_channel channel;

	pq_channel_init(&channel, socket, NULL, 0);
	if (listener < 0 || !pq_channel_send(&channel, PQ_PARCEL_READY, pq_view_str(""), listener))
		_exit(77);
}

/* Runs body behind a filter, and refuses what it asks for; false if there are no filters here. */
static bool run_behind(const char *const *calls, void (*body)(struct board *), struct board *board)
{
	unsigned char storage[64];
	struct pq_channel channel;
	char text[512];
	int sockets[2];
	int listener = -1;
	int number;
	pid_t child;

	assert_true(pq_channel_pair(sockets));
	child = fork();
	if (child == 0) {
		/* A signal is the end of the child, and nothing that cmocka should hear of. */
		for (int which = 1; which < NSIG; which++)
			signal(which, SIG_DFL);
		send_listener(sockets[1], pq_filter_close(calls, sockets[1], text, sizeof(text)));
		body(board);
		board->finished = true;
		_exit(0);
	}
	close(sockets[1]);
	pq_channel_init(&channel, sockets[0], storage, sizeof(storage));
	while (listener < 0 && pq_channel_receive(&channel, true) != PQ_ERR_IO) {
		listener = pq_channel_take_file(&channel);
		poll(NULL, 0, 1);
	}
	while (listener >= 0 && waitpid(child, &board->status, WNOHANG) == 0) {
		poll(&(struct pollfd){ .fd = listener, .events = POLLIN }, 1, 5);
		if (pq_filter_refuse(listener, &number) && number >= 0 && number < MAX_CALLS)
			board->seen[number]++;
	}
	close(sockets[0]);
	if (listener < 0)
		return false;
	close(listener);
	return true;
}

static struct board *new_board(void)
{
	struct board *board = mmap(NULL, sizeof(*board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	assert_true(board != MAP_FAILED);
	for (int i = 0; i < MAX_CALLS; i++)
		board->answers[i] = -1;
	return board;
}

static const char *const *listed;

/*
 * Not tried: the two numbers at which x86-64's kernel takes probes back (uretprobe, uprobe). Newer kernels keep them out
 * of filters, and end whoever makes them otherwise.
 */
static bool is_probe(int number)
{
#ifdef __x86_64__
	return number == 335 || number == 336;
#else
	(void)number;
	return false;
#endif
}

static void make_all_others(struct board *board)
{
	const long nonsense[6] = { -1, -1, -1, -1, -1, -1 };

	for (int number = 0; number < MAX_CALLS; number++)
		if (!is_listed(listed, number) && !is_probe(number)) {
			board->last = number;
			board->answers[number] = try_call(number, nonsense);
		}
}

static void assert_all_refused(const char *const *calls)
{
	struct board *board = new_board();
	unsigned int refused = 0;

	listed = calls;
	if (!run_behind(calls, make_all_others, board))
		skip();
	if (!board->finished)
		fail_msg("the child ended at system call %d with %x", board->last, board->status);
	for (int number = 0; number < MAX_CALLS; number++) {
		if (is_listed(calls, number) || is_probe(number))
			continue;
		if (board->answers[number] != EPERM || board->seen[number] != 1)
			fail_msg("system call %d: errno %d, told %d times", number, board->answers[number],
				 board->seen[number]);
		refused++;
	}
	assert_true(refused > 300 && refused < MAX_CALLS);
	munmap(board, sizeof(*board));
}

static void the_renderer_can_make_no_call_that_is_not_listed(void **state)
{
	(void)state;
	assert_all_refused(pq_calls_renderer);
	assert_true(is_listed(pq_calls_renderer, SYS_recvmsg));
	assert_false(is_listed(pq_calls_renderer, SYS_socket));
	assert_false(is_listed(pq_calls_renderer, SYS_connect));
	assert_false(is_listed(pq_calls_renderer, SYS_openat));
	assert_false(is_listed(pq_calls_renderer, SYS_execve));
}

static void the_service_can_make_no_call_that_is_not_listed(void **state)
{
	(void)state;
	assert_all_refused(pq_calls_service);
	assert_true(is_listed(pq_calls_service, SYS_connect));
	assert_false(is_listed(pq_calls_service, SYS_bind));
	assert_false(is_listed(pq_calls_service, SYS_openat));
	assert_false(is_listed(pq_calls_service, SYS_execve));
}

static void every_name_of_the_lists_is_a_call(void **state)
{
	(void)state;
	for (size_t i = 0; pq_calls_service[i]; i++)
		assert_true(pq_filter_number(pq_calls_service[i]) >= 0);
	for (size_t i = 0; pq_calls_renderer[i]; i++)
		assert_true(pq_filter_number(pq_calls_renderer[i]) >= 0);
}

/* Of listed calls, those whose arguments are not: each is told under its own number. */
static void make_with_other_arguments(struct board *board)
{
	static const struct {
		long number;
		long arguments[6];
	} calls[] = {
		{ SYS_socket, { AF_UNIX, SOCK_STREAM, 0, 0, 0, 0 } },
		{ SYS_socket, { AF_NETLINK, SOCK_RAW, 0, 0, 0, 0 } },
		{ SYS_socket, { AF_PACKET, SOCK_RAW, 0, 0, 0, 0 } },
		{ SYS_mmap, { 0, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 } },
		{ SYS_mprotect, { 0, 4096, PROT_EXEC, 0, 0, 0 } },
		{ SYS_sendmsg, { 0, 0, 0, 0, 0, 0 } },
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		board->answers[i] = try_call(calls[i].number, calls[i].arguments);
	/* The control: what is allowed happens, and fails for other reasons or not at all. */
	board->answers[100] = try_call(SYS_socket, (const long[6]){ AF_INET, SOCK_STREAM, 0, 0, 0, 0 });
	board->answers[101] =
		try_call(SYS_mmap, (const long[6]){ 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0 });
	board->answers[102] = try_call(SYS_connect, (const long[6]){ -1, 0, 0, 0, 0, 0 });
}

static void arguments_that_are_not_meant_are_refused(void **state)
{
	struct board *board = new_board();

	(void)state;
	if (!run_behind(pq_calls_service, make_with_other_arguments, board))
		skip();
	assert_true(board->finished);
	for (int i = 0; i < 6; i++)
		if (board->answers[i] != EPERM)
			fail_msg("call %d: errno %d", i, board->answers[i]);
	assert_int_equal(board->seen[SYS_socket], 3);
	assert_int_equal(board->answers[100], 0);
	assert_int_equal(board->answers[101], 0);
	assert_int_equal(board->answers[102], EBADF);
	munmap(board, sizeof(*board));
}

#ifdef __x86_64__
/* The same machine knows other tables of calls: of 32 bits, and of 64 with 32 for addresses. */
static void call_by_32_bits(struct board *board)
{
	int number = 20; /* getpid */

	__asm__ volatile("int $0x80" : "+a"(number) : : "memory");
	board->answers[0] = number;
}

static void call_by_x32(struct board *board)
{
	board->answers[0] = try_call(0x40000000 | SYS_getpid, (const long[6]){ 0, 0, 0, 0, 0, 0 });
}

static void a_call_by_another_table_ends_the_process(void **state)
{
	void (*const bodies[])(struct board *) = { call_by_32_bits, call_by_x32 };

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		struct board *board = new_board();

		if (!run_behind(pq_calls_service, bodies[i], board))
			skip();
		assert_false(board->finished);
		assert_true(WIFSIGNALED(board->status));
		assert_int_equal(WTERMSIG(board->status), SIGSYS);
		munmap(board, sizeof(*board));
	}
}
#endif

static void landlock_takes_files_away(void **state)
{
	char text[512];
	int status;
	pid_t child;

	(void)state;
	child = fork();
	if (child == 0) {
		int before = open("/etc/hostname", O_RDONLY | O_CLOEXEC);
		int root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

		if (before < 0 || root < 0)
			_exit(2);
		if (!pq_landlock_close(true, text, sizeof(text)))
			_exit(77);
		if (open("/etc/hostname", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES)
			_exit(3);
		if (openat(root, "etc/hostname", O_RDONLY | O_CLOEXEC) >= 0 || errno != EACCES)
			_exit(4);
		if (open("/tmp/pratique-landlock", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) >= 0)
			_exit(5);
		execl("/bin/true", "true", (char *)NULL);
		if (errno != EACCES)
			_exit(6);
		_exit(read(before, text, 1) == 1 ? 0 : 7);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_renderer_can_make_no_call_that_is_not_listed),
		cmocka_unit_test(the_service_can_make_no_call_that_is_not_listed),
		cmocka_unit_test(every_name_of_the_lists_is_a_call),
		cmocka_unit_test(arguments_that_are_not_meant_are_refused),
#ifdef __x86_64__
		cmocka_unit_test(a_call_by_another_table_ends_the_process),
#endif
		cmocka_unit_test(landlock_takes_files_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
