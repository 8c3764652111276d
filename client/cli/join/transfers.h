/*
 * What comes of transfers. A document that goes out is uploaded, then made known, and only then
 * attached; those that come in are fetched one after the other, since the core carries one at a
 * time. One thread. Works on the join.
 */
#ifndef CONVENE_JOIN_TRANSFERS_H
#define CONVENE_JOIN_TRANSFERS_H

#include "client/cli/join/join.h"

void transfers_uploaded(struct join *join, const struct convene_transfer *transfer);
void transfers_stored(struct join *join, const Convene__V1__Error *error);
void transfers_save(struct join *join, Convene__V1__Attachment **list, size_t count);
void transfers_downloaded(struct join *join, const struct convene_transfer *transfer);

/* Said when a StoreAttachment is done: tells its answer from others. */
extern const char transfers_stored_tag[];

#endif
