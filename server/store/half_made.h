/*
 * What a program that was killed while it made an exercise has left: files under the name that the
 * exercise has while it is made, HALF_MADE(path, pid), and SQLite's and the lock's beside them.
 * Nobody has been told of any of it. Any thread; blocks.
 */
#ifndef CONVENE_STORE_HALF_MADE_H
#define CONVENE_STORE_HALF_MADE_H

#include <stddef.h>

/* The name under which process `pid` makes the exercise `path`; owned by the caller. */
char *half_made_path(const char *path, long pid);

/* Removes all of it that no living process is at work on, and returns how many files that were. */
size_t half_made_remove(const char *folder);

#endif
