/* The first frame of a client: who is it, may it come in, and from where does it go on. Loop thread
 * only. */
#ifndef CONVENE_SESSION_LOGIN_H
#define CONVENE_SESSION_LOGIN_H

#include "server/session/session.h"

/* Admits the session, or refuses it. */
void login_hello(struct session *session, const Convene__V1__Hello *hello);

/* The answer to who knocked in vain is due: refuses it. Only while it is LATE. */
void login_late(struct session *session);

/* Forgets an answer that is not due any more; fine when there is none. */
void login_drop_late(struct session *session);

#endif
