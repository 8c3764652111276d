/* Milestones as patterns see them. */
#ifndef CONVENE_EXERCISE_PATTERN_MILESTONE_H
#define CONVENE_EXERCISE_PATTERN_MILESTONE_H

struct applying;
struct exercise;

void match_milestone(struct exercise *exercise, const struct applying *applying);

#endif
