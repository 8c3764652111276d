/*
 * What of sets is more than one operation. All words of a set are in the digest, empty ones too:
 * how many teams and entities there may be is thereby part of what journals say.
 */
#include "server/exercise/ground/sets.h"

#include "server/exercise/ground/digest.h"

void bits_digest(const uint64_t *words, size_t count, struct digest_form *form)
{
	for (size_t i = 0; i < count; i++) {
		digest_put(form, words[i]);
	}
}

int bits_next(const uint64_t *words, size_t count, int after)
{
	size_t at = (size_t)(after + 1);
	while (at < count * 64) {
		uint64_t left = words[at / 64] >> (at % 64);
		if (left != 0) {
			return (int)at + __builtin_ctzll(left);
		}
		at = (at / 64 + 1) * 64;
	}
	return -1;
}
