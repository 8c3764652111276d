/*
 * What a real server sent to one client, frame by frame. One thread; owns its bytes. Ends the test
 * when the server does not do its part.
 */
#ifndef CONVENE_TESTS_FUZZ_HOSTILE_STREAM_H
#define CONVENE_TESTS_FUZZ_HOSTILE_STREAM_H

#include "convene/v1/frame.pb-c.h"
#include "proto/buf.h"
#include "tests/support/test_server.h"

struct stream {
	const char *role;   /* borrowed: a literal */
	const char *team;   /* borrowed: a literal; "-" for none */
	struct buf *frames; /* owned list of owned buffers: each a ServerFrame without its length */
	size_t count, cap;
};

/* Joins the exercise, takes all that there is, and asks for whatever a client can ask for. */
void stream_record(
    struct stream *stream, const struct test_server *server, const char *role, const char *team);

/* Whether there is a frame of this kind. */
bool stream_has(const struct stream *stream, Convene__V1__ServerFrame__BodyCase body);

void stream_deinit(struct stream *stream);

#endif
