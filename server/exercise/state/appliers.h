/*
 * What each event changes: one function an event (proto/words.def), and those that look at every
 * event after that. They cannot fail: an event that makes no sense changes nothing. Each touches
 * the digest of what it changes.
 */
#ifndef CONVENE_EXERCISE_STATE_APPLIERS_H
#define CONVENE_EXERCISE_STATE_APPLIERS_H

struct applying;
struct exercise;

typedef void apply_fn(struct exercise *exercise, const struct applying *applying);

#define EVENT(NAME, name, SEEN, TEAMS, SINCE) apply_fn apply_##name;
#include "proto/words.def"

/* Takes note of every attachment that an event refers to. */
apply_fn attachment_apply_references;
/* What now waits, or waits no longer. */
apply_fn queue_apply_any;
/* What it says of what waits for conditions; then whoever watches is told of it. */
apply_fn conditions_apply_any;
apply_fn watches_apply_any;

#endif
