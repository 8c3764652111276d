#include "client/cli/text/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LONGEST 40

void nearest_init(struct nearest *nearest, const char *typed)
{
	nearest->typed = typed;
	nearest->best = NULL;
	nearest->distance = 0;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* Insertions, deletions, replacements, and neighbours that changed places (optimal string
 * alignment). Both are at most LONGEST long. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][LONGEST + 1], *before = rows[0], *last = rows[1], *now = rows[2];
	for (size_t j = 0; j <= b_len; j++)
		before[j] = last[j] = j;
	for (size_t i = 1; i <= a_len; i++) {
		size_t *spare = before;
		now[0] = i;
		for (size_t j = 1; j <= b_len; j++) {
			size_t replaced = last[j - 1] + (same(a[i - 1], b[j - 1]) ? 0 : 1);
			now[j] = least(least(last[j] + 1, now[j - 1] + 1), replaced);
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b_len];
}

void nearest_offer(struct nearest *nearest, const char *word)
{
	size_t typed_len = strlen(nearest->typed), len = strlen(word), found;
	if (typed_len < 2 || typed_len > LONGEST || len > LONGEST)
		return;
	if (typed_len >= 3 && strncasecmp(word, nearest->typed, typed_len) == 0)
		found = 1;
	else
		found = distance(nearest->typed, typed_len, word, len);
	if (found > (typed_len + 2) / 3)
		return;
	if (nearest->best == NULL || found < nearest->distance) {
		nearest->best = word;
		nearest->distance = found;
	}
}

void nearest_offer_teams(struct nearest *nearest, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_teams; i++)
		nearest_offer(nearest, view->exercise->teams[i]->id);
}

void nearest_offer_entities(struct nearest *nearest, const struct view *view)
{
	for (size_t i = 0; view->exercise != NULL && i < view->exercise->n_entities; i++)
		nearest_offer(nearest, view->exercise->entities[i]->id);
}

const char *nearest_question(const struct nearest *nearest, char *out, size_t size)
{
	out[0] = '\0';
	if (nearest->best != NULL)
		snprintf(out, size, "; did you mean \"%s\"?", nearest->best);
	return out;
}
