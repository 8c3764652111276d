/*
 * A session: one client's side of the conversation, from Hello to the end of its stream. Loop
 * thread only. Owned by its stream: freed when that is closed.
 *
 *    +-------+  Hello   +----------+  on disk   +--------+
 *    | HELLO |--------->| ADMITTED |----------->| FOLLOW |
 *    +-------+          +----------+            +--------+
 *        |  error            |  exercise stops      |  error, exercise stops, removed
 *        v                   v                      v
 *    +---------------------------------------------------+
 *    | LEAVING: the last frames go out, then it closes    |
 *    +---------------------------------------------------+
 */
#ifndef CONVENE_SESSION_SESSION_H
#define CONVENE_SESSION_SESSION_H

#include "proto/frame.h"
#include "server/base/stream.h"
#include "server/host/host.h"
#include "server/session/outbox.h"

/* The name of the protocol in ALPN. */
#define SESSION_PROTOCOL "convene/1"

/* Deadlines (proto/README.md): a Hello soon after connecting, then something at least once a
 * minute. */
#define HELLO_DEADLINE_MS 10000
#define IDLE_DEADLINE_MS  60000

/* Replies that wait for a peer that does not read: above this, nothing more is read from it. */
#define OUTBOX_PAUSE_BYTES (256u * 1024u)

/* A document that is stored already and is being compared with what a client sends. */
struct upload_proof {
	uint8_t sha256[HASH_SIZE];
	uint64_t size_bytes;          /* as its first piece says */
	uint64_t offset;              /* compared so far */
	struct sha256_stream *stream; /* owned */
};

enum session_state { SESSION_HELLO, SESSION_ADMITTED, SESSION_FOLLOW, SESSION_LEAVING };

/* What each delivery looks at comes first and together. */
struct session {
	struct follower follower; /* first: the follower's callbacks find the session by it */
	struct stream *stream;    /* borrowed: outlives the session */
	struct room *room;        /* borrowed; NULL before login and after the exercise ended */
	uint64_t cursor;          /* the client has, or has been sent, the log up to here */
	size_t names_told;        /* of how many people, the first to join, it was sent the names */
	enum session_state state;
	bool with_events;
	bool paused;
	bool present; /* counted in the room's crowd */
	uint16_t commands_in_flight;
	struct outbox outbox;
	struct outbox pongs;        /* answers to pings: they wait for nothing and nobody */
	struct upload_proof *proof; /* owned; mostly NULL */
	struct blob *part;          /* ref; frames too large for one write, being sent; else NULL */
	size_t part_at;             /* bytes of it that were sent */
	struct blob *welcome;       /* ref; while ADMITTED */
	uint64_t welcome_ticket;
	struct host *host; /* borrowed: outlives the session */
	struct frame_decoder decoder;
};

/* Takes a stream that speaks SESSION_PROTOCOL; a struct protocol's `accept`. `host` is a struct
 * host; borrowed: outlives the session. */
void session_new(void *host, struct stream *stream);

/* --- for this folder's other files --- */

/* Queues a frame that depends on the state as it is now: it leaves once that is on disk and the
 * client has the log so far. */
void session_reply(struct session *session, const Convene__V1__ServerFrame *frame);
/* Nothing more is read until the exercise or the peer has caught up. */
void session_pause(struct session *session);
/* Queues frames that do not depend on what the client has; they leave once the state is on disk. */
void session_notify(struct session *session, struct blob *blob);

/* The same for what depends on nothing, a commit that is under way least of all. */
void session_pong(struct session *session, struct blob *blob);

/* Says why and closes. */
void session_refuse(struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* login.c: the first frame. */
void session_login(struct session *session, const Convene__V1__Hello *hello);

/* dispatch.c: a frame of somebody who is logged in. `unknown`: what the guard says of a value in it
 * that this version does not know; NULL: there is none. */
void session_dispatch(
    struct session *session, const Convene__V1__ClientFrame *frame, const char *unknown);

/* upload.c: documents up. */
void session_upload(struct session *session, const Convene__V1__AttachmentUpload *upload);
void session_drop_proof(struct session *session);
void session_fill_error(Convene__V1__Error *error, Convene__V1__ErrorCode code, const char *text);
/* Borrowed: as the bytes given. */
ProtobufCBinaryData session_hash_bytes(const uint8_t *sha256);

/* transfer.c: documents down, the record. */
void session_download(struct session *session, const Convene__V1__AttachmentRequest *request);
void session_record(struct session *session, const Convene__V1__RecordRequest *request);
void session_piece_stored(struct follower *follower, const uint8_t sha256[HASH_SIZE],
    uint64_t stored_bytes, const char *text);

#endif
