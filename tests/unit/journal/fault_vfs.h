/*
 * Makes the disk under SQLite fail: a layer over its default VFS that counts writes, truncations
 * and syncs, and from a chosen one on fails those of a kind, or loses power. Registered as the
 * default VFS, so that the code under test needs no change. One thread.
 */
#ifndef CONVENE_TESTS_FAULT_VFS_H
#define CONVENE_TESTS_FAULT_VFS_H

#include "tests/support/fault.h"

#include <stdbool.h>

void fault_vfs_register(void);
void fault_vfs_unregister(void);

/* The operation number `after` (1: the next) of the fault's kind fails, and all behind it. */
void fault_vfs_arm(enum fault fault, long after);
void fault_vfs_disarm(void);
/* What is known of files; for when one was removed behind its back. All must be closed. */
void fault_vfs_forget(void);
bool fault_vfs_tripped(void); /* since the last arming */

/*
 * What the disk holds after a loss of power: of each file what was there at its last sync, and of
 * what was written to it since then a random choice. All connections must be closed. Disarms.
 */
void fault_vfs_lose_power(unsigned *seed);

#endif
