/*
 * The nouns of client/cli/conduct within the interactive mode: warnings that are asked about,
 * questions one after the other, queries that are under way. One thread; owned by the join.
 */
#ifndef CONVENE_JOIN_NOUN_H
#define CONVENE_JOIN_NOUN_H

#include "client/cli/conduct/conduct.h"
#include "client/cli/join/join.h"

/* The answer to a command: true when it was one of these. */
bool join_conduct_result(struct join *join, const struct convene_result *answer);

/* The answer to a query. */
void join_conduct_reply(struct join *join, const Convene__V1__QueryResult *result);

/* Whether a query is not answered yet. */
bool join_conduct_waits(const struct join *join);

/* Logged in again: what was asked is asked anew, as the answer was lost with the connection. */
void join_conduct_online(struct join *join);

/* Whether `answer LINE` is about a questionnaire, which its first word says. */
bool join_conduct_answers(struct join *join, const char *line);

/* A noun's words, as they are typed behind it. */
void join_conduct_run(struct join *join, const struct conduct_noun *noun, const char *rest);

void join_conduct_deinit(struct join *join);

#endif
