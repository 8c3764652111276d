/*
 * A store in memory, for tests: nothing waits for a disk, and what a disk can do happens at the
 * operation that the test chooses. Each write of an entry, a row or a piece is an operation, and
 * each sync. Any thread. Owns what is in it.
 *
 *     append --> shown (what the system would show) --> on disk (what a loss of power leaves)
 *
 * A failed sync leaves the two apart; opening for writing brings them together again.
 */
#ifndef CONVENE_TESTS_FAKE_STORE_H
#define CONVENE_TESTS_FAKE_STORE_H

#include "tests/support/fake_image.h"
#include "tests/support/fault.h"

struct fake_store;

struct fake_store *fake_store_new(void);
void fake_store_free(struct fake_store *fake); /* all logs must be closed */

const struct store *fake_store_table(struct fake_store *fake); /* borrowed */

/* The operation number `after` (1: the next) of the fault's kind fails, and all behind it. */
void fake_store_arm(struct fake_store *fake, enum fault fault, long after);
void fake_store_disarm(struct fake_store *fake);
bool fake_store_tripped(const struct fake_store *fake); /* since the last arming */

/* What was not synced is there as a whole or gone, by chance; under FAULT_TEAR the entries that
 * were written are there, and nothing else of it. All logs must be closed. Disarms. */
void fake_store_lose_power(struct fake_store *fake, unsigned *seed);

/* Borrowed; what it shows. NULL: there is no such exercise. */
struct fake_image *fake_store_image(struct fake_store *fake, const char *name);
void fake_store_remove(struct fake_store *fake, const char *name);

#endif
