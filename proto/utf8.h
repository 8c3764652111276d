/* UTF-8, checked at the edge (RFC 3629: no surrogates, no overlong forms). Pure; any thread. */
#ifndef CONVENE_PROTO_UTF8_H
#define CONVENE_PROTO_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* True when `len` bytes are well-formed UTF-8 without a NUL. */
bool utf8_valid(const void *bytes, size_t len);

/* The number of bytes <= `max` at which `text` can be cut without splitting a character. */
size_t utf8_cut(const char *text, size_t len, size_t max);

#endif
