/*
 * Everything that the terminal client shows of what it knows, shown; and what is claimed of it:
 * nothing that is unsafe to print, and JSON that is JSON. One thread. A claim that does not hold
 * ends the program.
 */
#ifndef CONVENE_TESTS_FUZZ_HOSTILE_LOOK_H
#define CONVENE_TESTS_FUZZ_HOSTILE_LOOK_H

#include "client/lib/convene.h"
#include "proto/model/view.h"
#include "tests/fuzz/hostile/mutate.h"

/* One event of the connection, as it is told when it comes. */
void look_at_event(
    struct mutator *mutator, const struct view *view, const struct convene_event *event);

/* Lists and details, and what may be typed. */
void look_at_everything(struct mutator *mutator, const struct view *view, int64_t server_ms);

#endif
