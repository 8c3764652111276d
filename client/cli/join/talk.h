/*
 * Threads: for whom a line is, and sending it. What might be for more people than was meant is
 * asked about, or not sent where nobody can be asked. One thread. Works on the join.
 */
#ifndef CONVENE_JOIN_TALK_H
#define CONVENE_JOIN_TALK_H

#include "client/cli/join/join.h"

struct talk_voice {
	Convene__V1__Party *from; /* borrowed for the call; NULL: whoever we are */
	const char *canned;       /* borrowed likewise: the entity's reply that it is; NULL: none */
};

/* Writes to the thread whose number `line` begins with, or opens one with those whom it names
 * (recipients.h). It may be written to. */
void talk_to(struct join *join, const struct talk_voice *who, char *line);

/* The thread of this number, or in which the message of this number stands; NULL: there is none. */
const struct view_thread *talk_thread(const struct view *view, uint64_t id);

/* Whether `line` says to whom, and nothing more. */
bool talk_lacks_text(struct join *join, const char *line);

/* Whether there are the inject, or the entity and those to whom it writes, that stand in `line`
 * before the text of `answer` and `as`. Always true for other verbs. */
bool talk_can_begin(struct join *join, const char *verb, const char *line);

/* Gives the party its canonical id; says so and returns false when there is none. */
bool talk_canonical(struct join *join, Convene__V1__Party *party);

#endif
