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
	CONDUCT_LOCAL,   /* the same of a file here: it cannot be read, or makes no sense */
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
	size_t at;
	bool words;   /* what is asked for now is free text: a command is not meant for it */
	bool stopped; /* the person has had enough: what was answered is sent */
	bool blanket; /* a consent to everything is being asked about */
};

#define CONDUCT_OPTIONS_MAX 40

/* What an option says, by its kind; all zero where it was not given: the largest stands first, as
 * an initialiser empties the first alone. */
union conduct_value {
	struct option_list list;
	const char *text; /* borrowed: from the words that were typed */
	bool flag;
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
	const struct conduct_noun *noun; /* what was typed begins with it */
	const struct conduct_verb *verb; /* its row, where the noun goes by its verbs */
	char **words; /* borrowed: those behind it, without the options; the verb is the first */
	int count;    /* of them */
	union conduct_value values[CONDUCT_OPTIONS_MAX]; /* in the order of the noun's options */
	/* Borrowed until the view takes in an event: what the verb is done to, where its row finds
	 * that. A dialogue goes by the id that the command has. */
	const void *subject;
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

typedef enum conduct_outcome conduct_run_fn(struct conduct *conduct);

struct conduct_verb {
	const char *name;
	unsigned roles; /* whom it is offered to (proto/roles.h) */
	conduct_run_fn *run;
	/* Puts what the word behind it names into `subject`: CONDUCT_SHOWN. What else it returns is
	 * the outcome, with `why`: there is no such thing. NULL: the verb is not done to anything.
	 */
	conduct_run_fn *find;
	int least, most;   /* words behind the verb; most 0: as many as there are */
	const char *wants; /* said when they are not so many: "NOUN VERB wants" goes before it */
	/* What tells verbs apart that share a `run`, which finds its row in `verb`. */
	Convene__V1__Command__BodyCase body;
	int state;        /* into which it brings the subject, or of which kind it is */
	const char *done; /* said when it is done */
};

struct conduct_noun {
	const char *name;
	/* Ends with a NULL name. Rows of data: conduct_options() says where their values go. */
	const struct option *options;
	/* The words that may follow; ends with a NULL name. The first is meant when there is none.
	 */
	const struct conduct_verb *verbs;
	conduct_run_fn *run; /* conduct_by_verb(), where the verbs are all that there is */
};

/* Of a noun that has none. */
extern const struct option conduct_no_options[];

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

/* Puts the noun's options into the table, so that their values go to `values`, and returns how many
 * they are. */
size_t conduct_options(const struct conduct_noun *noun, union conduct_value *values,
    struct option table[CONDUCT_OPTIONS_MAX]);

/* Carries out what the words behind the noun say; borrowed, until the conduct ends. */
enum conduct_outcome conduct_run(
    struct conduct *conduct, const struct conduct_noun *noun, int count, char **words);
/* The same by the noun's verbs: for its `run`. */
conduct_run_fn conduct_by_verb;

/* What was said with one of the noun's own options; the text, "" where it was not given. */
union conduct_value *conduct_value(struct conduct *conduct, const char *option);
char *conduct_option(struct conduct *conduct, const char *option);
/* Of an option that chooses one of an enum's values; `otherwise` where it was not given. Below 0,
 * with `why`: there is no such value. */
int conduct_choice(struct conduct *conduct, const char *option,
    const ProtobufCEnumDescriptor *descriptor, int otherwise);

/* The verb of that name; NULL: the noun has none. */
const struct conduct_verb *conduct_verb(const struct conduct_noun *noun, const char *name);

/* All of it, up to now, was looked at once this is shown. */
void conduct_look(struct conduct *conduct, enum view_look_kind kind, uint64_t id);

/* Fills in `why`, and returns the outcome. */
enum conduct_outcome conduct_why(struct conduct *conduct, enum conduct_outcome outcome,
    const char *format, ...) __attribute__((format(printf, 3, 4)));
#define conduct_refuse(conduct, ...) conduct_why((conduct), CONDUCT_REFUSED, __VA_ARGS__)
#define conduct_usage(conduct, ...)  conduct_why((conduct), CONDUCT_USAGE, __VA_ARGS__)
/* What stands over it, and a line of what is shown in full; wrapped. */
void conduct_title(struct conduct *conduct, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void conduct_entry(struct conduct *conduct, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A message in the arena; never NULL (what a person types is small). */
void *conduct_new(struct conduct *conduct, const ProtobufCMessageDescriptor *descriptor);
/* Begins the command and returns its body. */
void *conduct_begin(struct conduct *conduct, Convene__V1__Command__BodyCase body, const char *done);

/* For fields of messages: "" for NULL; packed only, never written to. */
char *conduct_text(const char *text);
/* The words from `from` on, with blanks between them; for none, what the option says. */
char *conduct_rest(struct conduct *conduct, int from, const char *option);
/* All that was said with an option, and how much that is. */
char **conduct_list(struct conduct *conduct, const char *option, size_t *count);

uint64_t *conduct_numbers(struct conduct *conduct, size_t count);

#endif
