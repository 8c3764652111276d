/*
 * The little that a client under load remembers of its exercise, so that what it asks for makes
 * sense most of the time: the newest few of everything. One thread; owns nothing; zeroed, it knows
 * nothing.
 */
#ifndef CONVENE_TESTS_FAULT_KNOWLEDGE_H
#define CONVENE_TESTS_FAULT_KNOWLEDGE_H

#include "convene/v1/event.pb-c.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define KNOWN_NAMES    64
#define KNOWN_INJECTS  64
#define KNOWN_THREADS  32
#define KNOWN_MESSAGES 64
#define KNOWN_INVITES  16
#define KNOWN_CASES    16
#define KNOWN_CALLERS  16

struct known_name {
	char id[65];
};

struct known_inject {
	char id[65];
	uint32_t revision;
	bool delivered;
};

struct known_thread {
	uint64_t id;
	char entity[65]; /* one that is a party; "": none is */
	bool control;
};

/* The counts of all but teams and entities go on; the newest take the oldest's place. */
struct knowledge {
	struct known_name teams[KNOWN_NAMES], entities[KNOWN_NAMES];
	size_t team_count, entity_count;
	struct known_inject injects[KNOWN_INJECTS];
	size_t inject_count;
	struct known_thread threads[KNOWN_THREADS];
	size_t thread_count;
	uint64_t messages[KNOWN_MESSAGES];
	size_t message_count;
	uint64_t invites[KNOWN_INVITES];
	size_t invite_count;
	uint64_t cases[KNOWN_CASES];
	size_t case_count;
	uint64_t callers[KNOWN_CALLERS]; /* participants who called for welfare */
	size_t caller_count;
	uint32_t clock_revision;
	int64_t exercise_ms;
	bool started, paused, ended;
};

void knowledge_learn(struct knowledge *knowledge, const Convene__V1__Event *event);

#endif
