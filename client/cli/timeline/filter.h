/*
 * Which of the things that happened somebody wants to see: of a team, of a kind, from a time on,
 * with a word in it. Kinds are words for people; each event has one, also those of later versions.
 * Pure; one thread. Owns the word that is looked for.
 */
#ifndef CONVENE_TIMELINE_FILTER_H
#define CONVENE_TIMELINE_FILTER_H

#include "client/cli/text/search.h"
#include "client/cli/text/when.h"
#include "proto/buf.h"
#include "proto/model/view.h"

/* Zeroed it lets everything pass. */
struct filter {
	const char *kind; /* borrowed: a literal, or an event's own name; NULL: any */
	const char *team; /* borrowed: the view's; NULL: any */
	bool has_since;
	int64_t since_ms; /* exercise time */
	struct search find;
};

/* Something that happened, as a filter sees it. All borrowed. */
struct filter_item {
	const char *kind;
	const char *teams; /* " AL-POL AL-NGO ": those that it names, each between blanks */
	int64_t exercise_ms;
	const char *text; /* as it is shown */
	size_t len;
	const char *more; /* what else may be read in it: filter_texts() */
	size_t more_len;
};

/* The options, as a table ending with NULL: "team", "kind", "since", "find". */
extern const char *const filter_options[];

/* Room for what is wrong, with a time as with a name. */
#define FILTER_WHY_SIZE WHEN_WHY_SIZE

/* Sets one of them; `now_ms`: exercise time. False, with what is wrong and what would be right in
 * `why`. */
bool filter_set(struct filter *filter, const struct view *view, int64_t now_ms, const char *option,
    const char *value, char *why, size_t why_size);
void filter_deinit(struct filter *filter);

bool filter_is_empty(const struct filter *filter);
bool filter_matches(const struct filter *filter, const struct filter_item *item);

/* What the event is; NULL: none whose names and texts are looked into. */
const ProtobufCMessage *filter_body(const Convene__V1__Event *event);

/* The kind of an event; a literal. */
const char *filter_kind(const Convene__V1__Event *event);

/* Appends the teams that an event names, in filter_item's form. */
void filter_teams(struct buf *out, const struct view *view, const Convene__V1__Event *event);

/* Appends what somebody may read in an event, whether its line shows it or not: bodies, values,
 * notes; a newline behind each. */
void filter_texts(struct buf *out, const struct view *view, const Convene__V1__Event *event);

/* Appends a line with what is round the word, where only `more` has it; else false. */
bool filter_excerpt(struct buf *out, const struct search *find, const struct filter_item *item);

/* Calls `each` with every word that may stand behind an option. */
void filter_words(const struct view *view, const char *option,
    void (*each)(void *context, const char *word), void *context);

#endif
