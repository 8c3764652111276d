/*
 * Random exercises for property tests: a random scenario, random people, and commands made up from
 * the descriptors, so that a new command is tried without a line here. Everything follows from the
 * seed. Test helper.
 */
#ifndef CONVENE_TESTS_SIM_RANDOM_PLAY_H
#define CONVENE_TESTS_SIM_RANDOM_PLAY_H

#include "tests/sim/world.h"

#define PLAY_PEOPLE_MAX  32
#define PLAY_PLAYERS_MAX 16

struct participant;

struct play {
	struct world world;
	uint64_t people[PLAY_PEOPLE_MAX];
	size_t people_count;
	unsigned teams, injects;          /* of the scenario */
	bool plain;                       /* it has injects at their times only */
	size_t refused, done;             /* commands */
	const struct participant *sender; /* borrowed: outlives the command; NULL: nobody */
};

/* How commands are made up. */
enum sense {
	SENSIBLE, /* mostly what the sender could mean at this moment */
	GARBAGE,  /* anything */
};

/* Mostly after STARTEX. Two people each of organisers, controllers, simulators, evaluators, then
 * players of every team, then observers. The world does not check the digest unless it is told to.
 */
void play_init(struct play *play, uint64_t seed);
void play_init_unstarted(struct play *play, uint64_t seed);
/* Not started, with nothing in the scenario but injects at their times. */
void play_init_plain(struct play *play, uint64_t seed);
void play_deinit(struct play *play);

/* The people come to an exercise that the world has, where the others have made it. */
void play_join(struct play *play);

/* One of the people. */
uint64_t play_somebody(struct play *play);

/* A random command of the participant, in the world's arena, which it resets. Has no id yet. */
Convene__V1__Command *play_command(struct play *play, uint64_t participant_id, enum sense sense);

/* A random while passes, and what falls due happens. A pause does not last. */
void play_wait(struct play *play);

/* A random while passes, or somebody sends a command. */
void play_step(struct play *play);

/* Runs `round` for as many seeds as CONVENE_SIM_ROUNDS says (or `rounds`), from CONVENE_SIM_SEED
 * (or 1) on, and prints the seed at which it fails. */
void play_rounds(unsigned rounds, void (*round)(uint64_t seed));

#endif
