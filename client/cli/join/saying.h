/*
 * Lines and pages for the person, above the line that is being typed; for a script, the same as
 * plain text. What was wrong is said by join_refuse() alone, which a script's exit code comes from.
 * One thread. Works on the join. Cannot fail.
 */
#ifndef CONVENE_JOIN_SAYING_H
#define CONVENE_JOIN_SAYING_H

#include "client/cli/join/join.h"

/* Shows a line, formatted; what other people wrote in it must be cleaned before. */
void join_say(struct join *join, const char *format, ...) __attribute__((format(printf, 2, 3)));
void join_show(struct join *join, struct buf *text); /* and empties it */
void join_page(struct join *join, struct buf *text); /* the same for long texts */

/* The same for what colour_resolve() has gone over; the text stays. */
void join_print(struct join *join, const struct buf *text);

/* As join_say(), for what is wrong with a line: a script that has such a one fails. */
void join_refuse(struct join *join, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Whether there is such an inject; if not, it says so, and what may have been meant. */
bool join_has_inject(struct join *join, const char *id);

/* What a mistyped id may have meant: "" or "; did you mean ...?". `out` is returned. */
const char *join_meant_inject(const struct join *join, const char *typed, char *out, size_t size);
const char *join_meant_party(const struct join *join, const char *typed, char *out, size_t size);

/* Says that this role has no such verb: who has it, or what may have been meant. */
void join_no_verb(struct join *join, const char *name);

#endif
