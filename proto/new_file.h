/*
 * A file that a program of ours writes at a path which somebody has named. It gets its name when it
 * is whole and on disk, in one step, and never through a symbolic link; what has that name already
 * is left alone, unless it is to be replaced. Any thread; blocks on the disk. It fails with a text
 * for people that names the path, and with errno, and then leaves nothing behind.
 *
 * Which flags: what holds secrets (links, letters with links) has none. What somebody may have
 * changed or wants to keep (an inject's file, a record) has none either, or NEW_FILE_REPLACES where
 * that was asked for. What is nothing but output, and drawn anew at each run, has both.
 */
#ifndef CONVENE_PROTO_NEW_FILE_H
#define CONVENE_PROTO_NEW_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define NEW_FILE_REPLACES 1u /* what is there is replaced; a link is, not what it leads to */
#define NEW_FILE_SHARED   2u /* others may read it, as far as the umask lets them; else 0600 */

struct new_file {
	const char *path; /* borrowed: outlives this */
	char *folder;     /* owned: in which it is */
	char *temporary;  /* owned: beside it, PATH.PID-N.part; NULL: it has no name yet */
	FILE *stream;     /* owned */
	unsigned flags;
};

/*
 * Whether new_file_open has a chance, for asking before work begins that would be lost. What it
 * says may no longer be so when the file is opened, which looks again. False: `why`, and errno.
 */
bool new_file_possible(const char *path, unsigned flags, char *why, size_t size);

/* Whether both would get the same name in the same folder, however each is written. */
bool new_file_same(const char *one, const char *other);

/* To be ended with new_file_keep or new_file_drop. On failure there is nothing to end. */
bool new_file_open(struct new_file *file, const char *path, unsigned flags, char *why, size_t size);

/* The file is there, whole, or (false) nothing of it is; where it replaces another, the one or the
 * other is there, whole. */
bool new_file_keep(struct new_file *file, char *why, size_t size);

void new_file_drop(struct new_file *file);

/* All of it at once. */
bool new_file_write(
    const char *path, unsigned flags, const void *bytes, size_t len, char *why, size_t size);

#endif
