/*
 * The interactive mode, shared by the files of this folder: one person's session, what is typed,
 * what is shown. One thread. Owns session and terminal.
 */
#ifndef CONVENE_JOIN_JOIN_H
#define CONVENE_JOIN_JOIN_H

#include "client/cli/act.h"
#include "client/cli/join/terminal.h"
#include "client/cli/session.h"
#include "client/cli/timeline.h"

#define JOIN_ATTACHMENTS_MAX 16

/* A document that is on the server and goes with the next message. */
struct join_attachment {
	uint8_t sha256[CONVENE_SHA256_SIZE];
	char name[256];
	const char *media_type; /* borrowed: a literal */
	size_t size;
};

/* A document that is to be fetched. */
struct join_save {
	struct join_save *next; /* owned */
	uint8_t sha256[CONVENE_SHA256_SIZE];
	char name[256];
};

struct verb;

struct join {
	struct session session;
	struct terminal *terminal; /* owned */
	struct timeline_style style;
	bool live; /* what has been is shown; from now on each event as it comes */
	bool quit;
	struct buf log; /* owned: the timeline's last lines */
	char prompt[128];

	/* a text of several lines, for `collecting`, until a line with only a full stop */
	const struct verb *collecting; /* borrowed; NULL: not collecting */
	char collect_head[512];        /* what stood before the text */
	struct buf collected;          /* owned */

	struct join_attachment attachments[JOIN_ATTACHMENTS_MAX];
	size_t attachment_count;
	Convene__V1__Attachment packed[JOIN_ATTACHMENTS_MAX];
	Convene__V1__Attachment *packed_pointers[JOIN_ATTACHMENTS_MAX]; /* borrowed */
	struct join_attachment uploading;
	uint8_t *upload;         /* owned; NULL: nothing is being uploaded */
	struct join_save *saves; /* owned; the first one is being fetched */
};

/* --- join.c --- */

/* Shows a line, formatted; what other people wrote in it must be cleaned before. */
void join_say(struct join *join, const char *format, ...) __attribute__((format(printf, 2, 3)));
void join_show(struct join *join, struct buf *text); /* and empties it */

/* Sends a command; `done` (a literal) is said when the server has carried it out. */
void join_send(struct join *join, Convene__V1__Command *command, const char *done);
void join_act(struct join *join, struct act *act);

/* --- verbs --- */

#define ROLE_BIT(role) (1u << (role))
#define EVERYBODY      0xffffu
#define PLAYERS        ROLE_BIT(CONVENE__V1__ROLE__ROLE_PLAYER)
#define CONTROLLERS    ROLE_BIT(CONVENE__V1__ROLE__ROLE_CONTROLLER)
#define SIMULATORS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_SIMULATOR)
#define ORGANISERS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_ORGANISER)
#define EVALUATORS     ROLE_BIT(CONVENE__V1__ROLE__ROLE_EVALUATOR)
#define STAFF          (CONTROLLERS | SIMULATORS | ORGANISERS | EVALUATORS)

struct verb {
	const char *name;
	const char *operands; /* as shown: "INJECT TEXT" */
	const char *summary;
	unsigned roles; /* who has it */
	/* Words before a free text that may go over several lines; -1: there is none. */
	int words_before_text;
	/* `rest` is what stands behind the verb, trimmed; it may be written to. */
	void (*run)(struct join *join, char *rest);
};

/* Lists end with a NULL name. */
extern const struct verb verbs_common[], verbs_talk[], verbs_control[];

/* Calls `each` for every verb that this role has. */
void verbs_each(
    Convene__V1__Role role, void (*each)(void *context, const struct verb *verb), void *context);
const struct verb *verbs_find(Convene__V1__Role role, const char *name);

/* Takes the first word off `*rest`; "" when there is none. */
char *verbs_word(char **rest);

/* --- documents.c --- */

void documents_attach(struct join *join, const char *path);
void documents_uploaded(struct join *join, const struct convene_transfer *transfer);
void documents_stored(struct join *join, const Convene__V1__Error *error);
void documents_save(struct join *join, Convene__V1__Attachment **list, size_t count);
void documents_downloaded(struct join *join, const struct convene_transfer *transfer);
void documents_deinit(struct join *join);

/* The attachments for the next message; they are used up by it. */
Convene__V1__Attachment **documents_take(struct join *join, size_t *count);

/* Said when a StoreAttachment is done: tells its answer from others. */
extern const char documents_stored_tag[];

#endif
