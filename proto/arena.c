/*
 * Blocks that grow up to LAST_BLOCK, each handed out from its beginning. Under the address
 * sanitizer what is not handed out is poisoned, so that a read beyond an allocation, or after a
 * reset, is seen in tests though the memory is the arena's own.
 */
#include "proto/arena.h"

#include "proto/xalloc.h"

#include <stdarg.h>
#include <stdint.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISON 1
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISON 1
#endif

#ifdef ARENA_POISON
#include <sanitizer/asan_interface.h>
#define POISON(memory, size)   ASAN_POISON_MEMORY_REGION(memory, size)
#define UNPOISON(memory, size) ASAN_UNPOISON_MEMORY_REGION(memory, size)
#else
#define POISON(memory, size)   ((void)(memory), (void)(size))
#define UNPOISON(memory, size) ((void)(memory), (void)(size))
#endif

#define ALIGNMENT   16u
#define FIRST_BLOCK ((size_t)4096)
#define LAST_BLOCK  ((size_t)256 * 1024)

struct block {
	struct block *next; /* owned: the block before it in time */
	size_t size;        /* of bytes[] */
	size_t used;
	_Alignas(ALIGNMENT) uint8_t bytes[];
};

struct arena {
	struct block
	    *newest; /* owned, with all that hang off it; NULL before the first allocation */
	size_t budget;
	size_t used;
	bool exhausted;
	ProtobufCAllocator allocator;
};

static void *allocator_alloc(void *data, size_t size)
{
	return arena_alloc(data, size);
}

static void allocator_free(void *data, void *memory)
{
	(void)data;
	(void)memory;
}

struct arena *arena_new(size_t budget_bytes)
{
	struct arena *arena = xcalloc(1, sizeof(*arena));
	/* so that rounding up cannot overflow */
	arena->budget = budget_bytes < SIZE_MAX / 2 ? budget_bytes : SIZE_MAX / 2;
	arena->allocator.alloc = allocator_alloc;
	arena->allocator.free = allocator_free;
	arena->allocator.allocator_data = arena;
	return arena;
}

static void block_free(struct block *block)
{
	UNPOISON(block->bytes, block->size);
	free(block);
}

void arena_free(struct arena *arena)
{
	if (arena == NULL) {
		return;
	}
	for (struct block *block = arena->newest, *next; block != NULL; block = next) {
		next = block->next;
		block_free(block);
	}
	free(arena);
}

void arena_reset(struct arena *arena)
{
	struct block *block, *next;
	for (block = arena->newest; block != NULL && block->next != NULL; block = next) {
		next = block->next;
		block_free(block);
	}
	/* the oldest block is the small one, unless the first request was a large one */
	if (block != NULL && block->size > FIRST_BLOCK) {
		block_free(block);
		block = NULL;
	}
	if (block != NULL) {
		block->used = 0;
		POISON(block->bytes, block->size);
	}
	arena->newest = block;
	arena->used = 0;
	arena->exhausted = false;
}

/* Blocks grow with what was used before, so that many small requests make few blocks. */
static struct block *block_add(struct arena *arena, size_t size)
{
	size_t room = arena->newest == NULL ? FIRST_BLOCK : arena->newest->size * 2;
	if (room > LAST_BLOCK) {
		room = LAST_BLOCK;
	}
	if (room < size) {
		room = size;
	}
	struct block *block = malloc(sizeof(*block) + room);
	if (block == NULL) {
		return NULL;
	}
	block->size = room;
	block->used = 0;
	block->next = arena->newest;
	arena->newest = block;
	POISON(block->bytes, block->size);
	return block;
}

/* Where the newest block has no room, or the budget ends: seldom, and apart so that the usual way
 * stays short. */
static __attribute__((noinline)) void *alloc_elsewhere(struct arena *arena, size_t size)
{
	if (arena->exhausted || size > arena->budget - arena->used ||
	    block_add(arena, (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT) == NULL) {
		arena->exhausted = true;
		return NULL;
	}
	return arena_take(arena, size);
}

void *arena_take(struct arena *arena, size_t size)
{
	struct block *block = arena->newest;
	size_t left = arena->exhausted ? 0 : arena->budget - arena->used;
	if (size == 0) {
		size = 1;
	}
	size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	if (size > left || block == NULL || rounded > block->size - block->used) {
		return alloc_elsewhere(arena, size);
	}
	void *memory = block->bytes + block->used;
	block->used += rounded;
	/* the last request may be rounded beyond the budget; nothing fits after it anyway */
	arena->used += rounded < left ? rounded : left;
	UNPOISON(memory, size);
	return memory;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = arena_take(arena, size);
	return memory != NULL ? memset(memory, 0, size) : NULL;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	if (size != 0 && count > SIZE_MAX / size) {
		arena->exhausted = true;
		return NULL;
	}
	return arena_alloc(arena, count * size);
}

void *arena_room(struct arena *arena, void *list, size_t count, size_t *cap, size_t size)
{
	size_t room = *cap == 0 ? 4 : *cap * 2;
	if (count < *cap) {
		return list;
	}
	void *larger = arena_array(arena, room, size);
	if (larger == NULL) {
		return NULL;
	}
	if (count > 0) {
		memcpy(larger, list, count * size);
	}
	*cap = room;
	return larger;
}

void *arena_copy(struct arena *arena, const void *bytes, size_t len)
{
	void *copy = arena_take(arena, len);
	if (copy != NULL && len > 0) {
		memcpy(copy, bytes, len);
	}
	return copy;
}

char *arena_text(struct arena *arena, const char *text, size_t len)
{
	if (len == SIZE_MAX) {
		arena->exhausted = true;
		return NULL;
	}
	char *copy = arena_take(arena, len + 1);
	if (copy == NULL) {
		return NULL;
	}
	if (len > 0) {
		memcpy(copy, text, len);
	}
	copy[len] = '\0';
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) {
		return NULL;
	}
	char *text = arena_alloc(arena, (size_t)len + 1);
	if (text != NULL) {
		va_start(args, format);
		vsnprintf(text, (size_t)len + 1, format, args);
		va_end(args);
	}
	return text;
}

bool arena_exhausted(const struct arena *arena)
{
	return arena->exhausted;
}

ProtobufCAllocator *arena_protobuf(struct arena *arena)
{
	return &arena->allocator;
}
