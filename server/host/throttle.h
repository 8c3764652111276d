/*
 * New participants, counted per key (a code): a few are let through at once, then one every so
 * often. A bounded table: when it is full, the key that has been quiet for longest is forgotten.
 * Loop thread only. Owns its table.
 */
#ifndef CONVENE_HOST_THROTTLE_H
#define CONVENE_HOST_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#define THROTTLE_KEYS     1024
#define THROTTLE_KEY_SIZE 64

struct throttle_row {
	char key[THROTTLE_KEY_SIZE]; /* "": free */
	/* Those that count still; one is forgiven every `forgive_ms`. In thousandths. */
	int64_t count_milli;
	int64_t updated_ms;
};

struct throttle {
	struct throttle_row *rows; /* owned */
	uint32_t allowed;          /* let through at once */
	uint32_t forgive_ms;       /* time after which one more is let through */
};

void throttle_init(struct throttle *throttle, uint32_t allowed, uint32_t forgive_ms);
void throttle_deinit(struct throttle *throttle);

/* Milliseconds until the key (not "") may try again; 0: now. */
uint64_t throttle_wait_ms(const struct throttle *throttle, const char *key, int64_t now_ms);

void throttle_count(struct throttle *throttle, const char *key, int64_t now_ms);

#endif
