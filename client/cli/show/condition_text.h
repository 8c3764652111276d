/*
 * Conditions in words: "waiting for: a message from AL-NGO to AL-LI, before T+1:30:00". Pure; any
 * thread.
 */
#ifndef CONVENE_SHOW_CONDITION_TEXT_H
#define CONVENE_SHOW_CONDITION_TEXT_H

#include "client/cli/text/style.h"
#include "proto/model/view.h"

/* "a message from AL-NGO to AL-LI, within 20 min of inject W1-calls"; no newline. `view` may be
 * NULL: then there are ids instead of titles. */
void condition_pattern(
    struct buf *out, const struct view *view, const Convene__V1__Pattern *pattern);

/* A line for each pattern, with how it stands; `standing` NULL, or without that pattern: only what
 * it says. Each begins with `indent` spaces. */
void condition_text(struct buf *out, const struct view *view, const Convene__V1__Condition *when,
    const Convene__V1__ConditionStanding *standing, const struct style *style, size_t indent);

#endif
