/* Bytes as hexadecimal digits, and back. Pure; any thread. */
#ifndef CONVENE_PROTO_HEX_H
#define CONVENE_PROTO_HEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In lower case; `out` has room for 2 * len digits and a NUL. */
void hex_write(const uint8_t *bytes, size_t len, char *out);

/* Exactly `len` bytes, in either case. False, with `out` untouched: the text is something else. */
bool hex_read(const char *text, uint8_t *out, size_t len);

#endif
