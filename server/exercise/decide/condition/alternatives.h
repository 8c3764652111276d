/*
 * Alternatives: of a group of injects each team gets one. Who is still without, what is held for a
 * choice, what is left over.
 */
#ifndef CONVENE_EXERCISE_DECIDE_CONDITION_ALTERNATIVES_H
#define CONVENE_EXERCISE_DECIDE_CONDITION_ALTERNATIVES_H

#include <stdbool.h>
#include <stddef.h>

struct deciding;
struct inject;

/* Who of `to` may still get something of the group ("": all). Keeps those in `to`
 * and returns their number. Counts what this decision delivers. */
size_t alternatives_unserved(
    const struct deciding *deciding, const char *group, char **to, size_t count);

/* An automatic inject of a group fell due: true when all of the group are held instead, for a
 * controller to choose. Drafts that. */
bool alternatives_hold(struct deciding *deciding, const struct inject *inject);

/* After a delivery was drafted: those of the group that nobody is left for are skipped. */
void alternatives_supersede(struct deciding *deciding, const char *group);

#endif
