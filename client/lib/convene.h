/*
 * libconvene, the core: one client of one exercise, without any input or output of its own. Bytes
 * from the server go in, bytes for the server come out, and what happened is polled as events.
 * Knows no sockets, no clock and no randomness: a driver (driver.h is one) brings all three. One
 * thread at a time. Owns its buffers and the commands that are not answered yet.
 *
 * What it takes care of: login with a join code, resuming where it was, sending unanswered
 * commands again with the same ids, refusing events that come twice or out of order, keeping to the
 * server's limits, keepalive, the delays between attempts to connect, receipts, and the transfer of
 * documents and records.
 *
 * It fails by going to CONVENE_PHASE_STOPPED with a reason (wrong credential, removed, a server
 * that lost events); everything else is mended by connecting again.
 *
 * How a driver uses it, whenever something happens:
 *
 *   phase WANTED    -> convene_connecting(), open a connection; then convene_connected(), or
 *                      convene_disconnected() when that failed
 *   bytes arrived   -> convene_feed(), then convene_poll() until it returns false
 *   after each call -> send convene_output(), convene_output_done()
 *   end of stream   -> convene_disconnected()
 *   at convene_due_ms() -> convene_tick(), then convene_poll() until it returns false
 *   phase WAITING, WANTED or STOPPED while a connection is open -> close it (no call needed: the
 *                      core itself gave the connection up)
 */
#ifndef CONVENE_LIB_CONVENE_H
#define CONVENE_LIB_CONVENE_H

#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "convene/v1/frame.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONVENE_COMMAND_ID_SIZE 16
#define CONVENE_SHA256_SIZE     32
#define CONVENE_UPLOAD_ID_SIZE  16

/* Largest piece of a document that one frame carries (frame.proto). */
#define CONVENE_PIECE_MAX (48u * 1024u)

/* Commands that may wait here, sent or not; one more is refused with CONVENE_E_FULL. */
#define CONVENE_COMMANDS_MAX 4096

/*
 * A dead network is noticed by silence: nothing was received for PING_MS (ASKED_PING_MS while a
 * command waits for its answer), a ping went out, and then nothing was received for ANSWER_MS (all
 * in milliseconds). Any byte counts, not the Pong alone: on a slow line it comes behind whatever
 * else is on its way. So does a driver's word that what waited to be sent is going out
 * (convene_progress()). KEEPALIVE_MS: a ping also goes out when nothing was sent for so long, since
 * the server too counts silence. LOGIN_MS: nobody said Welcome.
 */
#define CONVENE_PING_MS       4000
#define CONVENE_ASKED_PING_MS 1500
#define CONVENE_ANSWER_MS     4500
#define CONVENE_KEEPALIVE_MS  20000
#define CONVENE_LOGIN_MS      15000

/* Time from an inject's or a message's arrival to the receipt for it. */
#define CONVENE_RECEIPT_MS 1000

/* Errors of this interface; 0 is success. Outputs are untouched on failure. */
enum convene_error {
	CONVENE_E_FULL = -1,      /* too many commands wait for an answer */
	CONVENE_E_TOO_LARGE = -2, /* larger than the server takes */
	CONVENE_E_BUSY = -3,      /* a transfer of this kind is under way */
	CONVENE_E_STOPPED = -4,   /* nothing can be sent any more */
	CONVENE_E_INVALID = -5,   /* an argument makes no sense */
	CONVENE_E_OFFLINE = -6,   /* there is no connection now */
};
const char *convene_error_text(int error);

/* Fills `bytes` with unpredictable bytes: command ids and delays come from it. */
typedef void convene_random_fn(void *context, void *bytes, size_t len);

#define CONVENE_CHECK_SIZE 8

/* The number of an event of one's class, and the check that says which history it belongs to. */
struct convene_history {
	uint64_t number;
	uint8_t check[CONVENE_CHECK_SIZE];
};

