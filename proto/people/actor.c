/*
 * Randomness, and whose a matter is. Each simulated person has a generator of their own, so what
 * one does changes nothing of another's numbers. Who of a team sees to a matter follows from a hash
 * of the matter alone: all of a team come to the same answer without a word, wherever and in
 * whatever order they are told of it.
 */
#include "proto/people/actor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t mix(uint64_t value)
{
	value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
	value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
	return value ^ (value >> 31);
}

uint64_t actor_random(struct actor *actor, uint64_t below)
{
	actor->random += 0x9e3779b97f4a7c15u;
	return below > 0 ? mix(actor->random) % below : 0;
}

bool actor_chance(struct actor *actor, unsigned percent)
{
	return actor_random(actor, 100) < percent;
}

uint64_t people_hash(const struct people *people, const char *text)
{
	uint64_t hash = mix(people->options.seed + 1);
	for (; *text != '\0'; text++) {
		hash = mix(hash ^ (uint8_t)*text);
	}
	return hash;
}

uint64_t people_stream(const struct people *people, uint64_t number)
{
	return mix(people->options.seed * 1000003u + number);
}

bool actor_is_mine(const struct actor *actor, const char *matter)
{
	return people_hash(actor->people, matter) % actor->of == actor->index;
}

bool actor_is_mine_by_number(const struct actor *actor, uint64_t matter)
{
	char text[32];
	snprintf(text, sizeof(text), "%" PRIu64, matter);
	return actor_is_mine(actor, text);
}

const Convene__V1__TeamCard *actor_team(const struct actor *actor)
{
	return view_team(actor->people->world, actor->team_id);
}

void actor_send(struct actor *actor, Convene__V1__Command *command)
{
	struct people *people = actor->people;
	people->send(people->context, actor, command, (uint64_t)command->body_case);
}

void attempts_free(struct attempt *list)
{
	while (list != NULL) {
		struct attempt *next = list->next;
		free(list->packed);
		free(list);
		list = next;
	}
}
