/*
 * Documents down, and the record. The client asks for each piece, so nothing is kept for it between
 * two of them. Loop thread only.
 */
#ifndef CONVENE_SESSION_TRANSFER_H
#define CONVENE_SESSION_TRANSFER_H

#include "server/session/session.h"

void transfer_document(struct session *session, const Convene__V1__AttachmentRequest *request);
void transfer_record(struct session *session, const Convene__V1__RecordRequest *request);

#endif
