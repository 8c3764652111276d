/*
 * A document that goes with an inject: found below the scenario's folder, read, and described. Any
 * thread; blocks on the disk. Part of server/scenario only.
 */
#ifndef CONVENE_SCENARIO_DOCUMENT_H
#define CONVENE_SCENARIO_DOCUMENT_H

#include "proto/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct document {
	uint8_t *bytes; /* owned */
	size_t len;
};

/*
 * Opens the file or folder at `path` below the open folder `folder`, for reading. Refuses absolute
 * paths, ".." and symbolic links at any step. Returns NULL and the descriptor, which the caller
 * closes, or what is wrong, in the arena.
 */
const char *document_open(int folder, const char *path, struct arena *arena, int *file);

/*
 * Reads the file at `path` below the open folder `folder`. Refuses absolute paths, "..", symbolic
 * links at any step, anything that is no regular file, and more than `limit` bytes. Returns NULL
 * when it was read, or what is wrong, in the arena.
 */
const char *document_read(
    int folder, const char *path, size_t limit, struct arena *arena, struct document *document);

void document_deinit(struct document *document);

/* What the name's ending stands for: "application/pdf"; "application/octet-stream" if unknown. */
const char *document_media_type(const char *name);

#endif
