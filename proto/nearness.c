/*
 * Optimal string alignment: row by row through the table of all beginnings of both words, of which
 * the last three rows are enough. Bytes, not letters: a letter outside ASCII that is wrong counts
 * for as many as it has bytes.
 */
#include "proto/nearness.h"

#include <ctype.h>
#include <stdint.h>

static int fold(char character)
{
	return character == '-' ? '_' : tolower((unsigned char)character);
}

bool nearness_same(char a, char b)
{
	return fold(a) == fold(b);
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t nearness_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][NEARNESS_MAX + 1];
	if (a_len > NEARNESS_MAX || b_len > NEARNESS_MAX) {
		return SIZE_MAX;
	}
	for (size_t j = 0; j <= b_len; j++) {
		rows[0][j] = j;
	}
	for (size_t i = 1; i <= a_len; i++) {
		size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
		row[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t change = above[j - 1] + (nearness_same(a[i - 1], b[j - 1]) ? 0 : 1);
			row[j] = least(least(above[j], row[j - 1]) + 1, change);
			if (i > 1 && j > 1 && nearness_same(a[i - 1], b[j - 2]) &&
			    nearness_same(a[i - 2], b[j - 1])) {
				row[j] = least(row[j], before[j - 2] + 1);
			}
		}
	}
	return rows[a_len % 3][b_len];
}
