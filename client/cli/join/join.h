/*
 * The interactive mode, shared by the files of this folder: one person's session, what is typed,
 * what is shown. One thread. Owns session and terminal.
 */
#ifndef CONVENE_JOIN_JOIN_H
#define CONVENE_JOIN_JOIN_H

#include "client/cli/act.h"
#include "client/cli/ending.h"
#include "client/cli/join/outbox.h"
#include "client/cli/join/past.h"
#include "client/cli/join/terminal.h"
#include "client/cli/join/unsent.h"
#include "client/cli/session.h"
#include "client/cli/timeline.h"
#include "proto/roles.h"

/* A document that is to be fetched. */
struct join_save {
	struct join_save *next; /* owned */
	uint8_t sha256[CONVENE_SHA256_SIZE];
	char *name; /* owned: as it was sent */
};

struct verb;
struct join_conduct;
struct join_edit;

struct join {
	struct session session;
	struct terminal *terminal; /* owned */
	struct timeline_style style;
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
	Convene__V1__Channel channel; /* of the next thread */

	/* a question that the next line answers */
	void (*answer)(struct join *join, char *about, char *line); /* NULL: none */
	const char *question; /* borrowed: a literal, the prompt */
	char *about;          /* owned: what the answer is told; NULL: no question */
	struct ending ending; /* of the planned time */
	struct buf proposed;  /* owned: a command that waits for a yes, packed */
	const char
	    *proposed_done; /* borrowed: a literal, said when it is done; NULL: an event says it */
	Convene__V1__Command__BodyCase proposed_case;
	struct past past;
	char prompt[200];
	char *asked; /* owned: the line that a question is about; NULL: none */

	/* a text of several lines, for `collecting`, until a line with only a full stop */
	const struct verb *collecting; /* borrowed; NULL: not collecting */
	struct buf collect_head;       /* owned: what stood before the text */
	struct buf collected;          /* owned */

	struct outbox outbox;
	struct join_edit *edit;       /* owned; NULL: no inject is being edited (edit_inject.h) */
	struct join_conduct *conduct; /* owned; NULL: nothing of it yet (conduct_state.h) */
	uint8_t *upload;              /* owned; NULL: nothing is being uploaded */
	struct join_save *saves;      /* owned; the first one is being fetched */
};

/* --- saying.c --- */

/* Shows a line, formatted; what other people wrote in it must be cleaned before. */
void join_say(struct join *join, const char *format, ...) __attribute__((format(printf, 2, 3)));
void join_show(struct join *join, struct buf *text); /* and empties it */
void join_page(struct join *join, struct buf *text); /* the same for long texts */

/* The same for what colour_resolve() has gone over; the text stays. */
void join_print(struct join *join, const struct buf *text);

/* As join_say(), for what is wrong with a line: a script that has such a one fails. */
void join_refuse(struct join *join, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What a mistyped id may have meant: "" or "; did you mean ...?". `out` is returned. */
const char *join_meant_inject(const struct join *join, const char *typed, char *out, size_t size);
const char *join_meant_party(const struct join *join, const char *typed, char *out, size_t size);

/* --- join.c --- */

/*
 * Asks the person; the next line goes to `answer`, with `about`, which is copied. Where nobody sits
 * at the terminal, `answer` gets `unasked` at once (both literals).
 */
void join_ask(struct join *join, const char *question, const char *unasked, const char *about,
    void (*answer)(struct join *join, char *about, char *line));

/* Whether the answer to "Type yes:" is one; says so if it is not. */
bool join_is_yes(struct join *join, const char *line);

/* Sends a command; `done` (a literal) is said when the server has carried it out. */
void join_send(struct join *join, Convene__V1__Command *command, const char *done);

/* The same with a tag of the caller's, who deals with the answer. False: it is refused, and that
 * was said. */
bool join_submit(struct join *join, Convene__V1__Command *command, uint64_t tag);

void join_act(struct join *join, struct act *act);

/* --- complete.c --- */

/* The terminal's callback; `context` is the join. */
void join_complete(void *context, const char *line, struct buf *words);

/* --- verbs --- */

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
extern const struct verb verbs_common[], verbs_log[], verbs_talk[], verbs_simulate[],
    verbs_control[], verbs_conduct[];

/* Calls `each` for every verb that this role has. */
void verbs_each(
    Convene__V1__Role role, void (*each)(void *context, const struct verb *verb), void *context);
const struct verb *verbs_find(Convene__V1__Role role, const char *name);
/* Whether the line begins with a verb of this role as it is typed, in small letters: a line that
 * was meant for the prompt is nobody's own words. The verb goes to `word`. */
#define VERB_WORD_SIZE 32
bool verbs_begin(Convene__V1__Role role, const char *line, char word[VERB_WORD_SIZE]);
/* What is to be said then; %s: the verb. */
#define VERB_NOT_TAKEN                                                                             \
	"\"%s\" is a command, and was not taken: begin with another word, or a capital letter."

/* Says that this role has no such verb: who has it, or what may have been meant. */
void verbs_missing(struct join *join, const char *name);

/* Leaves, or asks first if something is not sent. */
void verbs_quit(struct join *join);

/* Writes to the thread whose number `line` begins with, or opens one with those whom it names
 * (recipients.h). It may be written to. `from` NULL: whoever we are. */
void talk_to(struct join *join, Convene__V1__Party *from, char *line);

/* Whether `line` says to whom, and nothing more. */
bool talk_lacks_text(struct join *join, const char *line);

/* Whether there are the inject, or the entity and those to whom it writes, that stand in `line`
 * before the text of `answer` and `as`. Always true for other verbs. */
bool talk_can_begin(struct join *join, const char *verb, const char *line);

/* Gives the party its canonical id; says so and returns false when there is none. */
bool talk_canonical(struct join *join, Convene__V1__Party *party);

/* Takes the first word off `*rest`; "" when there is none. */
char *verbs_word(char **rest);

/* --- calls.c --- */

/* Takes a line that calls for help, wherever it is typed: it gets through whatever else is going
 * on. False: it is none. */
bool calls_take(struct join *join, const char *line);
bool calls_begins(void *context, const char *typed); /* it may become one */
void calls_welfare(struct join *join, char *rest);   /* the verb `welfare` */

/* --- documents.c --- */

/* Attaches a file, when those before it are there; and at once. */
void documents_attach(struct join *join, const char *path);
void documents_begin(struct join *join, const char *path);
void documents_uploaded(struct join *join, const struct convene_transfer *transfer);
void documents_stored(struct join *join, const Convene__V1__Error *error);
void documents_save(struct join *join, Convene__V1__Attachment **list, size_t count);
void documents_downloaded(struct join *join, const struct convene_transfer *transfer);
void documents_deinit(struct join *join);

/* Lists what is attached and what waits; takes off one by its name, or everything for "". */
void documents_list(struct join *join);
void documents_detach(struct join *join, const char *name);

/* A document for a message. Borrows from `from`. */
void documents_pack(const struct outbox_document *from, Convene__V1__Attachment *to);

/* What is on its way, with how much of it is there; the bytes that are there. */
void documents_coming(const struct join *join, char *out, size_t size);
size_t documents_sent(const struct join *join);

/* Said when a StoreAttachment is done: tells its answer from others. */
extern const char documents_stored_tag[];

#endif
