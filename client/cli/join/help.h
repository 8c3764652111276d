/*
 * Help in the interactive mode: what there is, by what people want to do; and each verb, with
 * examples made from the exercise that is running. One thread. Works on the join.
 */
#ifndef CONVENE_JOIN_HELP_H
#define CONVENE_JOIN_HELP_H

#include "client/cli/join/join.h"

/* All verbs of this role, on one screen. */
void help_all(struct join *join);

/* One verb ("say", "case consent") or a topic ("cases"). */
void help_verb(struct join *join, const char *name);

/* The same as text; false: there is no such verb or topic for this role. */
bool help_text(struct buf *out, const struct view *view, const char *name, size_t width);

/* Puts the words of the running exercise into an example: {team}, {inject}, ... False: the exercise
 * has nothing of that kind (yet), and `out` has a word in capitals in its place. */
bool help_example(struct buf *out, const struct view *view, const char *example);

/* --- the texts (help_text.c) --- */

struct help_entry {
	const char *verb;     /* "say", "case consent" */
	const char *text;     /* what it does */
	const char *examples; /* one a line */
};

struct help_topic {
	const char *name, *title;
	const char *verbs; /* with blanks between and around them */
	const char *text;  /* NULL: its verbs are shown */
};

/* Each ends with NULL; what controllers and organisers read instead, where they can do more. */
extern const struct help_entry help_entries[], help_control[];
extern const struct help_topic help_topics[];

#endif
