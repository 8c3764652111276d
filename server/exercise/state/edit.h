/*
 * Changing what the state holds. What find.h gives is const; whoever asks for the same object here
 * may change it, and the digest knows that it may have. So no change goes past the digest unless
 * somebody casts. Likewise for objects that are new. Each returns NULL when there is none;
 * borrowed, the state's.
 */
#ifndef CONVENE_EXERCISE_STATE_EDIT_H
#define CONVENE_EXERCISE_STATE_EDIT_H

#include <stdbool.h>
#include <stdint.h>

struct applying;
struct exercise;
struct objects;

/* What find.h found, or any other object that begins with its node. */
void *state_edit(struct exercise *exercise, const void *object);

struct case_file *case_edit(struct exercise *exercise, uint64_t id);
struct inject *inject_edit(struct exercise *exercise, const char *id);
struct invite *invite_edit(struct exercise *exercise, uint64_t id);
struct participant *participant_edit(struct exercise *exercise, uint64_t id);
struct request_file *request_edit(struct exercise *exercise, uint64_t id);
struct team *team_edit(struct exercise *exercise, int team);
struct thread *thread_edit(struct exercise *exercise, uint64_t id);
/* In the digest a message is a part of its thread. */
struct message *message_edit(struct exercise *exercise, uint64_t id);

/* Takes a new object in, under the id that its event gives it; false, and nothing taken, when that
 * is 0 or names something already. */
bool state_add(struct exercise *exercise, const struct applying *applying, struct objects *objects,
    uint64_t id, void *object);

/* The same for what is no object of its own. */
bool state_name(struct exercise *exercise, const struct applying *applying, uint64_t id);

#endif
