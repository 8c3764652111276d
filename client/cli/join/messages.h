/*
 * Sending in the interactive mode: messages, answers and decisions, with what is attached to them
 * (outbox.h has the rule). One thread. Works on the join, whose outbox it moves.
 */
#ifndef CONVENE_JOIN_MESSAGES_H
#define CONVENE_JOIN_MESSAGES_H

#include "client/cli/join/join.h"

/* Sends it, with the documents that are attached, now or when those before it are there; says so
 * when it has to wait. `whom`: "AL-POL and AL-LI", "inject W1-calls". The command is copied. */
void messages_send(struct join *join, Convene__V1__Command *command, const char *whom);

/* The answer to a command: true when it was one of these. */
bool messages_result(struct join *join, const struct convene_result *answer);

/* Sends what need not wait any longer. */
void messages_go_on(struct join *join);

/* The person leaves: nothing that waits goes any more, nor does the file that is on its way. */
void messages_drop(struct join *join);

#endif
