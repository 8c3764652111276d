/*
 * One log, folded through the engine and through the model, for everybody who may look: what both
 * know (known.h) is the same, or the test fails. Test helper.
 */
#ifndef CONVENE_TESTS_SIM_FOLD_H
#define CONVENE_TESTS_SIM_FOLD_H

#include "proto/record.h"

#include <stddef.h>
#include <stdint.h>

struct fold;

/* `seed` is told with a failure. */
struct fold *fold_new(uint64_t seed);
void fold_free(struct fold *fold);

/* The next event of the log, for a record's verifier: `context` is the fold. At every
 * FOLD_COMPARED_EVERYth one it is compared. */
#define FOLD_COMPARED_EVERY 1000
void fold_entry(void *context, const struct record_entry *entry);

void fold_compare(struct fold *fold);

/* Folded by now; how many viewers there are, and how many facts were compared. */
uint64_t fold_events(const struct fold *fold);
size_t fold_viewers(const struct fold *fold);
uint64_t fold_facts(const struct fold *fold);

#endif
