/*
 * Allocation that cannot fail, for small objects of our own: on failure the process ends, and the
 * journal has everything that anybody saw. Never for a size that a peer, a file or a library
 * chooses; those go through an arena or a checked malloc. Any thread. Memory is freed with free().
 */
#ifndef CONVENE_PROTO_XALLOC_H
#define CONVENE_PROTO_XALLOC_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline void *xcheck(void *memory)
{
	if (memory == NULL) {
		fputs("out of memory\n", stderr);
		abort();
	}
	return memory;
}

static inline void *xcalloc(size_t count, size_t size)
{
	return xcheck(calloc(count, size));
}

static inline void *xrealloc(void *memory, size_t size)
{
	return xcheck(realloc(memory, size));
}

static inline char *xstrdup(const char *text)
{
	return xcheck(strdup(text));
}

#endif
