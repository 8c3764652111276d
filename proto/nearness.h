/*
 * How near two words are to each other, for "did you mean". What is near enough is for those to say
 * who ask: a name in a file has been thought about, a word at a prompt not. Pure; any thread.
 */
#ifndef CONVENE_PROTO_NEARNESS_H
#define CONVENE_PROTO_NEARNESS_H

#include <stdbool.h>
#include <stddef.h>

/* The longest word, in bytes. */
#define NEARNESS_MAX 64

/* The same letter, whatever its case; "-" and "_" are one as well. */
bool nearness_same(char a, char b);

/* Letters to add, drop, change or swap with their neighbour to get from one word to the other;
 * SIZE_MAX where one is longer than NEARNESS_MAX. */
size_t nearness_distance(const char *a, size_t a_len, const char *b, size_t b_len);

#endif
