#include "server/exercise/ground/sets.h"

#include "server/exercise/ground/digest.h"

bool bits_has(const uint64_t *words, size_t count, int at)
{
	return at >= 0 && (size_t)at < count * 64 && (words[at / 64] >> (at % 64) & 1) != 0;
}

void bits_add(uint64_t *words, size_t count, int at)
{
	if (at >= 0 && (size_t)at < count * 64) {
		words[at / 64] |= UINT64_C(1) << (at % 64);
	}
}

void bits_join(uint64_t *words, size_t count, const uint64_t *others)
{
	for (size_t i = 0; i < count; i++) {
		words[i] |= others[i];
	}
}

void bits_drop(uint64_t *words, size_t count, const uint64_t *others)
{
	for (size_t i = 0; i < count; i++) {
		words[i] &= ~others[i];
	}
}

bool bits_meet(const uint64_t *words, size_t count, const uint64_t *others)
{
	uint64_t common = 0;
	for (size_t i = 0; i < count; i++) {
		common |= words[i] & others[i];
	}
	return common != 0;
}

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
