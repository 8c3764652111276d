/*
 * What somebody sends in the interactive mode, in the order in which it was typed: files that are
 * attached to the next message, and messages that wait until the files before them are on the
 * server. The rule that it keeps: a document goes with the message that it was attached for, or
 * with none. Pure; one thread. Owns everything in it; cannot fail.
 *
 *    attach          uploaded        message            answered
 *   --------> COMING --------> attached ------> sent with it ------> gone
 *               | upload fails    ^                  | refused
 *               v                 +------------------+ for the same receivers only
 *   what waits is handed back
 */
#ifndef CONVENE_JOIN_OUTBOX_H
#define CONVENE_JOIN_OUTBOX_H

#include "client/lib/convene.h"
#include "proto/buf.h"

#define OUTBOX_DOCUMENTS_MAX 16
#define OUTBOX_ITEMS_MAX     64

struct outbox_document {
	uint8_t sha256[CONVENE_SHA256_SIZE];
	char name[256];
	const char *media_type; /* borrowed: a literal */
	size_t size;
};

enum outbox_kind {
	OUTBOX_MESSAGE,
	OUTBOX_ATTACH, /* a file that is still to be read and uploaded: `text` is its path */
};

struct outbox_item {
	enum outbox_kind kind;
	char *text; /* owned: how it begins, for people */
	char *whom; /* owned: "AL-POL and AL-LI"; "" for what goes to nobody in particular */
	Convene__V1__Command *command;     /* owned: without id and documents; NULL: none */
	struct outbox_document *documents; /* owned: what went with it; NULL before it is sent */
	size_t document_count;
	bool waited;
};

struct outbox {
	struct outbox_document documents[OUTBOX_DOCUMENTS_MAX]; /* attached */
	size_t count;
	char whom[400]; /* a message to these was refused, and its documents are back; "": none */
	struct outbox_document coming; /* being uploaded, or made known */
	bool is_coming;
	bool is_dropped;  /* taken off while it was on its way */
	char failed[256]; /* could not be attached, and nothing was refused for it yet */
	struct outbox_item *waiting[OUTBOX_ITEMS_MAX]; /* owned: in order */
	size_t waiting_count;
	struct outbox_item **sent; /* owned, each: without an answer yet */
	size_t sent_count, sent_cap;
};

void outbox_deinit(struct outbox *outbox);

/* `command` is taken over, and freed as what was unpacked is; NULL for a file. */
struct outbox_item *outbox_item_new(
    enum outbox_kind kind, const char *text, const char *whom, Convene__V1__Command *command);
void outbox_item_free(struct outbox_item *item); /* NULL is fine */

/* Whether what is sent now would overtake what was typed before it. */
bool outbox_must_wait(const struct outbox *outbox);

/* Puts it at the end; false, with nothing taken over, when too much waits already. */
bool outbox_queue(struct outbox *outbox, struct outbox_item *item);

/* Takes off the first that need not wait any longer, to be sent or freed; NULL: there is none. */
struct outbox_item *outbox_next(struct outbox *outbox);

/* Takes off the first, whatever it waits for: what it waited for has failed. */
struct outbox_item *outbox_hand_back(struct outbox *outbox);

/* A file begins to be uploaded; it is on the server; it will not be there. */
void outbox_begin(struct outbox *outbox, const struct outbox_document *document);
void outbox_arrived(struct outbox *outbox);
void outbox_lost(struct outbox *outbox);

/* A file could not even be read, or was lost: the next message is refused, once. */
void outbox_failed(struct outbox *outbox, const char *name);

/* Why a message to `whom` may not go now, as a sentence; "" when it may. What was said is not said
 * again: a message after a failed attachment is refused once. */
const char *outbox_objection(struct outbox *outbox, const char *whom, char *out, size_t size);

/* The attached documents go with `item`, which is taken over until it is answered. */
void outbox_send(struct outbox *outbox, struct outbox_item *item);

/* The item that was sent as this, taken off; NULL: none of these. */
struct outbox_item *outbox_answered(struct outbox *outbox, uint64_t tag);

/* It was refused: its documents are attached again, for the same receivers. False: they are not,
 * because others are attached meanwhile. */
bool outbox_put_back(struct outbox *outbox, const struct outbox_item *item);

/* Takes a file off by its name, or everything for NULL; how many were taken off. `*waits`: messages
 * wait for what was taken off, and are to be handed back. */
size_t outbox_detach(struct outbox *outbox, const char *name, bool *waits);

/* Appends "[mid.pdf 40 %] " or "[mid.pdf, list.csv] "; nothing for nothing. `sent`: bytes of what
 * is coming. */
void outbox_shown(const struct outbox *outbox, size_t sent, struct buf *out);

#endif
