/*
 * Simulated people for a driver: `convened rehearse` in virtual time, `convene bots` on live
 * connections. The driver owns the world and the actors, tells what happens and what time it is,
 * and carries out what comes through `send`, later or elsewhere, never before people_*() returns:
 *
 *   event  -> view_event(world)       once, before anybody hears of it
 *          -> people_event()          once, as the world's member of staff sees it
 *          -> people_told()           for each actor who may see it
 *   time   -> people_act()            when people_next_ms() has come
 *   answer -> people_result()         to each command, in order
 *
 * The same calls with the same numbers give the same commands. One thread at a time.
 */
#ifndef CONVENE_PEOPLE_PEOPLE_H
#define CONVENE_PEOPLE_PEOPLE_H

#include "proto/people/actor.h"

/* 65 % followed, 20 % mistaken, 3 minutes an answer, seed 1. */
void people_options_init(struct people_options *options);

/* `world` and `context` are borrowed. */
void people_init(struct people *people, const struct people_options *options,
    const struct view *world, people_send_fn *send, void *context);
void people_deinit(struct people *people);

/* Somebody takes part: role, team_id, index and of are filled in; the rest is done here. Borrowed:
 * the actor outlives the people. */
void people_add(struct people *people, struct actor *actor);

/* The rest of the past is no news: nobody plans anything once the exercise is over. */
void people_event(struct people *people, const Convene__V1__Event *event, int64_t now_ms);
void people_told(struct actor *actor, const Convene__V1__Event *event, int64_t now_ms);

/* Whether anybody does anything because of such an event; of others nobody need be told. */
bool people_heed(const Convene__V1__Event *event);

/* When somebody wants to do something; INT64_MAX: nobody does. */
int64_t people_next_ms(const struct people *people);
/* The first who wants to do something by `now_ms` does it. False: nobody does. */
bool people_act(struct people *people, int64_t now_ms);

enum people_outcome {
	PEOPLE_DONE,
	PEOPLE_WARNED,  /* and is thought over */
	PEOPLE_LATE,    /* somebody else's action in the same moment, or the end, explains it */
	PEOPLE_REFUSED, /* nothing explains it */
};

/* What became of a command: `error` NULL for done. `ending`: the end has been asked for. */
enum people_outcome people_result(struct actor *actor, uint64_t tag,
    const Convene__V1__Error *error, bool ending, int64_t now_ms);

#endif
