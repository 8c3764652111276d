/*
 * Commands that may be warned of: kept until they are answered or thought over (mending.h). Nobody
 * sends `anyway` at first.
 */
#ifndef CONVENE_PEOPLE_ATTEMPT_H
#define CONVENE_PEOPLE_ATTEMPT_H

#include "proto/people/agenda.h"

/* A command and what is put right in it. */
#define ATTEMPT_ARENA_BYTES (1u << 20)

/* As actor_send(), for what may be warned of. */
void attempt_send(struct actor *actor, Convene__V1__Command *command);

/* TASK_RETRY: sends it again. The attempt is no longer the task's. */
void attempt_retry(struct actor *actor, struct attempt *attempt);

/* The attempt that was sent with this tag, the caller's now; NULL: none was. */
struct attempt *attempt_take(struct people *people, uint64_t tag);

void attempt_keep(struct attempt *attempt, const Convene__V1__Command *command);
Convene__V1__Command *attempt_unpack(const struct attempt *attempt, struct arena *arena);

#endif
