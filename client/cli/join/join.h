/*
 * The interactive mode: one person's session, what is typed, what is shown. The state that the
 * files of this folder share. One thread. Owns session and terminal.
 */
#ifndef CONVENE_JOIN_JOIN_H
#define CONVENE_JOIN_JOIN_H

#include "client/cli/base/verbs.h"
#include "client/cli/join/outbox.h"
#include "client/cli/join/past.h"
#include "client/cli/join/unsent.h"
#include "client/cli/session/ending.h"
#include "client/cli/text/style.h"

/* A document that is to be fetched. */
struct join_save {
	uint8_t sha256[CONVENE_SHA256_SIZE];
	char *name; /* owned: as it was sent */
};

struct join_conduct;
struct join_edit;

struct join {
	struct session session;
	struct terminal *terminal; /* owned */
	struct style style;
	bool live; /* what has been is shown; from now on each event as it comes */
	bool quit;
	bool fault; /* a line was refused, or made no sense: what a script exits with */
	bool offline;
	int64_t retry_ms;       /* while offline: when the next attempt is, on the driver's clock */
	char offline_since[16]; /* the time of day here */
	char loss[512];         /* why; as it was said last */
	struct unsent unsent;
	struct driver_timer *late;    /* owned by the driver; NULL: nothing will be late */
	struct driver_timer *again;   /* owned by the driver; NULL: not started */
	char typed[UNSENT_LINE];      /* the line that is carried out */
	const struct verb *verb;      /* borrowed: its row */
	Convene__V1__Channel channel; /* of the next thread */

	/* a question that the next line answers */
	void (*answer)(struct join *join, char *about, char *line); /* NULL: none */
	const char *question;           /* borrowed: a literal, the prompt */
	char *about;                    /* owned: what the answer is told; NULL: no question */
	struct ending ending;           /* of the planned time */
	Convene__V1__Command *proposed; /* owned: waits for a yes; NULL: none does */
	const char
	    *proposed_done; /* borrowed: a literal, said when it is done; NULL: an event says it */
	struct past past;
	char prompt[480];
	char *asked; /* owned: the line that a question is about; NULL: none */

	/* a text of several lines, for `collecting`, until a line with only a full stop */
	const struct verb *collecting; /* borrowed; NULL: not collecting */
	struct buf collect_head;       /* owned: what stood before the text */
	struct buf collected;          /* owned */

	struct outbox outbox;
	struct join_edit *edit;       /* owned; NULL: no inject is being edited (edit_inject.h) */
	struct join_conduct *conduct; /* owned; NULL: nothing of it yet (noun.h) */
	uint8_t *upload;              /* owned; NULL: nothing is being uploaded */
	struct join_save *saves;      /* owned; the first one is being fetched */
	size_t save_count, save_cap;
};

#endif
