/*
 * Helper of the tests of disclosure: a world with a player in each team, commands in JSON in which
 * $1, $2 ... stand for the first, second ... case and $c for the newest consent, and what comes of
 * a command as text. Fails the test when something that cannot fail does.
 */
#ifndef CONVENE_TESTS_DISCLOSURE_PLAY_H
#define CONVENE_TESTS_DISCLOSURE_PLAY_H

#include "tests/sim/world.h"

#define PLAY_TEXT 512

/* What came of a command. */
struct play_outcome {
	Convene__V1__ErrorCode code; /* 0: done */
	char message[512];
	char warnings[PLAY_TEXT]; /* rules: "consent ngo-file" */
	char events[PLAY_TEXT];   /* "case_shared fields_disclosed"; flags are in `flags` only */
	char flags[PLAY_TEXT];    /* "NO_CONSENT@1 ...": the flag, and the how-manieth case */
};

struct play {
	struct world world;
	uint64_t controller, simulator, evaluator, observer;
	uint64_t cases[80]; /* by their number */
	size_t case_count;
	uint64_t consent; /* the newest */
	struct play_outcome outcome;
};

/* Begins an exercise and starts it; the scenario as JSON with ' for ", and as a message. */
void play_begin(struct play *play, const char *scenario_json);
void play_begin_with(struct play *play, const Convene__V1__Scenario *scenario);
void play_end(struct play *play); /* checks the replay, too */

/* A participant by Team.id, or by role: "controller". */
uint64_t play_person(struct play *play, const char *who);

/* A command from somebody; `anyway`: although it is warned of. Fills in `outcome`. */
const struct play_outcome *play_do(
    struct play *play, const char *who, const char *command, bool anyway);

/* A line "AL-POL {...}": done, whatever is warned of. */
void play_line(struct play *play, const char *line);

/* A KnowledgeQuery in JSON: all pages of the answer, or the code of the refusal and "". Each
 * holding is "case:field=value>holder@minute#since_seq;". Fails unless players are told no person.
 */
Convene__V1__ErrorCode play_ask(
    struct play *play, const char *who, const char *json, char *out, size_t size);

/* Whether a word stands in a list of words. */
bool play_has(const char *words, const char *word);

#endif
