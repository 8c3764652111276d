/*
 * Documents up, in pieces that go to disk with the next commit. Each upload is its participant's
 * own, under an id that the client makes up: nothing that is answered depends on what others have.
 * Loop thread only.
 */
#ifndef CONVENE_SESSION_UPLOAD_H
#define CONVENE_SESSION_UPLOAD_H

#include "server/session/session.h"

void upload_piece(struct session *session, const Convene__V1__AttachmentUpload *upload);

/* A piece is on disk, or with it the bytes were all there and did not have their hash; a follower's
 * callback. */
void upload_piece_stored(struct follower *follower, const struct upload_row *row, bool mismatch);

#endif
