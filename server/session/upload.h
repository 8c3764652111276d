/*
 * Documents up, in pieces that go to disk with the next commit. A document that is there already is
 * taken once more, to be compared only: whoever refers to it must have shown to have it. Loop
 * thread only.
 */
#ifndef CONVENE_SESSION_UPLOAD_H
#define CONVENE_SESSION_UPLOAD_H

#include "server/session/session.h"

void upload_piece(struct session *session, const Convene__V1__AttachmentUpload *upload);

/* A piece is on disk, or was refused; a follower's callback. */
void upload_piece_stored(struct follower *follower, const uint8_t sha256[HASH_SIZE],
    uint64_t stored_bytes, bool mismatch);

/* Forgets a comparison that is under way. */
void upload_drop_proof(struct session *session);

#endif
