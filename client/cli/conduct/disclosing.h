/* Disclosure and consent from words; "who held which field when". Pure; any thread. */
#ifndef CONVENE_CONDUCT_DISCLOSING_H
#define CONVENE_CONDUCT_DISCLOSING_H

#include "client/cli/conduct/conduct.h"

/* Purpose, basis, fields, channel and exception from the options. False: `why`. */
bool disclosing_fill(struct conduct *conduct, Convene__V1__Disclose *disclose);

enum conduct_outcome disclosing(struct conduct *conduct, const uint64_t *cases, size_t count,
    const char *whom, int field_count, char **fields);

enum conduct_outcome consent_record(
    struct conduct *conduct, const struct view_case *file, int argc, char **argv);
enum conduct_outcome consent_withdraw(struct conduct *conduct, int argc, char **argv);

/* "who-knows [CASE [FIELD]]" */
enum conduct_outcome who_knows(struct conduct *conduct, int argc, char **argv);

#endif
