/*
 * What commands print and read: outcomes for people and for scripts, texts from operands or
 * standard input. One thread. What fails is said on stderr.
 */
#ifndef CONVENE_SESSION_OUTPUT_H
#define CONVENE_SESSION_OUTPUT_H

#include "client/cli/session/session.h"
#include "client/cli/text/style.h"

#include <stdio.h>

/* Sends the command and prints "DONE", "DONE: 483920" with the id of what was made, or as JSON
 * {"objectId":483920}, with "error" where it was refused, "link" with a join code. Returns the exit
 * code. */
int output_command(struct session *session, Convene__V1__Command *command,
    const struct session_options *options, const char *done);

/* "DONE" or "DONE: 483920" for a command that was carried out. */
void output_done(const struct session *session, const char *done);

/* A new join code as the whole link that people need: the session knows the rest of it. "" when it
 * makes none. */
void output_link(const struct session *session, const char *join_code, char *out, size_t size);

/* The text that the operands make, or standard input's for none or "-"; to be freed. */
int output_text(const struct command *command, const struct operands *operands, char **out);

/* Writes what a terminal may show of it (colour.h) to stdout and empties the buffer; false when
 * stdout is gone. */
bool output_flush(struct buf *text);
bool output_flush_to(struct buf *text, FILE *stream);

/* The same to stdout, for a text that ends here: its memory is given back. */
bool output_end(struct buf *text);

/* How text for stdout is laid out. */
struct style output_style(void);

#endif
