/*
 * The other end for tests of libconvene's core: writes what a server would send, reads what the
 * client sent. No sockets: bytes in memory. Failures end the test.
 */
#ifndef CONVENE_TEST_FAKE_SERVER_H
#define CONVENE_TEST_FAKE_SERVER_H

#include "client/lib/convene.h"
#include "proto/buf.h"

/* Predictable "random" bytes: a counter. */
void fake_random(void *context, void *bytes, size_t len);

/* Options that suffice for convene_new(); `counter` outlives the client. */
struct convene_options fake_options(uint64_t *counter);

/* Appends frames to `out`. */
/* The check that belongs to a number here. */
void fake_check(uint64_t number, uint8_t check[CONVENE_CHECK_SIZE]);

void fake_frame(struct buf *out, const Convene__V1__ServerFrame *frame);
void fake_welcome(struct buf *out, uint64_t participant_id, Convene__V1__Role role,
    const char *team_id, uint64_t number, uint32_t in_flight);
void fake_event(struct buf *out, uint64_t number, const Convene__V1__Event *event, bool staff);
/* An announcement as event `seq`. */
void fake_announced(struct buf *out, uint64_t seq, const char *text);
/* At most 8 announcements in one frame. */
void fake_several(struct buf *out, uint64_t first, size_t count);
void fake_caught_up(struct buf *out);
/* The command is to be sent again after a while. */
void fake_later(struct buf *out, const uint8_t *id, uint64_t wait_ms);
void fake_result(struct buf *out, const uint8_t *id, uint64_t object_id, const char *refusal);
void fake_error(struct buf *out, Convene__V1__ErrorCode code, uint64_t retry_after_ms);

#define FAKE_FRAMES_MAX 256

/* What the client has put out, decoded. */
struct fake_frames {
	Convene__V1__ClientFrame *list[FAKE_FRAMES_MAX]; /* owned */
	size_t count;
};

/* Takes the client's whole output. */
void fake_take(struct convene *client, struct fake_frames *frames);
void fake_free(struct fake_frames *frames);

/* WANTED -> LIVE as a player of AL-NGO, everything polled away, output taken. */
void fake_log_in(struct convene *client, uint64_t number, uint32_t in_flight, int64_t now_ms);

/* Feeds all bytes at once. */
void fake_feed(struct convene *client, struct buf *bytes, int64_t now_ms);

#endif
