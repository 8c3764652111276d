/* What enters the SimCell's queue and what leaves it, by whichever event. */
#ifndef CONVENE_EXERCISE_STATE_SIMCELL_QUEUE_APPLY_H
#define CONVENE_EXERCISE_STATE_SIMCELL_QUEUE_APPLY_H

#include <stdbool.h>

struct exercise;
struct queue_item;
struct thread;

/* Whether it is still for somebody to answer: after ENDEX only what was written to control is. */
bool queue_item_waits(const struct exercise *exercise, const struct queue_item *item);

/* Whether one of the thread's ends, other than the sender's, is for the SimCell to voice. */
bool thread_is_voiced(const struct exercise *exercise, const struct thread *thread, int from);

#endif
