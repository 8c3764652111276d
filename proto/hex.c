/*
 * Both cases are read and small letters written. What is to be read must be exactly as long as what
 * it is to give: a hash that is cut short is none.
 */
#include "proto/hex.h"

#include <ctype.h>
#include <string.h>

void hex_write(const uint8_t *bytes, size_t len, char *out)
{
	static const char digits[] = "0123456789abcdef";
	for (size_t i = 0; i < len; i++) {
		*out++ = digits[bytes[i] >> 4];
		*out++ = digits[bytes[i] & 15];
	}
	*out = '\0';
}

static uint8_t value_of(char digit)
{
	return (uint8_t)(isdigit((unsigned char)digit) ? digit - '0'
	                                               : tolower((unsigned char)digit) - 'a' + 10);
}

bool hex_read(const char *text, uint8_t *out, size_t len)
{
	if (strspn(text, "0123456789abcdefABCDEF") != 2 * len || text[2 * len] != '\0') {
		return false;
	}
	for (size_t i = 0; i < len; i++) {
		out[i] = (uint8_t)(value_of(text[2 * i]) << 4 | value_of(text[2 * i + 1]));
	}
	return true;
}
