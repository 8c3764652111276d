/* Switches as patterns see them. */
#ifndef CONVENE_EXERCISE_PATTERN_SWITCH_H
#define CONVENE_EXERCISE_PATTERN_SWITCH_H

struct applying;
struct condition;
struct exercise;

void match_switch(struct exercise *exercise, const struct applying *applying);

struct condition *switch_find(const struct exercise *exercise, const char *id);

#endif
