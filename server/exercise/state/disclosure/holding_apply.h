/* What the appliers of disclosures share. One thread; owns nothing. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_APPLY_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_HOLDING_APPLY_H

struct exercise;

/* Touches the digest of all that is not a consent. */
void disclosures_touch(struct exercise *exercise);

#endif
