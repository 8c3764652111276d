/* Mistakes in files, as compilers print them: "FILE:LINE:COLUMN: error: what, and what would be
 * right". */
#ifndef CONVENE_CLI_DIAGNOSTICS_PRINT_H
#define CONVENE_CLI_DIAGNOSTICS_PRINT_H

#include "proto/yaml.h"

#include <stdio.h>

/* Sorts the list and prints it. */
void diagnostics_print(FILE *out, struct diagnostics *diagnostics);

#endif
