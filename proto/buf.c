/*
 * Room doubles, so that appending byte by byte costs little more than appending at once, and is
 * never given back before the end: buffers are used over and over.
 */
#include "proto/buf.h"

#include "proto/xalloc.h"

#include <stdarg.h>

#define VARINT_BYTES_MAX 10u

void buf_deinit(struct buf *buf)
{
	free(buf->data);
	*buf = (struct buf){0};
}

uint8_t *buf_reserve(struct buf *buf, size_t more)
{
	size_t cap = buf->cap;
	if (more > SIZE_MAX / 2 - buf->len) {
		xcheck(NULL);
	}
	if (buf->data == NULL || cap - buf->len < more) {
		cap = cap < 64 ? 64 : cap * 2;
		if (cap < buf->len + more) {
			cap = buf->len + more;
		}
		buf->data = xrealloc(buf->data, cap);
		buf->cap = cap;
	}
	return buf->data + buf->len;
}

void buf_append(struct buf *buf, const void *bytes, size_t len)
{
	if (len > 0) {
		memcpy(buf_reserve(buf, len), bytes, len);
		buf->len += len;
	}
}

void buf_append_text(struct buf *buf, const char *text)
{
	buf_append(buf, text, strlen(text));
}

void buf_append_byte(struct buf *buf, uint8_t byte)
{
	*buf_reserve(buf, 1) = byte;
	buf->len++;
}

void buf_append_item(struct buf *buf, size_t start, const char *item)
{
	buf_append_text(buf, buf->len > start ? ", " : "");
	buf_append_text(buf, item);
}

void buf_append_varint(struct buf *buf, uint64_t value)
{
	buf->len += varint_write(buf_reserve(buf, VARINT_BYTES_MAX), value);
}

void buf_vprintf(struct buf *buf, const char *format, va_list arguments)
{
	size_t room = 128;
	for (;;) {
		va_list again;
		va_copy(again, arguments);
		int len = vsnprintf((char *)buf_reserve(buf, room), room, format, again);
		va_end(again);
		if (len < 0) {
			return;
		}
		if ((size_t)len < room) {
			buf->len += (size_t)len;
			return;
		}
		room = (size_t)len + 1;
	}
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	buf_vprintf(buf, format, arguments);
	va_end(arguments);
}

void buf_consume(struct buf *buf, size_t count)
{
	if (count >= buf->len) {
		buf->len = 0;
		return;
	}
	memmove(buf->data, buf->data + count, buf->len - count);
	buf->len -= count;
}

char *buf_take_text(struct buf *buf)
{
	buf_append_byte(buf, 0);
	char *text = (char *)buf->data;
	*buf = (struct buf){0};
	return text;
}

size_t varint_size(uint64_t value)
{
	size_t size = 1;
	while (value >= 0x80) {
		value >>= 7;
		size++;
	}
	return size;
}

size_t varint_write(uint8_t *out, uint64_t value)
{
	size_t size = 0;
	while (value >= 0x80) {
		out[size++] = (uint8_t)(value | 0x80);
		value >>= 7;
	}
	out[size++] = (uint8_t)value;
	return size;
}

int varint_read(const uint8_t *bytes, size_t len, uint64_t *value)
{
	uint64_t sum = 0;
	for (size_t i = 0; i < len && i < VARINT_BYTES_MAX; i++) {
		/* the tenth byte holds only the topmost of the 64 bits */
		if (i == VARINT_BYTES_MAX - 1 && bytes[i] > 1) {
			return -1;
		}
		sum |= (uint64_t)(bytes[i] & 0x7f) << (7 * i);
		if (bytes[i] < 0x80) {
			*value = sum;
			return (int)(i + 1);
		}
	}
	return 0;
}
