/* Texts from standard input or a file. One thread. What fails is said on stderr. */
#ifndef CONVENE_BASE_INPUT_H
#define CONVENE_BASE_INPUT_H

#include <stddef.h>

/* All of standard input (or of a file), up to `most` bytes, with a NUL behind it; to be freed. NULL
 * with a complaint. */
char *input_read(const char *path, size_t most, size_t *len);

#endif
