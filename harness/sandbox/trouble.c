/* SPDX-License-Identifier: MIT */
#include "sandbox/trouble.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sandbox/files.h"

void pq_settings_read(struct pq_settings *settings)
{
	settings->root = geteuid() == 0;
	settings->max_user_namespaces = pq_file_number("/proc/sys/user/max_user_namespaces");
	settings->max_net_namespaces = pq_file_number("/proc/sys/user/max_net_namespaces");
	settings->unprivileged_userns_clone = pq_file_number("/proc/sys/kernel/unprivileged_userns_clone");
	settings->apparmor_restrict_unprivileged_userns =
		pq_file_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns");
}

/* What to enable so that user namespaces can be had; NULL where no setting shows why not. */
static const char *setting(const struct pq_settings *settings)
{
	if (settings->max_user_namespaces == 0)
		return "user namespaces are switched off: sysctl user.max_user_namespaces=10000";
	if (settings->unprivileged_userns_clone == 0 && !settings->root)
		return "user namespaces are for root alone here: sysctl kernel.unprivileged_userns_clone=1";
	if (settings->apparmor_restrict_unprivileged_userns > 0 && !settings->root)
		return "AppArmor keeps user namespaces from programs without a profile, Ubuntu's default: "
		       "sysctl kernel.apparmor_restrict_unprivileged_userns=0";
	if (settings->max_net_namespaces == 0)
		return "network namespaces are switched off: sysctl user.max_net_namespaces=10000";
	return NULL;
}

/* Namespaces cannot be made, or cannot be used. */
static void namespaces(const struct pq_settings *settings, const char *what, int error, char *text, size_t size)
{
	const char *how = setting(settings);

	if (!how && error == ENOSPC)
		how = "there are too many namespaces already: raise sysctl user.max_user_namespaces, "
		      "user.max_net_namespaces and their like";
	if (!how && error == EINVAL)
		how = "this kernel was built without namespaces (CONFIG_USER_NS, CONFIG_NET_NS, CONFIG_PID_NS)";
	if (!how && (error == EPERM || error == EACCES))
		how = "a container's seccomp or AppArmor profile, or a chroot, forbids them: run the container with "
		      "--security-opt seccomp=unconfined --security-opt apparmor=unconfined "
		      "--security-opt systempaths=unconfined, or with --privileged";
	snprintf(text, size,
		 "the sandbox's namespaces (%s: %s): %s; or use 'pratique audit --remote', which needs none", what,
		 strerror(error), how ? how : "see dmesg");
}

void pq_trouble(const struct pq_settings *settings, enum pq_step step, const char *what, int error, char *text,
		size_t size)
{
	const char *colon = error ? ": " : "";
	const char *why = error ? strerror(error) : "";

	if (step == PQ_STEP_NAMESPACES || step == PQ_STEP_MAPS ||
	    ((error == EPERM || error == EACCES) && (step == PQ_STEP_MOUNTS || step == PQ_STEP_NETWORK)))
		namespaces(settings, what, error, text, size);
	else if (step == PQ_STEP_NETWORK && error == EOPNOTSUPP)
		snprintf(text, size,
			 "the sandbox's network (%s): the kernel lacks a module: modprobe veth, or modprobe dummy",
			 what);
	else if (step == PQ_STEP_NETWORK)
		snprintf(text, size, "the sandbox's network (%s%s%s)", what, colon, why);
	else if (step == PQ_STEP_REDIRECT && error == ENOENT)
		snprintf(text, size,
			 "the program nft, which leads the sandbox's dials to the sink: apt install nftables");
	else if (step == PQ_STEP_REDIRECT)
		snprintf(text, size,
			 "nft to lead the sandbox's dials to the sink (%s%s%s); if the kernel lacks a module: "
			 "modprobe -a nf_tables nft_chain_nat nft_redir",
			 what, colon, why);
	else if (step == PQ_STEP_MOUNTS)
		snprintf(text, size, "the sandbox's mounts (%s%s%s)", what, colon, why);
	else
		snprintf(text, size, "the sandbox (%s%s%s)", what, colon, why);
}
