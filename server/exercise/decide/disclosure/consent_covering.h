/* Which consent covers a disclosure. */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_CONSENT_COVERING_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_CONSENT_COVERING_H

#include <stdint.h>

struct case_file;
struct disclosing;
struct exercise;

/* The newest consent that covers it and is not withdrawn; 0: none. */
uint64_t consent_covering(const struct exercise *exercise, const struct disclosing *disclosing,
    const struct case_file *file);

#endif
