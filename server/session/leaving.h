/* A person leaves for good: here, or everywhere. Loop thread only. */
#ifndef CONVENE_SESSION_LEAVING_H
#define CONVENE_SESSION_LEAVING_H

#include "server/session/session.h"

void leaving_ask(struct session *session, const Convene__V1__Leave *leave);

#endif
