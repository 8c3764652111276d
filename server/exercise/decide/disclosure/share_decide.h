/* In whose name somebody acts in a case, and who takes the lead. */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_SHARE_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_SHARE_DECIDE_H

struct case_file;
struct deciding;

/* The team in whose name somebody acts in a case: players their own, staff one that
 * nobody plays and that has the case. NO_TEAM and a refusal. */
int check_acting_team(struct deciding *deciding, const struct case_file *file, const char *team_id);

/* The team takes the lead; `reason` may be NULL. */
void share_draft_take_over(
    struct deciding *deciding, const struct case_file *file, int team, const char *reason);

#endif
