/*
 * The conduct of an exercise from words: cases, requests, sharing, the queue, questionnaires,
 * milestones, interpreters. One noun a file; each takes words ("move 214 screen --reason ...") and
 * says what is to happen: text is shown, a command is sent, a question is asked. Used by the
 * subcommands (client/cli/command/conduct.c) and by the interactive mode alike. Pure; one thread.
 * Whatever a struct conduct hands out lives in its arena.
 */
#ifndef CONVENE_CONDUCT_CONDUCT_H
#define CONVENE_CONDUCT_CONDUCT_H

#include "client/cli/base/options.h"
#include "client/cli/text/style.h"
#include "proto/model/view.h"

enum conduct_outcome {
	CONDUCT_SHOWN,   /* `out` is to be shown */
	CONDUCT_SEND,    /* `out`, if any, is to be shown, `command` to be sent */
	CONDUCT_ASK,     /* `dialogue` has questions; after the last one `command` is to be sent */
	CONDUCT_QUERY,   /* `query` is to be asked, and its answer goes to `answered` */
	CONDUCT_USAGE,   /* `why`: the words make no sense */
	CONDUCT_REFUSED, /* `why`: there is no such thing, or it cannot be done; `out`, if any,
	                    says more, and comes before it */
};

struct conduct;

/* Questions to the person, one after the other; fills in the command meanwhile. */
struct dialogue {
	/* Appends what is to be shown before it, and puts the question into `prompt`. False: there
	 * are no more. */
	bool (*question)(struct conduct *conduct, struct buf *before, char *prompt, size_t size);
	/* False: not understood, `conduct->why` says what is wanted; it is asked again. */
	bool (*take)(struct conduct *conduct, const char *line);
	const void *about; /* borrowed: what it goes through */
	const void *file;  /* borrowed: the case, where there is one */
	size_t at;
	bool words;   /* what is asked for now is free text: a command is not meant for it */
	bool stopped; /* the person has had enough: what was answered is sent */
	bool blanket; /* a consent to everything is being asked about */
};

/* What options may say; each noun has those that it needs. */
struct conduct_words {
	const char *track, *reason, *text, *summary, *language, *purpose, *basis, *channel,
	    *exception, *because, *interpreter, *said, *source, *contact, *alternate, *note, *team,
	    *relation, *instrument, *urgency, *subject, *file, *canned, *state, *person, *field,
	    *holder, *at, *explained;
	struct option_list confirm, fields, to, tracks, cases, values, missing, injects, attach;
	bool child, lead, refer, anyway, held, everything;
};

struct conduct {
	const struct view *view;   /* borrowed: outlives the conduct */
	const struct style *style; /* borrowed: likewise */
	int64_t now_ms;            /* exercise time */
	bool json;
	bool can_ask; /* somebody is there to answer */
	bool typed;   /* in `join`, not in a shell */
	/* What was shown is not to wait any longer: the view is told, when it was shown. */
	bool looked;
	enum view_look_kind look_kind;
	uint64_t look_id;
	struct view_point look_through;
	struct conduct_words words;
	struct arena *arena; /* owned */
	struct buf out;      /* owned */
	char why[700];
	Convene__V1__Command *command;       /* in the arena */
	const char *done;                    /* borrowed: a literal, said when it is done */
	Convene__V1__Attachment **documents; /* in the arena: the command's, to be uploaded first */
	size_t document_count;
	Convene__V1__Query *query; /* in the arena */
	void (*answered)(struct conduct *conduct, const Convene__V1__QueryResult *result);
	const char *about; /* borrowed: for `answered` */
	struct dialogue dialogue;
};

#define CONDUCT_OPTIONS_MAX 40

struct conduct_verb {
	const char *name;
	unsigned roles; /* whom it is offered to (proto/roles.h) */
};

struct conduct_noun {
	const char *name;
	/* Puts the noun's options into the table and returns how many they are. */
	size_t (*options)(struct conduct_words *words, struct option *table);
	enum conduct_outcome (*run)(struct conduct *conduct, int argc, char **argv);
	/* The words that may follow; ends with a NULL name. */
	const struct conduct_verb *verbs;
};

extern const struct conduct_noun conduct_case, conduct_request, conduct_share, conduct_queue,
    conduct_answer, conduct_milestone, conduct_interpreter, conduct_catalogue, conduct_waiting,
    conduct_welfare;

/* What may follow the noun, for its subcommand's usage: beside the verbs, so that both change
 * together. */
extern const char conduct_answer_usage[], conduct_case_usage[], conduct_interpreter_usage[],
    conduct_milestone_usage[], conduct_queue_usage[], conduct_request_usage[],
    conduct_welfare_usage[];

void conduct_init(
    struct conduct *conduct, const struct view *view, const struct style *style, int64_t now_ms);
void conduct_deinit(struct conduct *conduct);

/* The verb of that name; NULL: the noun has none. */
const struct conduct_verb *conduct_verb(const struct conduct_noun *noun, const char *name);

/* All of it, up to now, was looked at once this is shown. */
void conduct_look(struct conduct *conduct, enum view_look_kind kind, uint64_t id);

/* Always returns its outcome, with `why` filled in. */
enum conduct_outcome conduct_refuse(struct conduct *conduct, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
enum conduct_outcome conduct_usage(struct conduct *conduct, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A line of what is shown in full, wrapped. */
void conduct_entry(struct conduct *conduct, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* There is no such verb: says which there are, and which may have been meant. */
enum conduct_outcome conduct_no_verb(
    struct conduct *conduct, const struct conduct_noun *noun, const char *typed);

/* A message in the arena; never NULL (what a person types is small). */
void *conduct_new(struct conduct *conduct, const ProtobufCMessageDescriptor *descriptor);
/* Begins the command and returns its body. */
void *conduct_begin(struct conduct *conduct, Convene__V1__Command__BodyCase body, const char *done);

/* For fields of messages: "" for NULL; packed only, never written to. */
char *conduct_text(const char *text);
/* The words from `from` on, with blanks between them; "" for none. */
char *conduct_rest(struct conduct *conduct, int argc, char **argv, int from);
char **conduct_list(struct conduct *conduct, const struct option_list *list);

uint64_t *conduct_numbers(struct conduct *conduct, size_t count);

#endif
