/*
 * Finding words in text as people expect it: small and capital letters are alike, marks on letters
 * do not matter (Malmo finds Malmö, Arabic is found with and without its vowels), and neither does
 * where a line was broken. Colours (ECMA-48 SGR) and control characters in the text are passed
 * over. Pure; one thread. Owns the word.
 */
#ifndef CONVENE_TEXT_SEARCH_H
#define CONVENE_TEXT_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct search {
	int32_t *word; /* owned: folded */
	size_t count;  /* 0: nothing, which is found nowhere */
};

void search_init(struct search *search, const char *word);
void search_deinit(struct search *search);

/* The first place at or behind `from` where the word is: bytes `*at` to `*end`. */
bool search_next(const struct search *search, const char *text, size_t len, size_t from, size_t *at,
    size_t *end);

#endif
