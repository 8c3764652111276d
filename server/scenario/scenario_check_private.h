/*
 * What the files of scenario_check share: where a finding goes, and the checks of ids and texts.
 * Part of server/scenario only; any thread.
 */
#ifndef CONVENE_SCENARIO_CHECK_PRIVATE_H
#define CONVENE_SCENARIO_CHECK_PRIVATE_H

#include "server/scenario/names.h"
#include "server/scenario/scenario_check.h"

struct check {
	const struct scenario_source *source;  /* borrowed: outlives the check */
	const Convene__V1__Scenario *scenario; /* borrowed: outlives the check */
	const struct yaml_places *places;      /* borrowed: outlives the check */
	struct diagnostics *diagnostics;       /* borrowed: outlives the check */
	size_t unreadable;  /* how many of the diagnostics kept were there before, of reading */
	struct names names; /* owned */
};

/* Reports at `field` (element `index`) of `message`, or where the message begins when the field was
 * not written. The text begins with the field's name, if there is one. Nothing when what stands
 * there could not be read, which was told. */
void check_tell(struct check *check, enum diagnostic_severity severity, const void *message,
    const char *field, size_t index, const char *format, ...) __attribute__((format(printf, 6, 7)));
#define check_error(check, ...)   check_tell(check, DIAGNOSTIC_ERROR, __VA_ARGS__)
#define check_warning(check, ...) check_tell(check, DIAGNOSTIC_WARNING, __VA_ARGS__)

enum id_style {
	ID_LOWER,   /* "long-harvest" */
	ID_MIXED,   /* "AL-NGO", "W1-calls" */
	ID_COUNTRY, /* "AL" */
	ID_FLAG,    /* "NO_CONSENT" */
};

/* True when the id is well formed; else it was reported at field "id" of `message`. */
bool scenario_check_id(
    struct check *check, const void *message, const char *id, enum id_style style);

/* Reports every id that stands twice in a list of messages; `what` is what the author calls one. */
void check_duplicates(
    struct check *check, const void *const *messages, size_t count, const char *what);

/*
 * True when something of one of `kinds` (bits of enum name_kind) has this id, which then counts as
 * used; else it was reported, with what may have been meant.
 */
bool check_name(struct check *check, const void *message, const char *field, size_t index,
    unsigned kinds, const char *id);

/*
 * The position of an id in a list of messages that belong to something: states of a track, say.
 * -1 when it was reported; `what` and `of` are for the text: "state", "track 'status'".
 */
int check_member(struct check *check, const void *message, const char *field, size_t index,
    const char *id, const void *list, size_t count, const char *what, const char *of);

/* True when the message stands in the scenario's own files, not in those that it uses. */
bool check_is_own(struct check *check, const void *message);

/* True when the field was written, whatever its value. */
bool check_is_written(struct check *check, const void *message, const char *field);

/* A list that is too long hides no other mistake, unless it is so much too long that comparing each
 * with each would take too long: false. */
static inline bool check_is_bounded(size_t count, size_t limit)
{
	return count / 2 <= limit;
}

/* Reports a list that is too long; false when it is not even bounded. */
bool scenario_check_count(
    struct check *check, const void *message, const char *field, size_t count, size_t limit);

/* Story time at the planned end of the exercise; 0 when it has none. */
int64_t check_story_end(const struct check *check);

enum text_flags {
	TEXT_REQUIRED = 1,
	TEXT_FOR_PLAYERS = 2, /* has to be there in every language */
	TEXT_LINE = 4,        /* a name or title: shorter */
	TEXT_WANTED = 8,      /* without it players see the id */
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

/* The same for all lists of the scenario itself. */
bool scenario_check_counts(struct check *check);

/* Ids, texts, times and names of things, of all that the table of rules.c has. */
void scenario_check_fields(struct check *check);

/* Each the rest of what can be wrong with what its file is called after. */
void check_conditions(struct check *check);
void check_cycles(struct check *check);
void check_tracks(struct check *check);
void check_competences(struct check *check);
void check_forms(struct check *check);
void check_people(struct check *check);
void check_disclosures(struct check *check);
void check_requests(struct check *check);
void check_questionnaires(struct check *check);
void check_sizes(struct check *check);

/* Milestones, switches and groups that nothing refers to; after all that marks what is used. */
void check_unused(struct check *check);

/* One pattern, where it stands in a condition (`in`) or in an expected action. */
enum pattern_place { PATTERN_ALL, PATTERN_ANY, PATTERN_NONE, PATTERN_ACTION };
void check_pattern(struct check *check, const Convene__V1__Pattern *pattern, enum pattern_place in);

#endif
