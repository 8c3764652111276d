/* Base64 (RFC 4648). Pure; any thread. */
#ifndef CONVENE_PROTO_BASE64_H
#define CONVENE_PROTO_BASE64_H

#include "proto/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The standard alphabet, with padding. */
void base64_write(struct buf *out, const uint8_t *bytes, size_t len);

/* Room that base64_read needs at most for `len` characters. */
size_t base64_room(size_t len);

/*
 * Reads either alphabet, with or without padding, into `out`. False when a character is neither, or
 * when bits are left over.
 */
bool base64_read(const char *text, size_t len, uint8_t *out, size_t *out_len);

#endif
