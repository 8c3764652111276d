/* Drafts whom a case concerns, for every command that may tell. */
#ifndef CONVENE_EXERCISE_DECIDE_CASE_CASE_OPEN_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_CASE_CASE_OPEN_DECIDE_H

#include <stdint.h>

struct case_file;
struct deciding;

/* Drafts whom a case (NULL: the one that is just being opened) concerns, where the scenario has a
 * person who is called so. */
void case_draft_match(
    struct deciding *deciding, const struct case_file *file, uint64_t case_id, const char *called);

#endif
