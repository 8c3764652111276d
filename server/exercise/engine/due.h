/*
 * What happens by itself as time passes: conditions, injects, reminders, arrivals, questionnaires.
 * Each source says when it is next due, and drafts what is; the earliest goes first, so that the
 * order of events is that of their times however late the host calls. Pure.
 */
#ifndef CONVENE_EXERCISE_ENGINE_DUE_H
#define CONVENE_EXERCISE_ENGINE_DUE_H

#include <stdint.h>

struct deciding;
struct exercise;

/* Exercise time at which something falls due; INT64_MAX: nothing as things stand. */
int64_t due_next(const struct exercise *exercise);

/* Drafts what is due first, and what else the same source has due before any other source. */
void due_decide(struct deciding *deciding);

#endif
