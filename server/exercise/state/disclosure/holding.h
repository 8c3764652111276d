/* Who holds which value now. Pure; changes nothing. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_H

#include <stdint.h>

struct exercise;
struct holding;

/* The value that a team holds now; NULL: none. Borrowed: until something is added. */
const struct holding *holding_of_team(
    const struct exercise *exercise, uint64_t case_id, int field, int team);

/* What a team (or an entity) knows of a field; NULL: nothing. */
const struct holding *holding_of(
    const struct exercise *exercise, uint64_t case_id, const struct holding *whose);

#endif
