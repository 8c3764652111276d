/*
 * Reading is lenient where nothing is lost (either alphabet, padding or none) and strict where
 * something would be: any other character, one too many, bits that are left over.
 */
#include "proto/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_write(struct buf *out, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t group = (uint32_t)bytes[i] << 16;
		group |= have > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
		group |= have > 2 ? bytes[i + 2] : 0;
		for (size_t j = 0; j < 4; j++) {
			buf_append_byte(
			    out, j <= have ? (uint8_t)alphabet[group >> (18 - 6 * j) & 63] : '=');
		}
	}
}

size_t base64_room(size_t len)
{
	return len / 4 * 3 + 3;
}

static int digit(char character)
{
	if (character >= 'A' && character <= 'Z') {
		return character - 'A';
	}
	if (character >= 'a' && character <= 'z') {
		return character - 'a' + 26;
	}
	if (character >= '0' && character <= '9') {
		return character - '0' + 52;
	}
	if (character == '+' || character == '-') {
		return 62;
	}
	return character == '/' || character == '_' ? 63 : -1;
}

bool base64_read(const char *text, size_t len, uint8_t *out, size_t *out_len)
{
	size_t padding = 0, written = 0;
	unsigned bits = 0;
	uint32_t held = 0;
	while (padding < 2 && len > 0 && text[len - 1] == '=') {
		len--;
		padding++;
	}
	/* one character alone holds no byte; padding, where there is any, fills up to four */
	if (len % 4 == 1 || (padding > 0 && (len + padding) % 4 != 0)) {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		int value = digit(text[i]);
		if (value < 0) {
			return false;
		}
		/* what was written may go; of the rest there are at most 12 bits */
		held = (held << 6 | (uint32_t)value) & 0xfffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			out[written++] = (uint8_t)(held >> bits);
		}
	}
	if ((held & ((1u << bits) - 1)) != 0) {
		return false;
	}
	*out_len = written;
	return true;
}
