/*
 * Simulated people, and each of them: what all files of this folder stand on. Pure: what they know
 * comes in as a view and as events, time and randomness as numbers; what they want goes out as
 * commands through `send`, which carries nothing out before it returns. One thread at a time.
 *
 * The world is the view of one member of staff, who sees everything. Somebody acts only on what
 * they were told themselves; the world says what has become of that meanwhile, so that nobody
 * answers what was answered already. It may lag behind by a moment: whoever misses something there
 * looks again later. All times are exercise times.
 */
#ifndef CONVENE_PEOPLE_ACTOR_H
#define CONVENE_PEOPLE_ACTOR_H

#include "convene/v1/command.pb-c.h"
#include "proto/model/view.h"
#include "proto/timer_queue.h"

#define SECOND ((int64_t)1000)
#define MINUTE (60 * SECOND)

struct people;

struct actor {
	struct people *people; /* borrowed: outlives the actor */
	uint64_t id;           /* participant; 0: not told yet */
	Convene__V1__Role role;
	const char *team_id; /* borrowed: outlives the actor; "" for staff */
	unsigned index, of;  /* among the simulated players of the team */
	uint64_t random;     /* state of their own generator */
	char name[96];
	bool serving; /* a simulator who looks for something to answer, or has it in hand */
};

/* A command in somebody's name; `tag` comes back with what became of it (people_result()). */
typedef void people_send_fn(
    void *context, struct actor *actor, Convene__V1__Command *command, uint64_t tag);

/* A command that may be warned of, kept until it is answered or thought over (attempt.h). */
struct attempt {
	struct attempt *next; /* owned: the rest of the list */
	uint64_t number;
	uint8_t *packed; /* owned */
	size_t len;
	unsigned thoughts; /* times that it was thought over */
};

void attempts_free(struct attempt *list);

struct people_options {
	uint64_t seed;
	unsigned follow_percent;  /* of expected actions; of the rest ... */
	unsigned mistake_percent; /* ... so many of all are mistaken, and the others missed */
	int64_t serve_ms;         /* that a simulator needs for one answer, on average */
};

struct people {
	struct people_options options;
	const struct view *world; /* borrowed: outlives the people */
	people_send_fn *send;
	void *context;       /* borrowed: outlives the people */
	int64_t now_ms;      /* as last told */
	struct actor **list; /* owned list; each borrowed: outlives the people */
	size_t count, cap;
	struct timer_queue agenda; /* owned, with its tasks (agenda.h) */
	struct attempt *attempts;  /* owned list: sent, not answered */
	uint64_t attempt_count;
	uint64_t *opening; /* owned: team and person for whom a case was opened, as a number */
	size_t opening_count, opening_cap;
	uint64_t followed, mistaken, missed; /* expected actions, by what was chosen */
};

/* The next number below `below`. */
uint64_t actor_random(struct actor *actor, uint64_t below);

/* True in so many of a hundred cases. */
bool actor_chance(struct actor *actor, unsigned percent);

/* A number that is the same for everybody: of a text and the seed. */
uint64_t people_hash(const struct people *people, const char *text);

/* Where the numbers of the `number`th of them begin. */
uint64_t people_stream(const struct people *people, uint64_t number);

/* Whether the matter is this one's among the simulated players of the team. */
bool actor_is_mine(const struct actor *actor, const char *matter);
bool actor_is_mine_by_number(const struct actor *actor, uint64_t matter);

/* The card of the team; NULL for staff. */
const Convene__V1__TeamCard *actor_team(const struct actor *actor);

void actor_send(struct actor *actor, Convene__V1__Command *command);

/* A command, in the scope of whoever sends it: `command`, with `body` in it. */
#define ACTOR_COMMAND(TYPE, Type, member)                                                          \
	Convene__V1__##Type body = CONVENE__V1__##TYPE##__INIT;                                    \
	Convene__V1__Command command = CONVENE__V1__COMMAND__INIT;                                 \
	command.body_case = CONVENE__V1__COMMAND__BODY_##TYPE;                                     \
	command.member = &body

/* Text that goes into a message which is packed and never written to. */
static inline char *said(const char *text)
{
	return (char *)(uintptr_t)text;
}

#endif
