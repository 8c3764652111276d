/* What several commands print. One thread a stream; what cannot be written is lost (say.h). */
#ifndef CONVENE_CLI_PRINT_H
#define CONVENE_CLI_PRINT_H

#include "proto/buf.h"
#include "proto/yaml.h"

#include <stdio.h>

/* The text, which is empty afterwards, in lines of 80 columns that begin at `column`; there the
 * first one begins already. */
void print_wrapped(FILE *out, struct buf *text, size_t column);

/* The message as a line of JSON. */
void print_json(FILE *out, const ProtobufCMessage *message);

/* Mistakes in files, sorted, as compilers print them: "FILE:LINE:COLUMN: error: what, and what
 * would be right". */
void print_diagnostics(FILE *out, struct diagnostics *diagnostics);

#endif
