/* A command: decided and answered. Loop thread only. */
#ifndef CONVENE_SESSION_COMMAND_H
#define CONVENE_SESSION_COMMAND_H

#include "server/session/session.h"

/* `frame_len`: bytes of the frame that it came in. `unknown`: what the guard says of a value in it
 * that this version does not know; NULL: there is none (session_begin_decision()). */
void command_carry_out(struct session *session, const Convene__V1__Command *command,
    size_t frame_len, const char *unknown);

#endif
