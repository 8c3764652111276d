/*
 * What a disclosure would break: each rule of the scenario that it does not keep becomes a warning.
 */
#ifndef CONVENE_EXERCISE_DECIDE_DISCLOSURE_BREACH_H
#define CONVENE_EXERCISE_DECIDE_DISCLOSURE_BREACH_H

struct case_file;
struct disclosing;
struct warnings;

/* Adds what the disclosure breaks for one of its cases. */
void breach_warn(
    struct warnings *warnings, const struct disclosing *disclosing, const struct case_file *file);

/* Likewise for all of them, each rule once. */
void breach_warn_all(struct warnings *warnings, const struct disclosing *disclosing);

#endif
