/*
 * Sets of teams, of entities, and of all whom a message can be to or from, by their indices in the
 * cast. All zero: empty. Pure.
 */
#ifndef CONVENE_EXERCISE_GROUND_SETS_H
#define CONVENE_EXERCISE_GROUND_SETS_H

#include "server/exercise/ground/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct digest_form;

struct team_set {
	uint64_t words[TEAMS_MAX / 64];
};

struct entity_set {
	uint64_t words[ENTITIES_MAX / 64];
};

/* Teams, entities and control: the ends of a thread. */
struct parties {
	struct team_set teams;
	struct entity_set entities;
	bool control;
};

/* What follows is for both kinds of sets; both arguments are of one kind. */
#define SET(set) (set)->words, sizeof(set)->words / sizeof(set)->words[0]

#define set_has(set, at)      bits_has(SET(set), (at)) /* false for what is out of range */
#define set_add(set, at)      bits_add(SET(set), (at)) /* what is out of range adds nothing */
#define set_is_empty(set)     (bits_next(SET(set), -1) < 0)
#define set_join(set, other)  bits_join(SET(set), (other)->words)
#define set_drop(set, other)  bits_drop(SET(set), (other)->words)
#define set_meets(set, other) bits_meet(SET(set), (other)->words)
#define set_digest(set, form) bits_digest(SET(set), (form))
/* for (int team = set_next(set, -1); team >= 0; team = set_next(set, team)) */
#define set_next(set, after)  bits_next(SET(set), (after))

static inline bool bits_has(const uint64_t *words, size_t count, int at)
{
	return at >= 0 && (size_t)at < count * 64 && (words[at / 64] >> (at % 64) & 1) != 0;
}

static inline void bits_add(uint64_t *words, size_t count, int at)
{
	if (at >= 0 && (size_t)at < count * 64) {
		words[at / 64] |= UINT64_C(1) << (at % 64);
	}
}

static inline void bits_join(uint64_t *words, size_t count, const uint64_t *others)
{
	for (size_t i = 0; i < count; i++) {
		words[i] |= others[i];
	}
}

static inline void bits_drop(uint64_t *words, size_t count, const uint64_t *others)
{
	for (size_t i = 0; i < count; i++) {
		words[i] &= ~others[i];
	}
}

static inline bool bits_meet(const uint64_t *words, size_t count, const uint64_t *others)
{
	uint64_t common = 0;
	for (size_t i = 0; i < count; i++) {
		common |= words[i] & others[i];
	}
	return common != 0;
}

void bits_digest(const uint64_t *words, size_t count, struct digest_form *form);
int bits_next(const uint64_t *words, size_t count, int after); /* -1: no more */

#endif
