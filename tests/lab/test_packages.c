/* SPDX-License-Identifier: MIT */
/* Packages that are installed, that are in the cache, that nobody has. Nothing is fetched here but by a fake apt-get. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab/packages.h"

static char cache[64];

static void run(const char *format, const char *argument)
{
	char command[1024];

	snprintf(command, sizeof(command), format, argument, argument, argument, argument);
	if (system(command) != 0)
		fail_msg("%s", command);
}

static int set_up(void **state)
{
	(void)state;
	snprintf(cache, sizeof(cache), "/tmp/pratique-packages-XXXXXX");
	return mkdtemp(cache) ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	run("rm -rf '%s'", cache);
	return 0;
}

static void test_what_is_installed_needs_no_layer(void **state)
{
	const struct pq_packages_options options = { .names = { "perl-base" }, .count = 1, .cache = cache };
	struct pq_packages packages;
	struct pq_diag why;

	(void)state;
	if (system("dpkg-query -W perl-base >/dev/null 2>&1") != 0) {
		print_message("SKIPPED: this is no Debian\n");
		skip();
	}
	assert_int_equal(pq_packages_find(&packages, &options, &why), PQ_ERR_OK);
	assert_true(strlen(packages.version) > 2);
	assert_null(packages.layers[0]);
}

static void test_what_is_in_the_cache_is_a_layer(void **state)
{
	const struct pq_packages_options options = { .names = { "pq-none-such", "pq-none-other" },
						     .count = 2,
						     .cache = cache };
	struct pq_packages packages;
	struct pq_diag why;
	char path[128];

	(void)state;
	run("mkdir -p '%s/pq-none-such/root' && echo 1:2-3 >'%s/pq-none-such/version'", cache);
	run("mkdir -p '%s/pq-none-other/root' && echo 9 >'%s/pq-none-other/version'", cache);
	assert_int_equal(pq_packages_find(&packages, &options, &why), PQ_ERR_OK);
	assert_string_equal(packages.version, "1:2-3");
	snprintf(path, sizeof(path), "%s/pq-none-such/root", cache);
	assert_string_equal(packages.layers[0], path);
	snprintf(path, sizeof(path), "%s/pq-none-other/root", cache);
	assert_string_equal(packages.layers[1], path);
	assert_null(packages.layers[2]);
}

static void test_what_is_missing_is_named(void **state)
{
	const struct pq_packages_options options = { .names = { "pq-none-here" }, .count = 1, .cache = cache };
	struct pq_packages packages;
	struct pq_diag why;

	(void)state;
	assert_int_equal(pq_packages_find(&packages, &options, &why), PQ_ERR_IO);
	assert_string_equal(why.expected,
			    "package pq-none-here: it is not here; --install fetches it (unpacked, never installed)");
}

static void test_a_name_is_no_option_and_no_path(void **state)
{
	static const char *const names[] = { "--print-uris", "../x", "x y", "x/stable", "", "X" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct pq_packages_options options = {
			.names = { names[i] }, .count = 1, .cache = cache, .fetch = true
		};
		struct pq_packages packages;
		struct pq_diag why;

		assert_int_equal(pq_packages_find(&packages, &options, &why), PQ_ERR_IO);
		assert_non_null(strstr(why.expected, "this is no name of a package"));
	}
}

/* Each of two finds it, and neither takes the other's files away. */
static void fetch_twice_at_once(const struct pq_packages_options *options)
{
	pid_t children[2];
	int status;

	run("rm -r '%s/pq-real'", cache);
	for (size_t i = 0; i < 2; i++) {
		struct pq_packages packages;
		struct pq_diag why;

		children[i] = fork();
		if (children[i] == 0)
			_exit(pq_packages_find(&packages, options, &why));
	}
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(waitpid(children[i], &status, 0), children[i]);
		assert_int_equal(status, 0);
	}
	run("grep -q lib '%s/pq-real/root/lib/pq/file'", cache);
}

/*
 * The fake apt-get knows one package, which it builds: a file in /lib (which may be a link on this machine), one in /etc.
 * It is first in PATH.
 */
static void test_a_package_is_unpacked(void **state)
{
	struct pq_packages_options options = { .names = { "pq-real" }, .count = 1, .cache = cache, .fetch = true };
	struct pq_packages packages;
	struct pq_diag why;
	char path[4096];

	(void)state;
	if (system("command -v dpkg-deb >/dev/null") != 0) {
		print_message("SKIPPED: this is no Debian\n");
		skip();
	}
	run("mkdir -p '%s/fake/pq/DEBIAN' '%s/fake/pq/lib/pq' '%s/fake/pq/etc' && cd '%s/fake' && "
	    "printf 'Package: pq-real\\nVersion: 1.5\\nArchitecture: all\\nMaintainer: x "
	    "<x@example.com>\\nDescription: x\\n' "
	    ">pq/DEBIAN/control && echo lib >pq/lib/pq/file && echo etc >pq/etc/pq",
	    cache);
	run("cd '%s/fake' && dpkg-deb -b pq pq-real_1.5_all.deb >/dev/null && cat >apt-get <<'END' && chmod 755 "
	    "apt-get\n"
	    "#!/bin/sh\n"
	    "for word; do case $word in Dir::Cache::archives=*) to=${word#*=};; esac; done\n"
	    "case \"$*\" in *' update') exit 0;; *' pq-real') cp ${0%%/*}/pq-real_1.5_all.deb $to;;\n"
	    "*) echo 'E: Unable to locate package'; exit 100;; esac\n"
	    "END\n",
	    cache);
	snprintf(path, sizeof(path), "%s/fake:%s", cache, getenv("PATH"));
	setenv("PATH", path, 1);
	if (pq_packages_find(&packages, &options, &why) != PQ_ERR_OK)
		fail_msg("%s", why.expected);
	assert_string_equal(packages.version, "1.5");
	run("grep -q lib '%s/pq-real/root/lib/pq/file' && grep -q etc '%s/pq-real/root/etc/pq'", cache);
	run("test \"$(readlink /lib)\" = \"$(readlink '%s/pq-real/root/lib')\"", cache);
	run("test ! -e '%s/pq-real.new' && test ! -e '%s/pq-real/archives'", cache);
	fetch_twice_at_once(&options);
	options.names[0] = "pq-unreal";
	assert_int_equal(pq_packages_find(&packages, &options, &why), PQ_ERR_IO);
	assert_string_equal(why.expected, "package pq-unreal: apt-get: Unable to locate package");
	run("test ! -e '%s/pq-unreal' && test ! -e '%s/pq-unreal.new'", cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_installed_needs_no_layer),
		cmocka_unit_test(test_what_is_in_the_cache_is_a_layer),
		cmocka_unit_test(test_what_is_missing_is_named),
		cmocka_unit_test(test_a_name_is_no_option_and_no_path),
		cmocka_unit_test(test_a_package_is_unpacked),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
