/*
 * Memory for one job that is freed in one step: a command, a frame, a scenario. Any thread, one at
 * a time. Owns all that it hands out. Has a budget in bytes; when that is used up, allocation
 * returns NULL and stays so until the next reset: this is what keeps a hostile message from growing
 * in memory.
 */
#ifndef CONVENE_PROTO_ARENA_H
#define CONVENE_PROTO_ARENA_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

struct arena *arena_new(size_t budget_bytes);
void arena_free(struct arena *arena); /* NULL is fine */

/* Everything handed out so far is gone. Keeps a first block for reuse, so a reset costs nothing. */
void arena_reset(struct arena *arena);

/* Zeroed and aligned for any type; NULL when the budget does not allow it. */
void *arena_alloc(struct arena *arena, size_t size);

/* As it comes, for what is written over at once; otherwise likewise. */
void *arena_take(struct arena *arena, size_t size);

/* As arena_alloc, for `count` elements; NULL also when the product overflows. */
void *arena_array(struct arena *arena, size_t count, size_t size);

/* As list_room (list.h), for a list that lives in the arena; NULL, and `*cap` as it was, when the
 * budget does not allow it. What the list was stays where it is. */
void *arena_room(struct arena *arena, void *list, size_t count, size_t *cap, size_t size);

/* Copies; NULL when the budget does not allow it. arena_text copies `len` bytes and adds a NUL. */
void *arena_copy(struct arena *arena, const void *bytes, size_t len);
char *arena_text(struct arena *arena, const char *text, size_t len);
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* True once an allocation was refused since the last reset. */
bool arena_exhausted(const struct arena *arena);

/* For protobuf-c's unpack; its free does nothing. Borrowed: lives as long as the arena. */
ProtobufCAllocator *arena_protobuf(struct arena *arena);

#endif
