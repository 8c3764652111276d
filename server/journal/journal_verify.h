/*
 * Verifies an exercise by reading its record out of it: chain, seals, order; and that every
 * document to which an event refers is what its hash says; not what is still on its way. Changes
 * nothing; it may be in use. Blocks: worker thread or command line. Owns nothing after it returns.
 */
#ifndef CONVENE_JOURNAL_JOURNAL_VERIFY_H
#define CONVENE_JOURNAL_JOURNAL_VERIFY_H

#include "proto/record.h"
#include "server/store/store.h"

/*
 * 0 when it is good; events after the newest seal are proved by the chain alone
 * (verdict->sealed_events). ERR_CORRUPT with `verdict` filled when it is not. Any other code means
 * that it could not be read; `verdict` is then all zero.
 */
int journal_verify(
    const struct store *store, const char *name, struct record_verdict *verdict, struct err *err);

#endif
