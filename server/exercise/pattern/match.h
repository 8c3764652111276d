/* Which patterns an event fits: of every kind. */
#ifndef CONVENE_EXERCISE_PATTERN_MATCH_H
#define CONVENE_EXERCISE_PATTERN_MATCH_H

struct applying;
struct exercise;

/* Which patterns an event fits. */
void patterns_match(struct exercise *exercise, const struct applying *applying);

#endif
