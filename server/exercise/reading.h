/*
 * Who received and who read what. A receipt says that a person's client has everything up to some
 * event; reading is what the person says. One thread at a time; owned by the state.
 */
#ifndef CONVENE_EXERCISE_READING_H
#define CONVENE_EXERCISE_READING_H

#include "server/exercise/draft.h"

void reading_decide_mark(struct deciding *deciding);
void reading_decide_receipt(struct deciding *deciding);

void reading_apply_inject(struct exercise *exercise, const struct applying *applying);
void reading_apply_message(struct exercise *exercise, const struct applying *applying);
void reading_apply_receipt(struct exercise *exercise, const struct applying *applying);

#endif
