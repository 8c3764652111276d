/* Which patterns an event fits: what happens in cases, disclosures and questionnaires. */
#ifndef CONVENE_EXERCISE_PATTERN_MATCH_CASE_H
#define CONVENE_EXERCISE_PATTERN_MATCH_CASE_H

struct applying;
struct exercise;

void match_cases(struct exercise *exercise, const struct applying *applying);
void match_disclosed(struct exercise *exercise, const struct applying *applying);
void match_answers(struct exercise *exercise, const struct applying *applying);

#endif
