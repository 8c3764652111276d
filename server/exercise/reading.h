/*
 * Who received and who read what. A receipt says that a person's client has everything up to some
 * event; reading is what the person says, or shows by answering. One thread at a time; owned by the
 * state.
 */
#ifndef CONVENE_EXERCISE_READING_H
#define CONVENE_EXERCISE_READING_H

#include "server/exercise/draft.h"

struct inject;
struct thread;

void reading_decide_mark(struct deciding *deciding);
void reading_decide_receipt(struct deciding *deciding);

/* What is answered was read: drafts what the sender had not read yet of the inject, or of what
 * others wrote in the thread. After the answer's own events, whose number is the answer's. */
void reading_draft_inject_answered(struct deciding *deciding, const struct inject *inject);
void reading_draft_thread_answered(struct deciding *deciding, const struct thread *thread);

void reading_apply_inject(struct exercise *exercise, const struct applying *applying);
void reading_apply_message(struct exercise *exercise, const struct applying *applying);
void reading_apply_receipt(struct exercise *exercise, const struct applying *applying);

#endif
