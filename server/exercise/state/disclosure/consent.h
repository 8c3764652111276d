/* Which consents there are for a case. Pure; changes nothing. */
#ifndef CONVENE_EXERCISE_STATE_DISCLOSURE_CONSENT_H
#define CONVENE_EXERCISE_STATE_DISCLOSURE_CONSENT_H

#include <stdbool.h>
#include <stddef.h>

struct case_file;
struct consent;
struct dossier;
struct exercise;

/* Whether any consent of the person is recorded for the case and not withdrawn. */
bool consent_given(const struct exercise *exercise, const struct case_file *file);

/* The newest first. */
const struct consent *consent_of(
    const struct exercise *exercise, const struct dossier *dossier, size_t from_end);

#endif
