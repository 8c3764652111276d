/*
 * A growable run of bytes. Any thread, one at a time. Owns its memory. Growth that fails ends the
 * process, so whoever appends bytes that a peer chose has checked their number against a budget
 * first.
 */
#ifndef CONVENE_PROTO_BUF_H
#define CONVENE_PROTO_BUF_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

struct buf {
	uint8_t *data; /* owned; NULL while cap is 0 */
	size_t len;
	size_t cap;
};

/* A zeroed struct buf is empty and ready. Leaves it so again; free of effect when called twice. */
void buf_deinit(struct buf *buf);

/* Makes room for `more` bytes behind len and returns where they go; the caller then adds to len. */
uint8_t *buf_reserve(struct buf *buf, size_t more);

void buf_append(struct buf *buf, const void *bytes, size_t len);
void buf_append_text(struct buf *buf, const char *text);
void buf_append_byte(struct buf *buf, uint8_t byte);

/* One more of a list that begins at `start`, "AL-NGO, AL-POL": with ", " before it unless it is the
 * first. */
void buf_append_item(struct buf *buf, size_t start, const char *item);

/* Base-128 varint as in protobuf; 1 to 10 bytes. */
void buf_append_varint(struct buf *buf, uint64_t value);

/* printf; the result is not terminated by a NUL. */
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *buf, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* Drops `count` bytes from the front; count <= len. */
void buf_consume(struct buf *buf, size_t count);

/* The bytes as a C string, owned by the caller (free()); the buf is empty afterwards. */
char *buf_take_text(struct buf *buf);

/* Bytes that `value` takes as a varint. */
size_t varint_size(uint64_t value);

/* Writes `value` as a varint to `out` (room for 10 bytes); returns the bytes written. */
size_t varint_write(uint8_t *out, uint64_t value);

/*
 * Reads a varint. Returns the bytes read, 0 when `len` bytes are not yet a whole one, -1 when it is
 * longer than ten bytes or does not fit 64 bits. `*value` is untouched unless something was read.
 */
int varint_read(const uint8_t *bytes, size_t len, uint64_t *value);

#endif
