/* SPDX-License-Identifier: MIT */
/*
 * The world of the example, in the fuzzer's own process: every connection leads to a server that answers once, with the
 * next of the answers that the input holds. Names that are looked up in earnest do not exist. Nothing leaves.
 */
#ifndef EXAMPLE_SERVER_H
#define EXAMPLE_SERVER_H

#include <stddef.h>

/* Begins with these answers, which byte 0xff separates. One that is no "HTTP/..." is a Location to redirect to. */
void server_begin(const char *answers, size_t length);

/* A new connection: the client's descriptor, or -1. */
int server_connect(void);

/* The harness's: a server has written these bytes to that client. */
void server_said(int client, const char *bytes, size_t length);

/* Lets every server read what is there and answer it. */
void server_serve(void);

void server_end(void);

#endif
