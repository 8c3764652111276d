/* Puts patterns into the tables by which events find them, and takes them out. */
#ifndef CONVENE_EXERCISE_PATTERN_WATCH_H
#define CONVENE_EXERCISE_PATTERN_WATCH_H

struct condition;
struct exercise;

/* Puts a condition's patterns into the tables, and takes them out. */
void condition_watch(struct exercise *exercise, struct condition *condition);
void condition_unwatch(struct exercise *exercise, struct condition *condition);

#endif