/* Everything is copied by convene_new(), the random function's context excepted. */
struct convene_options {
	const char *exercise_id;
	/* At least one of the two. With both, the token is tried first; if the server does not know
	 * it and the client has nothing of an exercise yet, the code, and then events from the
	 * beginning. With a code: a Welcome that is lost costs nothing as long as this client lives
	 * (Hello.attempt, which is in memory alone); one that is made anew with the same code is
	 * another attempt, and may be somebody else. */
	const char *join_code;       /* NULL: none */
	const uint8_t *resume_token; /* NULL: none */
	size_t resume_token_len;
	const char *name;     /* how the person is called; NULL: none */
	const char *language; /* BCP 47; NULL: none said */
	const char *client;   /* program and version; NULL: this library */
	/* What is known already: number and check as of convene_history(); NULL: nothing is. */
	const struct convene_history *history; /* borrowed: for the call */
	bool without_events;
	bool without_receipts; /* never send ReachReceipt */
	convene_random_fn *random;
	void *random_context; /* borrowed: outlives the client */
};

enum convene_phase {
	CONVENE_PHASE_WANTED,     /* a connection is wanted now */
	CONVENE_PHASE_CONNECTING, /* the driver is opening it */
	CONVENE_PHASE_LOGIN,      /* Hello was sent */
	CONVENE_PHASE_LIVE,       /* Welcome was received */
	CONVENE_PHASE_WAITING,    /* until convene_due_ms(), then WANTED again */
	CONVENE_PHASE_STOPPED,    /* for good */
};

/* Why a connection was lost, or why the client stopped. */
enum convene_reason {
	CONVENE_REASON_NETWORK,  /* could not connect, or the connection ended */
	CONVENE_REASON_SILENCE,  /* nothing was heard for too long */
	CONVENE_REASON_SERVER,   /* the server said so: see `code` */
	CONVENE_REASON_ORDER,    /* an event came twice or out of order */
	CONVENE_REASON_PROTOCOL, /* what was received is no frame, or comes at the wrong time */
	CONVENE_REASON_OTHER_HISTORY, /* what this client has belongs to another history
	                                 (Hello.check) */
	CONVENE_REASON_CERTIFICATE,   /* not the server that the link names */
	CONVENE_REASON_FULL, /* this side has no room for more; only convene_stop() says it */
};

enum convene_event_kind {
	CONVENE_WELCOME,    /* logged in */
	CONVENE_ENTRY,      /* an event of the exercise */
	CONVENE_CAUGHT_UP,  /* everything up to now has been seen */
	CONVENE_RESULT,     /* the answer to a command */
	CONVENE_THROTTLED,  /* the server takes no more for now: what was given waits, and goes by
	                       itself */
	CONVENE_PEOPLE,     /* names */
	CONVENE_PRESENCE,   /* who is connected */
	CONVENE_WELFARE,    /* how it stands with one's own call for welfare */
	CONVENE_UPLOADED,   /* a document is on the server, or is refused */
	CONVENE_DOWNLOADED, /* a document has arrived whole, or is refused */
	CONVENE_RECORD,     /* the next bytes of the record, or a refusal */
	CONVENE_ANSWER,     /* the answer to a query */
	CONVENE_NOTICE,     /* the server complained of something that is no command */
	CONVENE_OFFLINE,    /* the connection is lost; another is attempted by itself */
	CONVENE_STOPPED,    /* nothing more will come */
};

/* One event, as journalled. */
struct convene_entry {
	uint64_t mark; /* orders what this viewer is sent (proto/model/mark.h); staff: position */
	const Convene__V1__Event *event;
	const Convene__V1__Envelope *envelope; /* NULL: this viewer gets none */
	ProtobufCBinaryData event_bytes;       /* the very bytes that are hashed */
	ProtobufCBinaryData envelope_bytes;    /* empty when there is none */
};

struct convene_result {
	const Convene__V1__CommandResult *result;
	uint64_t tag; /* as given to convene_send() */
};

