/* Crockford's base32, for people read codes to each other over the telephone: of letters that look
 * like digits there are none, and one that is taken for a digit counts as that. A random byte is
 * cut to five bits, which favours no symbol, as 32 divides 256. The sixteen symbols are hashed
 * without what stands between them, so however a code is typed, its hash is the same. */
#include "server/live/join_code.h"

#include "server/base/random.h"
#include "server/base/sha256.h"

#include <ctype.h>
#include <string.h>

#define SYMBOLS 16 /* of five bits each */
#define GROUP   4

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void join_code_make(char out[JOIN_CODE_SIZE])
{
	uint8_t random[SYMBOLS];
	size_t at = 0;
	random_bytes(random, sizeof(random));
	for (size_t i = 0; i < SYMBOLS; i++) {
		if (i > 0 && i % GROUP == 0) {
			out[at++] = '-';
		}
		out[at++] = alphabet[random[i] & 31];
	}
	out[at] = '\0';
}

/* The symbol that a typed character stands for, 0 for none. */
static char symbol_of(char typed)
{
	char upper = (char)toupper((unsigned char)typed);
	if (upper == 'O') {
		return '0';
	}
	if (upper == 'I' || upper == 'L') {
		return '1';
	}
	return upper != '\0' && strchr(alphabet, upper) != NULL ? upper : 0;
}

bool join_code_hash(const char *typed, const uint8_t salt[HASH_SIZE], uint8_t out[HASH_SIZE])
{
	char symbols[SYMBOLS];
	size_t count = 0;
	for (const char *at = typed; *at != '\0'; at++) {
		if (*at == ' ' || *at == '-') {
			continue;
		}
		if (count == SYMBOLS || (symbols[count] = symbol_of(*at)) == 0) {
			return false;
		}
		count++;
	}
	if (count != SYMBOLS) {
		return false;
	}
	sha256_pair(salt, HASH_SIZE, symbols, SYMBOLS, out);
	return true;
}
