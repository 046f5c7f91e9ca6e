/* SPDX-License-Identifier: MIT */
/* Where no sandbox can be made, the message names what to enable. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <string.h>

#include "sandbox/trouble.h"

/* A machine on which everything is allowed. */
static const struct pq_settings fine = { false, 10000, 10000, 1, 0 };

static void assert_told(const struct pq_settings *settings, enum pq_step step, int error, const char *part)
{
	char text[512];

	pq_trouble(settings, step, "clone", error, text, sizeof(text));
	if (!strstr(text, part))
		fail_msg("\"%s\" does not say \"%s\"", text, part);
}

static void test_each_setting_is_named(void **state)
{
	struct pq_settings settings = fine;

	(void)state;
	settings.unprivileged_userns_clone = 0;
	assert_told(&settings, PQ_STEP_NAMESPACES, EPERM, "sysctl kernel.unprivileged_userns_clone=1");
	settings = fine;
	settings.apparmor_restrict_unprivileged_userns = 1;
	assert_told(&settings, PQ_STEP_MAPS, EPERM, "sysctl kernel.apparmor_restrict_unprivileged_userns=0");
	assert_told(&settings, PQ_STEP_MOUNTS, EPERM, "sysctl kernel.apparmor_restrict_unprivileged_userns=0");
	assert_told(&settings, PQ_STEP_MOUNTS, EACCES, "sysctl kernel.apparmor_restrict_unprivileged_userns=0");
	settings = fine;
	settings.max_user_namespaces = 0;
	assert_told(&settings, PQ_STEP_NAMESPACES, ENOSPC, "sysctl user.max_user_namespaces=");
	settings = fine;
	settings.max_net_namespaces = 0;
	assert_told(&settings, PQ_STEP_NAMESPACES, ENOSPC, "sysctl user.max_net_namespaces=");
}

static void test_a_container_is_suspected_last(void **state)
{
	(void)state;
	assert_told(&fine, PQ_STEP_NAMESPACES, EPERM, "--security-opt seccomp=unconfined");
	assert_told(&fine, PQ_STEP_NAMESPACES, ENOSPC, "too many namespaces");
	assert_told(&fine, PQ_STEP_NAMESPACES, EINVAL, "CONFIG_USER_NS");
}

static void test_another_way_is_offered(void **state)
{
	(void)state;
	assert_told(&fine, PQ_STEP_NAMESPACES, EPERM, "audit --remote");
	assert_told(&fine, PQ_STEP_MOUNTS, EPERM, "audit --remote");
}

/* Settings that bind others do not bind root. */
static void test_root_is_not_told_to_allow_others(void **state)
{
	struct pq_settings settings = fine;

	(void)state;
	settings.root = true;
	settings.unprivileged_userns_clone = 0;
	assert_told(&settings, PQ_STEP_NAMESPACES, EPERM, "--privileged");
}

static void test_packages_and_modules_are_named(void **state)
{
	(void)state;
	assert_told(&fine, PQ_STEP_REDIRECT, ENOENT, "apt install nftables");
	assert_told(&fine, PQ_STEP_REDIRECT, 0, "modprobe -a nf_tables nft_chain_nat nft_redir");
	assert_told(&fine, PQ_STEP_NETWORK, EOPNOTSUPP, "modprobe veth");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_setting_is_named),
		cmocka_unit_test(test_a_container_is_suspected_last),
		cmocka_unit_test(test_another_way_is_offered),
		cmocka_unit_test(test_root_is_not_told_to_allow_others),
		cmocka_unit_test(test_packages_and_modules_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
