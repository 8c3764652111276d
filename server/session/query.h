/* A question about the state as it is now; nothing of it is in the log. Loop thread only. */
#ifndef CONVENE_SESSION_QUERY_H
#define CONVENE_SESSION_QUERY_H

#include "server/session/session.h"

/* `unknown`: as for a command (command.h). */
void query_answer(struct session *session, const Convene__V1__Query *query, const char *unknown);

#endif
