/*
 * Finding what the state holds by its id, and what follows from two of its nouns at once. Nothing
 * here changes anything. Borrowed, all of it: the state's.
 */
#ifndef CONVENE_EXERCISE_STATE_FIND_H
#define CONVENE_EXERCISE_STATE_FIND_H

#include <stdbool.h>
#include <stdint.h>

struct booking;
struct case_file;
struct consent;
struct exercise;
struct inject;
struct invite;
struct message;
struct participant;
struct queue_item;
struct request_file;
struct thread;
struct turned;

const struct case_file *case_find(const struct exercise *exercise, uint64_t id); /* NULL: none */

const struct inject *inject_find(const struct exercise *exercise, const char *id);

const struct invite *invite_find(const struct exercise *exercise, uint64_t id);
const char *invite_team_id(const struct exercise *exercise, const struct invite *invite);

/* NULL when there is none. */
const struct participant *participant_find(const struct exercise *exercise, uint64_t id);

/* Team.id, "" for all but players. Borrowed: outlives the exercise's next event. */
const char *participant_team_id(
    const struct exercise *exercise, const struct participant *participant);

const struct request_file *request_find(
    const struct exercise *exercise, uint64_t id); /* NULL: none */

const struct turned *switch_find(const struct exercise *exercise, const char *id); /* NULL: none */

/* Whether nobody plays the team: nobody who joined is in it. False for NO_TEAM. */
bool team_is_unplayed(const struct exercise *exercise, int team);

const struct thread *thread_find(const struct exercise *exercise, uint64_t id);
/* By its id, and by the seq of its event. Borrowed: until the next event. */
const struct message *message_find(const struct exercise *exercise, uint64_t id);
const struct message *message_at(const struct exercise *exercise, uint64_t seq);

/* Of the event that brought about what the id names; 0: it names nothing. */
uint64_t seq_of_id(const struct exercise *exercise, uint64_t id);

const struct booking *booking_find(const struct exercise *exercise, uint64_t id);
const struct consent *consent_find(const struct exercise *exercise, uint64_t id);

const struct booking *interpreter_taken_by(const struct exercise *exercise, int interpreter);

const struct queue_item *queue_item_find(const struct exercise *exercise, uint64_t id);

#endif
