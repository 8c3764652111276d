/*
 * STARTEX, ENDEX, the end of the hot wash, and a clock that runs on, come with a word on what was
 * done, where somebody called for help: each call that is open is asked about, what is typed is
 * sent to its caller as the answer, and a "yes" leaves it open. One thread; keeps nothing but the
 * question (join.h).
 */
#ifndef CONVENE_JOIN_OPEN_CALLS_H
#define CONVENE_JOIN_OPEN_CALLS_H

struct join;

/* Asks about the calls that are open, which were shown; then proposal_calls_asked(). */
void open_calls_ask(struct join *join);

#endif
