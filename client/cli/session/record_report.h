/* The verdict on a record, for people and for scripts. Pure but for printing; one thread. */
#ifndef CONVENE_SESSION_RECORD_REPORT_H
#define CONVENE_SESSION_RECORD_REPORT_H

#include "proto/record.h"

/* Prints it on stdout; returns CLI_OK or CLI_REFUSED. */
int record_report(const struct record_verdict *verdict, const char *path, bool json);

#endif
