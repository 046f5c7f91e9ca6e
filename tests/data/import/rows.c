/* SPDX-License-Identifier: MIT */
/* Rows of a generated table; written for the tests of import. */
static const struct row blocked_ports[] = {
	{ 25, "smtp" },
	{ 110, "pop3" },
	{ .port = 143 },
};
