/*
 * What the files of scenario_check share: where a finding goes, and the checks of ids and texts.
 * Part of server/scenario only; any thread.
 */
#ifndef CONVENE_SCENARIO_CHECK_H
#define CONVENE_SCENARIO_CHECK_H

#include "server/scenario/scenario_check.h"

struct check {
	const Convene__V1__Scenario *scenario; /* borrowed: outlives the check */
	const struct yaml_places *places;      /* borrowed: outlives the check */
	struct diagnostics *diagnostics;       /* borrowed: outlives the check */
};

/* Reports at `field` (element `index`) of `message`, or where the message begins when the field was
 * not written. The text begins with the field's name, if there is one. */
void check_error(struct check *check, const void *message, const char *field, size_t index,
    const char *format, ...) __attribute__((format(printf, 5, 6)));
void check_warning(struct check *check, const void *message, const char *field, size_t index,
    const char *format, ...) __attribute__((format(printf, 5, 6)));

enum id_style {
	ID_LOWER,   /* "long-harvest" */
	ID_MIXED,   /* "AL-NGO", "W1-calls" */
	ID_COUNTRY, /* "AL" */
};

/* True when the id is well formed; else it was reported at field "id" of `message`. */
bool scenario_check_id(
    struct check *check, const void *message, const char *id, enum id_style style);

/*
 * Reports every id that stands twice in a list of messages. `offset` is that of the id in each;
 * `what` is what the author calls the thing.
 */
void check_duplicates(struct check *check, const void *const *messages, size_t count, size_t offset,
    const char *what);

/* True when one of the messages has this id. */
bool check_is_known(const void *const *messages, size_t count, size_t offset, const char *id);

/* Reports the names in a list of ids that do not exist or stand twice. */
void check_references(struct check *check, const void *message, const char *field, char *const *ids,
    size_t id_count, const void *const *messages, size_t count, size_t offset, const char *what);

enum text_flags {
	TEXT_REQUIRED = 1,
	TEXT_FOR_PLAYERS = 2, /* has to be there in every language */
	TEXT_LINE = 4,        /* a name or title: shorter */
};

/* A Text: there, within its limit, with its translations. `text` may be NULL. */
void scenario_check_text(struct check *check, const void *message, const char *field, size_t index,
    const Convene__V1__Text *text, unsigned flags);

/* A string that is not translated. */
void check_line(struct check *check, const void *message, const char *field, const char *line);

/* Syntax of a language tag (RFC 5646, 2.1): letters, then subtags of 1 to 8 letters or digits. */
bool check_is_language(const char *tag);

/* Scenario.language and .languages. */
void check_languages(struct check *check);

/* Everything about Scenario.injects, and which teams and objectives they leave out. */
void check_injects(struct check *check);

#endif
