/* Consents into the state; and whom a word on a consent names, which deciding asks, too. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_CONSENT_APPLY_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_CONSENT_APPLY_H

#include <stdbool.h>

struct consent;
struct exercise;

/* Adds to a consent whom the name stands for; false when it stands for nothing. */
bool consent_recipient_add(
    const struct exercise *exercise, const char *name, struct consent *consent);

#endif
