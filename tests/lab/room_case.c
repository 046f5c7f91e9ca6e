/* SPDX-License-Identifier: MIT */
#include "room_case.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

const char room_server[] = "#!/usr/bin/perl\n"
			   "use IO::Socket::INET;\n"
			   "my ($port, $how) = @ARGV;\n"
			   "select STDOUT; $| = 1;\n"
			   "$SIG{TERM} = 'IGNORE' if $how eq 'stubborn';\n"
			   "while ($how eq 'late' && ! -e 'go') { select undef, undef, undef, 0.01 }\n"
			   "exit 0 if $how eq 'background' && fork;\n"
			   "my $server = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $port,\n"
			   "	Listen => 5, ReuseAddr => 1)\n"
			   "	or die \"cannot listen: $!\\n\";\n"
			   "print \"ready as $> on $port\\n\";\n"
			   "while (my $client = $server->accept) {\n"
			   "	print $client \"220 fake\\r\\n\";\n"
			   "	$client->flush;\n"
			   "	exit 7 if $how eq 'quick';\n"
			   "	while (my $line = <$client>) {\n"
			   "		open my $lines, '>>', 'lines';\n"
			   "		print $lines $line;\n"
			   "		close $lines;\n"
			   "		print $client \"got $line\";\n"
			   "		$client->flush;\n"
			   "	}\n"
			   "}\n";

struct pq_lab_room *room_open(const char *user)
{
	const struct pq_lab_room_options options = { .user = user };
	struct pq_lab_room *room = NULL;
	struct pq_diag why;

	if (pq_lab_room_open(&room, &options, &why) != PQ_ERR_OK) {
		print_message("SKIPPED: %s\n", why.expected);
		exit(77);
	}
	return room;
}

struct pq_lab_room *room_with_server(const char *user, const char *arguments)
{
	struct pq_lab_room *room = room_open(user);
	struct pq_diag why;
	char command[256];

	assert_done(pq_lab_room_write(room, "bin/server", pq_view_str(room_server), true, &why), why);
	snprintf(command, sizeof(command), "exec bin/server %s", arguments);
	assert_done(pq_lab_room_start(room, command, &why), why);
	return room;
}
