/*
 * Who knocked in vain and waits for the answer, counted by address. An answer that comes late is
 * all that guessing costs: nobody is locked out, since codes have 80 bits. Beyond those who may
 * wait it does not even cost that, so that nobody's connections are held for others. Loop thread
 * only. Owns its list.
 */
#ifndef CONVENE_HOST_KNOCKS_H
#define CONVENE_HOST_KNOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many of one address may wait; further ones are answered at once, and told to come later. */
#define KNOCKS_WAITING_MAX 64

/* How late an answer is, and when those who may not wait for theirs may ask again. */
#define KNOCKS_LATE_MS 1000

#define KNOCKS_KEY_SIZE 64

struct knocks_row {
	char key[KNOCKS_KEY_SIZE];
	uint32_t waiting; /* never 0 */
};

struct knocks {
	struct knocks_row *list; /* owned; in the order of the keys */
	size_t count, cap;
};

void knocks_deinit(struct knocks *knocks); /* a zeroed one is empty */

/* One more of this address waits, and is told of with knocks_answered(). False: too many do. */
bool knocks_wait(struct knocks *knocks, const char *key);
void knocks_answered(struct knocks *knocks, const char *key);

#endif