struct convene_transfer {
	const uint8_t *sha256; /* CONVENE_SHA256_SIZE bytes */
	const uint8_t *data;   /* CONVENE_DOWNLOADED: the whole document */
	size_t len;
	const Convene__V1__Error *error; /* NULL: done */
};

struct convene_record {
	const uint8_t *data;
	size_t len;
	bool last;
	const Convene__V1__Error *error; /* NULL: the bytes above are good */
};

struct convene_loss {
	enum convene_reason reason;
	const char *text;            /* for people, in English */
	Convene__V1__ErrorCode code; /* with _SERVER and _OTHER_HISTORY */
	int64_t retry_in_ms;         /* CONVENE_OFFLINE: until the next attempt */
};

/* What convene_poll() gives. Everything in it is borrowed until the next call of any function that
 * takes the client as not const. */
struct convene_event {
	enum convene_event_kind kind;
	union {
		const Convene__V1__Welcome *welcome;
		struct convene_entry entry;
		struct convene_result result;
		const Convene__V1__PeopleUpdate *people;
		const Convene__V1__PresenceUpdate *presence;
		const Convene__V1__WelfareUpdate *welfare;
		struct convene_transfer transfer; /* UPLOADED, DOWNLOADED */
		struct convene_record record;
		const Convene__V1__QueryResult *answer;
		const Convene__V1__Error *notice;
		int64_t throttled_ms;     /* until the next attempt */
		struct convene_loss loss; /* OFFLINE, STOPPED */
	};
};

struct convene;

/* `now_ms`, here and everywhere: a monotonic clock of the driver's, in milliseconds. NULL when the
 * options make no sense (no exercise, no credential, no random function). */
struct convene *convene_new(const struct convene_options *options);
void convene_free(struct convene *client); /* NULL is fine */

/* --- the connection, for drivers --- */

enum convene_phase convene_phase(const struct convene *client);

/* WANTED -> CONNECTING. */
void convene_connecting(struct convene *client, int64_t now_ms);

/* CONNECTING -> LOGIN: the connection is open and the server is the right one. Hello goes out. */
void convene_connected(struct convene *client, int64_t now_ms);

/* The connection ended or could not be opened; `text` says why. Feed and poll what was received
 * before. No effect when no connection is open. */
void convene_disconnected(struct convene *client, const char *text, int64_t now_ms);

/* Gives up for good, for a reason that only the driver can see. */
void convene_stop(struct convene *client, enum convene_reason reason, const char *text);

/* Bytes that arrived. They are copied; convene_poll() looks at them. */
void convene_feed(struct convene *client, const void *bytes, size_t len, int64_t now_ms);

/* Bytes that had waited for a slow network have reached the other side: it lives. Not for bytes
 * that went out at once: between us and a dead server there may be something that takes them. */
void convene_progress(struct convene *client, int64_t now_ms);

/* Bytes to be sent: their number, 0 for none, and where they are. Borrowed until the next call. */
size_t convene_output(const struct convene *client, const uint8_t **bytes);
void convene_output_done(struct convene *client, size_t count);

/* When convene_tick() has something to do; INT64_MAX: never, as things stand. */
int64_t convene_due_ms(const struct convene *client);
void convene_tick(struct convene *client, int64_t now_ms);

/* A person wants the next attempt now; not before the time that a server asked for. */
void convene_hurry(struct convene *client, int64_t now_ms);

/* --- what happened --- */

/* The next event; false when there is none for now. */
bool convene_poll(struct convene *client, struct convene_event *event, int64_t now_ms);

/* --- commands --- */

/*
 * Sends a command, now or when there is a connection, and again after each reconnect until it is
 * answered. The command is encoded at once and may be freed. An id of 16 bytes that is set already
 * is kept; otherwise one is made. `tag` comes back with the answer; no two need to differ. The id
 * goes to `id` unless that is NULL. Returns 0 or an enum convene_error.
 */
int convene_send(struct convene *client, Convene__V1__Command *command, uint64_t tag,
    uint8_t id[CONVENE_COMMAND_ID_SIZE]);

