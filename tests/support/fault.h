/* What a disk can do to whoever relies on it: the words of fault_vfs.h and fake_store.h. */
#ifndef CONVENE_TESTS_FAULT_H
#define CONVENE_TESTS_FAULT_H

enum fault {
	FAULT_NONE,
	FAULT_FULL,  /* writes fail for want of space, the first one half done */
	FAULT_SYNC,  /* fsync fails, writes work */
	FAULT_POWER, /* everything fails, until power is lost and is there again */
	FAULT_TEAR,  /* the same, and a part of what was being appended stays (fake_store.h only) */
};

#endif
