/*
 * How fast a client may send: charged to the account that all connections of its participant have
 * together (host/account.h), by what was sent, never by what came of it. Loop thread only.
 */
#ifndef CONVENE_SESSION_RATE_H
#define CONVENE_SESSION_RATE_H

#include "server/session/session.h"

/*
 * Milliseconds after which a command, of a frame of `frame_len` bytes, may be sent again; 0: it is
 * charged, and is carried out now. From the first that has to wait on all others of this connection
 * wait too, until that very one comes again and is taken: so they stay in their order. Calls for
 * help and the controllers' pause wait for nobody.
 */
uint64_t rate_command(
    struct session *session, const Convene__V1__Command *command, size_t frame_len);

/* The same for a query, and for a piece of a document; others do not wait for them. */
uint64_t rate_query(struct session *session);
uint64_t rate_piece(struct session *session, size_t len);

#endif
