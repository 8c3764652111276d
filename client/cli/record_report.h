/* The verdict on a record, for people and for scripts. Pure but for printing; one thread. */
#ifndef CONVENE_CLI_RECORD_REPORT_H
#define CONVENE_CLI_RECORD_REPORT_H

#include "proto/record.h"

/* Why it is bad, without the number of the event, which the verifier's text may begin with.
 * Borrowed: from the verdict. */
const char *record_report_why(const struct record_verdict *verdict);

/* Prints it on stdout; returns CLI_OK or CLI_REFUSED. */
int record_report(const struct record_verdict *verdict, const char *path, bool json);

#endif
