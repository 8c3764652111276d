/* Disclosures, for every command that discloses something: the check, then the drafts. */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_DISCLOSE_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_DISCLOSE_DECIDE_H

#include <stdbool.h>
#include <stddef.h>

struct deciding;
struct disclosing;

/* Checks what `disclosing->command` says but for cases and receiver, which are there already. */
bool disclosing_check(struct deciding *deciding, struct disclosing *disclosing);

/* Drafts what is disclosed, case by case, with its flags. */
void disclosing_draft(struct deciding *deciding, const struct disclosing *disclosing);

#endif
