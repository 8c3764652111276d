/*
 * Checked by ranges, not decoded: what is refused is refused at its first wrong byte.
 */
#include "proto/utf8.h"

#include <stdint.h>

/*
 * Length of the well-formed character at `bytes`, or 0. The second byte's range depends on the
 * first (RFC 3629 section 4): that is what keeps out overlong forms, surrogates and what lies
 * beyond U+10FFFF.
 */
static size_t character_length(const uint8_t *bytes, size_t len)
{
	uint8_t first = bytes[0], low = 0x80, high = 0xbf;
	if (first < 0x80) {
		return 1;
	}
	if (first < 0xc2 || first > 0xf4) {
		return 0;
	}
	size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
	if (first == 0xe0) {
		low = 0xa0;
	} else if (first == 0xed) {
		high = 0x9f;
	} else if (first == 0xf0) {
		low = 0x90;
	} else if (first == 0xf4) {
		high = 0x8f;
	}
	if (len < length || bytes[1] < low || bytes[1] > high) {
		return 0;
	}
	for (size_t i = 2; i < length; i++) {
		if ((bytes[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return length;
}

bool utf8_valid(const void *bytes, size_t len)
{
	const uint8_t *at = bytes;
	while (len > 0) {
		size_t length = *at == 0 ? 0 : character_length(at, len);
		if (length == 0) {
			return false;
		}
		at += length;
		len -= length;
	}
	return true;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
	size_t cut = max;
	if (len <= max) {
		return len;
	}
	/* no character is longer than four bytes; in bad UTF-8 it does not matter where */
	while (cut > 0 && max - cut < 3 && ((uint8_t)text[cut] & 0xc0) == 0x80) {
		cut--;
	}
	return cut;
}
