/* What rehearsals found, in words; and the same for programs. Any thread. */
#ifndef CONVENE_REHEARSAL_REPORT_H
#define CONVENE_REHEARSAL_REPORT_H

#include "proto/buf.h"
#include "server/rehearsal/findings.h"
#include "server/rehearsal/rehearsal.h"

#include <stdio.h>

void report_print(FILE *out, const struct findings *findings,
    const struct rehearsal_options *options, bool unicode);

/* As members of a JSON object (json.h). `figures`: as `convene bots --once` counts them, over all
 * runs. */
void report_json(struct buf *out, const struct findings *findings,
    const struct rehearsal_options *options, double wall_s);

#endif
