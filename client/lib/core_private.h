/*
 * The inside of libconvene's core, shared by core.c (what all need), phases.c (the connection's
 * phases, commands), receive.c (frames from the server), alive.c (silence) and transfer.c
 * (documents, the record). For nobody else.
 */
#ifndef CONVENE_LIB_CORE_PRIVATE_H
#define CONVENE_LIB_CORE_PRIVATE_H

#include "client/lib/convene.h"
#include "client/lib/pending.h"
#include "proto/arena.h"
#include "proto/buf.h"
#include "proto/frame.h"

/* Memory for one decoded frame; a frame has at most 1 MiB, and a decoded message several times its
 * length. */
#define CORE_FRAME_BUDGET (32u * 1024u * 1024u)

/* A server that breaks the protocol this often is not tried again. */
#define CORE_PATIENCE 8

struct upload {
	bool active;
	const uint8_t *data; /* borrowed: until CONVENE_UPLOADED */
	size_t len;
	size_t offset; /* of the piece that was sent last */
	uint8_t sha256[CONVENE_SHA256_SIZE];
	uint8_t id[CONVENE_UPLOAD_ID_SIZE];
	unsigned stalls; /* answers without progress */
	int64_t due_ms;  /* the piece is sent again then; 0: it is under way */
};

/* Uploads that are all there, so that StoreAttachment can name them. */
#define CORE_UPLOADED 64

struct uploaded {
	uint8_t sha256[CONVENE_SHA256_SIZE];
	uint8_t id[CONVENE_UPLOAD_ID_SIZE];
};

struct download {
	bool active;
	uint8_t sha256[CONVENE_SHA256_SIZE];
	struct buf data; /* owned */
};

struct record_fetch {
	bool active;
	uint64_t offset, through; /* of the request that is under way */
	char team_id[65];         /* whose it is; "": the full one */
};

struct convene {
	/* options; all owned */
	char *exercise_id;
	char *join_code; /* NULL: none */
	char *name;      /* NULL: none */
	char *language;  /* NULL: none */
	char *program;
	uint8_t *token; /* NULL: none; wiped before it is freed */
	size_t token_len;
	bool without_events, without_receipts;
	convene_random_fn *random;
	void *random_context; /* borrowed: outlives the client */

	/* the connection */
	enum convene_phase phase;
	int64_t now_ms;                     /* as last told */
	int64_t retry_at_ms, retry_wish_ms; /* the latter: before it the server wants none */
	int64_t login_since_ms, sent_ms;
	int64_t heard_ms;               /* bytes were received, or progress was made */
	int64_t asked_ms;               /* a command was sent last */
	bool pinged;                    /* a ping went out since */
	bool leaves, leaves_everywhere; /* Leave is given and not answered */
	bool has_attempt;
	uint8_t attempt_id[16]; /* Hello.attempt */
	unsigned attempt;       /* failures since the client was last caught up */
	unsigned complaints;    /* times that the server or we found the stream broken */
	struct buf in;          /* owned: received, from `in_at` on not looked at */
	size_t in_at;
	struct frame_decoder decoder;
	struct buf out; /* owned */

	/* what the server said of us */
	uint64_t participant_id;
	Convene__V1__Role role;
	char *team_id; /* owned */
	size_t max_frame;
	size_t max_in_flight;
	uint64_t max_attachment;

	/* the log */
	uint64_t last_seq;
	/* of the last event of our class in the last frame that was handed over whole, and the
	 * check that belongs to it (Entries): what the next Hello says */
	uint64_t number;
	uint8_t check[CONVENE_CHECK_SIZE];
	size_t check_len; /* 0: none yet */
	/* the frame whose entries are being handed over, one at a time; in the arena; NULL: none */
	const Convene__V1__Entries *entries;
	size_t entries_at;
	uint64_t handed; /* the last number that was handed over; what comes again is passed over */
	int64_t wall_offset_ms; /* server's wall clock less now_ms */
	bool wall_known;

	struct pending pending;
	/* More was sent than the server takes at once: until all is answered one command is sent at
	 * a time, and none before `throttle_due_ms`. */
	bool throttled;
	int64_t throttle_due_ms;
	uint64_t nonce; /* of the last ping */
	int64_t ping_ms;
	uint64_t receipt_wanted, receipt_sent; /* through which seq */
	int64_t receipt_due_ms;                /* INT64_MAX: no receipt is due */
	bool receipt_in_flight;

	struct upload upload;
	struct uploaded uploaded[CORE_UPLOADED]; /* a ring */
	size_t uploads;                          /* so far */
	struct download download;
	struct record_fetch record;

	/* a loss that convene_poll() has not told yet */
	bool loss_untold;
	enum convene_event_kind loss_kind;
	struct convene_loss loss;
	char loss_text[512];

	struct arena *arena; /* owned: the event given out last */
	Convene__V1__Error own_error;
	char own_error_text[160];
	struct convene_stats stats;
};

/* core.c */
void core_put(struct convene *client, const Convene__V1__ClientFrame *frame);
void core_leave(struct convene *client); /* phases.c: says so again */
void core_pump(struct convene *client);  /* sends the commands that may be sent */
void core_lose(struct convene *client, enum convene_reason reason, Convene__V1__ErrorCode code,
    uint64_t retry_after_ms, const char *text);
void core_end(struct convene *client, enum convene_reason reason, Convene__V1__ErrorCode code,
    const char *text);
void core_set_text(char **field, const char *text); /* frees what was there; NULL and "" are NULL */
void core_set_token(struct convene *client, const uint8_t *token, size_t len);
int core_send(struct convene *client, Convene__V1__Command *command, uint64_t tag, bool automatic,
    uint8_t id[CONVENE_COMMAND_ID_SIZE]);
void core_receipt_due(struct convene *client);
/* The server wants the command later; it, and what comes behind it, waits. True: nobody was told
 * so yet. */
bool core_throttled(struct convene *client, struct pending_command *command, uint64_t wait_ms);
int64_t core_throttle_due_ms(const struct convene *client); /* INT64_MAX: nothing waits for it */
void core_drop(struct convene *client); /* the connection, and what belongs to it */

/* alive.c: bytes came; when core_keep_alive() has something to do; pings, or gives up */
void core_heard(struct convene *client);
int64_t core_alive_due_ms(const struct convene *client);
void core_keep_alive(struct convene *client);

/* transfer.c: frames that concern transfers; true when `event` was filled in */
bool core_progress(struct convene *client, const Convene__V1__AttachmentProgress *progress,
    struct convene_event *event);
bool core_chunk(
    struct convene *client, const Convene__V1__AttachmentChunk *chunk, struct convene_event *event);
bool core_record(
    struct convene *client, const Convene__V1__RecordChunk *chunk, struct convene_event *event);
int64_t core_upload_due_ms(const struct convene *client); /* INT64_MAX: nothing waits */
void core_upload_due(struct convene *client);
void core_transfers_resume(struct convene *client); /* after a Welcome */
void core_transfers_deinit(struct convene *client);

#endif