/* Commands without an answer, automatic receipts not counted. */
size_t convene_unanswered(const struct convene *client);

/*
 * Whether more was given than the server takes at once: what waits goes out by itself, one after
 * the other and in its order, as fast as the server lets it; a call for help and a pause of the
 * clock go ahead. No result of these is THROTTLED: that is waited for here.
 */
bool convene_is_throttled(const struct convene *client);

/*
 * Leaves for good: the resume token ends, or, `everywhere`, all tokens and connections of this
 * person. CONVENE_STOPPED follows, with ERROR_CODE_LEFT, also where the connection breaks before
 * that. What is not answered by then stays so: wait for it first. CONVENE_E_OFFLINE while nobody is
 * logged in.
 */
int convene_leave(struct convene *client, bool everywhere);

/* --- queries --- */

/*
 * Asks a question; the answer comes as CONVENE_ANSWER with the query's id, which the caller
 * chooses. A query is not sent again: whoever still waits for an answer when CONVENE_OFFLINE comes,
 * asks anew after CONVENE_WELCOME. CONVENE_E_OFFLINE while nobody is logged in.
 */
int convene_query(struct convene *client, const Convene__V1__Query *query);

/* --- documents and the record; one transfer of each kind at a time --- */

/* Uploads a document; `data` is borrowed until CONVENE_UPLOADED or convene_upload_cancel(). Its
 * hash goes to `sha256`. To refer to it, send StoreAttachment with the same client afterwards: its
 * upload_id is filled in by convene_send(), for the last 64 uploads. */
int convene_upload(
    struct convene *client, const uint8_t *data, size_t len, uint8_t sha256[CONVENE_SHA256_SIZE]);

/* The upload is given up, if there is one: nothing more of it goes, and no event comes of it. */
void convene_upload_cancel(struct convene *client);

/* Bytes of the document that is being uploaded that the server has, as far as is known; 0: none is.
 */
size_t convene_uploaded(const struct convene *client);

/* Asks for a document; it arrives whole and checked as CONVENE_DOWNLOADED. */
int convene_download(struct convene *client, const uint8_t sha256[CONVENE_SHA256_SIZE]);

/* Asks for a record: a team's, or the full one (NULL). It arrives as CONVENE_RECORD, piece by
 * piece, across reconnects. */
int convene_fetch_record(struct convene *client, const char *team_id);

/* --- what is known --- */

uint64_t convene_participant_id(const struct convene *client); /* 0 before the first Welcome */
Convene__V1__Role convene_role(const struct convene *client);
const char *convene_team_id(const struct convene *client); /* "" for none; borrowed */

/* The mark of the last event seen; what commands say has been seen. */
uint64_t convene_last_seq(const struct convene *client);

/* How far the client has come, for another one to go on from there. False: nothing is known yet. */
bool convene_history(const struct convene *client, struct convene_history *out);

/* The token to log in with next time: its length, 0 before the first Welcome. A secret. */
size_t convene_resume_token(const struct convene *client, const uint8_t **token);

/* The server's wall clock, Unix epoch, as well as it is known; 0 before the first Welcome. */
int64_t convene_server_ms(const struct convene *client, int64_t now_ms);

struct convene_stats {
	uint64_t entries;          /* events delivered to the caller */
	uint64_t order_violations; /* events refused: twice or out of order */
	uint64_t connects;         /* times that Welcome was received */
	uint64_t resent;           /* commands sent again */
	uint64_t bytes_in, bytes_out;
};
const struct convene_stats *convene_stats(const struct convene *client); /* borrowed */

/*
 * Delay before attempt `attempt` (from 0) to connect again: exponential with full jitter, uniform
 * in [0, min(30 s, 500 ms * 2^attempt)], and not before the server's own wish.
 */
int64_t convene_backoff_ms(unsigned attempt, uint64_t retry_after_ms, uint64_t random);

#endif
