/* Disclosure and consent from words; "who held which field when". Pure; any thread. */
#ifndef CONVENE_CONDUCT_DISCLOSING_H
#define CONVENE_CONDUCT_DISCLOSING_H

#include "client/cli/conduct/conduct.h"

/* The options of whatever passes data on, with these verbs of its noun; what goes on is in "field",
 * for what in "purpose". */
#define DISCLOSING_OPTIONS(verbs)                                                                  \
	{"basis", "TEXT", OPTION_TEXT, NULL, verbs, "the legal basis"},                            \
	    {"channel", "NAME", OPTION_TEXT, NULL, verbs, "phone, email, secure-police, ..."},     \
	    {"exception", "NAME", OPTION_TEXT, NULL, verbs,                                        \
	        "without consent: risk-to-life or legal-duty"},                                    \
	{                                                                                          \
		"because", "TEXT", OPTION_TEXT, NULL, verbs, "why the exception applies"           \
	}

/* Purpose, basis, fields, channel and exception from the options. False: `why`. */
bool disclosing_fill(struct conduct *conduct, Convene__V1__Disclose *disclose);

enum conduct_outcome disclosing(struct conduct *conduct, const uint64_t *cases, size_t count,
    const char *whom, int field_count, char **fields);

/* "consent CASE", "withdraw CONSENT", "who-knows [CASE [FIELD]]" */
conduct_run_fn consent_record, consent_withdraw, who_knows;

#endif
