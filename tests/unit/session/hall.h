/*
 * For tests of sessions: a host with one room and no network, its exercise that of live_fixture.h,
 * and peers, each over a stream in memory. Nothing gets to disk unless the test says so. Fails the
 * test when something goes wrong that is not under test.
 */
#ifndef CONVENE_TESTS_HALL_H
#define CONVENE_TESTS_HALL_H

#include "server/session/session.h"
#include "tests/support/fake_stream.h"
#include "tests/unit/live/live_scene.h"

struct hall {
	struct scene scene;
	Convene__V1__ServerConfig config;
	struct host host;
	struct room room;
	uint64_t streams; /* how many there have been */
	uint8_t commands; /* for their ids */
	bool stopping;
};

/* Somebody at the other end of a stream. */
struct peer {
	struct fake_stream fake;
	size_t read_at;                  /* of the fake's output */
	Convene__V1__ServerFrame *frame; /* owned: the one that was read last; NULL: none */
};

/* `fixture`: as cmocka's setup has made it. */
void hall_open(struct hall *hall, struct live_fixture *fixture);
/* The exercise stops, for all who are in it; hall_close() awaits the end. */
void hall_stop(struct hall *hall);
void hall_close(struct hall *hall);
/* What was decided gets to disk, and followers are told. */
void hall_commit(struct hall *hall);
/* A join code, on disk. `team` may be NULL. */
void hall_invite(
    struct hall *hall, Convene__V1__Role role, const char *team, char code[JOIN_CODE_SIZE]);

void peer_open(struct peer *peer, struct hall *hall);
/* Unless it is closed the stream is cut. */
void peer_close(struct peer *peer);
void peer_send(struct peer *peer, Convene__V1__ClientFrame__BodyCase what, void *body);
void peer_hello(struct peer *peer, const char *code, const char *name);
/* Sends a command, with an id of its own. */
void peer_command(struct peer *peer, struct hall *hall, Convene__V1__Command *command);
/* A controller who is in, and has been sent all there is. */
void peer_join(struct peer *peer, struct hall *hall, const char *name);

/* The next whole frame; NULL: none has come. Borrowed until the next call. */
const Convene__V1__ServerFrame *peer_read(struct peer *peer);
/* All that have come, as a letter each: Welcome, People, presEnce, Log entry, Result, Caught up,
 * pOng, error "!", "?" for others. */
void peer_read_all(struct peer *peer, char *out, size_t size);
/* Reads until an Error, the last frame; its code, 0: there is none. */
Convene__V1__ErrorCode peer_read_error(struct peer *peer);

#endif
