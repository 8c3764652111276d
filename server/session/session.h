/*
 * A session: one client's side of the conversation, from Hello to the end of its stream. Loop
 * thread only. Owned by its stream: freed when that is closed. Here is what all of the conversation
 * needs: the struct, answering, refusing, waiting. Where it goes from there see README.md.
 *
 *    +-------+  Hello   +----------+  on disk   +--------+
 *    | HELLO |--------->| ADMITTED |----------->| FOLLOW |
 *    +-------+          +----------+            +--------+
 *        |  error            |  exercise stops      |  error, exercise stops, removed
 *        v                   v                      v
 *    +---------------------------------------------------+
 *    | LEAVING: the last frames go out, then it closes    |
 *    +---------------------------------------------------+
 *
 * Where somebody knocks in vain there is LATE between HELLO and LEAVING: the answer waits.
 */
#ifndef CONVENE_SESSION_SESSION_H
#define CONVENE_SESSION_SESSION_H

#include "proto/frame.h"
#include "server/base/stream.h"
#include "server/host/host.h"
#include "server/live/read_job.h"
#include "server/session/outbox.h"

/* Once logged in something comes at least once a minute (proto/README.md). */
#define IDLE_DEADLINE_MS 60000

enum session_state {
	SESSION_HELLO,
	SESSION_LATE,
	SESSION_ADMITTED,
	SESSION_FOLLOW,
	SESSION_LEAVING,
};

struct late; /* login.c */

/* What each delivery looks at comes first and together. */
struct session {
	struct follower follower; /* first: the follower's callbacks find the session by it */
	struct stream *stream;    /* borrowed: outlives the session */
	struct room *room;        /* borrowed; NULL before login and after the exercise ended */
	uint64_t cursor;   /* the client has, or has been sent, its part of the log up to here */
	uint64_t number;   /* of the last event in it, of the client's class */
	size_t names_told; /* of how many people, the first to join, it was sent the names */
	enum session_state state;
	bool with_events;
	bool paused;
	bool held; /* paused for a while, because it sends and does not listen */
	bool awaiting;
	uint16_t commands_in_flight;
	uint16_t refused_in_a_row; /* because of how fast they came */
	struct outbox outbox;
	struct outbox pongs;  /* answers to pings: they wait for nothing and nobody */
	struct blob *part;    /* ref; frames too large for one write, being sent; else NULL */
	size_t part_at;       /* bytes of it that were sent */
	struct blob *welcome; /* ref; while ADMITTED */
	uint64_t welcome_ticket;
	/* Owned; mostly NULL: as far as the client has it, and whose it is. */
	struct journal_record *record;
	char record_team[JOB_TEAM_MAX + 1];
	struct host *host; /* borrowed: outlives the session */
	struct frame_decoder decoder;
	uint8_t token_hash[HASH_SIZE]; /* of the token that it has */
	struct late *late;             /* owned; while LATE (login.c) */
	/* While `awaiting`: the command for which all others wait, and loop time at which it may
	 * come (rate.h). */
	uint8_t awaited_id[COMMAND_ID_SIZE];
	uint64_t awaited_ms;
};

/* Whoever was admitted is in the room, follows its exercise and is counted as present, until it
 * leaves: by itself, or because the exercise ends. Fine when it is in none. */
void session_enter_room(struct session *session, struct room *room);
void session_leave_room(struct session *session);

/* A command has come; its answer leaves. Counted for the connection, and for the participant. */
void session_command_came(struct session *session);
void session_command_answered(struct session *session);

/* Queues a frame that depends on the state as it is now: it leaves once that is on disk and the
 * client has the log so far. */
void session_reply(struct session *session, const Convene__V1__ServerFrame *frame);

/* Queues frames that do not depend on what the client has; they leave once the state is on disk. */
void session_notify(struct session *session, struct blob *blob);

/* The same for what depends on nothing, a commit that is under way least of all. */
void session_pong(struct session *session, const Convene__V1__ServerFrame *frame);

/* Nothing more is read until the exercise or the peer has caught up. */
void session_pause(struct session *session);
/* The same for a second at least, after which `expired` calls session_release(). */
void session_hold(struct session *session);
void session_release(struct session *session);
/* Goes on reading once nothing speaks against it. */
void session_resume(struct session *session);

/* Says why and closes, once; the second one with a line in the log. */
void session_end(struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms,
    const char *text);
void session_refuse(struct session *session, Convene__V1__ErrorCode code, uint64_t retry_after_ms,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* `error`, filled, to be put into a frame, or NULL where `text` is NULL. Both are borrowed. */
Convene__V1__Error *session_error(
    Convene__V1__Error *error, Convene__V1__ErrorCode code, const char *text);

/* Begins a decision in the host's memory, which lasts until the next one. False, with it refused in
 * `error`, when what is asked has a value that this version does not know: `unknown` is what the
 * guard says of it. What a later version means by that cannot be guessed. */
bool session_begin_decision(struct session *session, struct decision *decision,
    Convene__V1__Error *error, const char *unknown);

#endif
