/*
 * Where verbs ask the person, and hand in commands: the foot of this folder, so that no verb calls
 * the loop. One question is open at a time: the answer to one that another has replaced never
 * comes. What is handed in is kept as typed until the server has answered (unsent.h). One thread.
 * Works on the join.
 */
#ifndef CONVENE_JOIN_DESK_H
#define CONVENE_JOIN_DESK_H

#include "client/cli/act/act.h"
#include "client/cli/join/join.h"

/*
 * Asks the person; the next line goes to `answer`, with `about`, which is copied. Where nobody sits
 * at the terminal, `answer` gets `unasked` at once (both literals).
 */
void join_ask(struct join *join, const char *question, const char *unasked, const char *about,
    void (*answer)(struct join *join, char *about, char *line));

/* Whether what comes from elsewhere may ask now: the next line is neither the answer to something
 * else nor part of a text. */
bool join_may_ask(const struct join *join);

/* Whether the answer to "Type yes:" is one; says so if it is not. */
bool join_is_yes(struct join *join, const char *line);

/* Sends a command; `done` (a literal) is said when the server has carried it out. */
void join_send(struct join *join, Convene__V1__Command *command, const char *done);

/* The same with a tag of the caller's, who deals with the answer. False: it is refused, and that
 * was said. */
bool join_submit(struct join *join, Convene__V1__Command *command, uint64_t tag);

/* The same for what is not the line that is being carried out: `line` is named while it is not
 * sent. */
bool join_submit_as(
    struct join *join, Convene__V1__Command *command, uint64_t tag, const char *line);

void join_act(struct join *join, struct act *act);

/* A command to be sent later; to be freed as what was unpacked is. */
Convene__V1__Command *join_copy(const Convene__V1__Command *command);

#endif
