/*
 * Questions to the person at the terminal, past redirected input and output: a subcommand in a pipe
 * can still be answered, and a script, which has no terminal, is never taken for a person. Each
 * call opens the terminal anew and leaves its settings as they were. One thread; waits.
 */
#ifndef CONVENE_SESSION_ASK_H
#define CONVENE_SESSION_ASK_H

#include <stdbool.h>
#include <stddef.h>

/* Whether there is a terminal to ask on. */
bool ask_possible(void);

/* Reads one line, which may be empty. False: no terminal, or a line that does not end or fit. */
bool ask_line(const char *question, char *out, size_t size);

/* The same, not shown while it is typed; "" is no answer. */
bool ask_secret(const char *question, char *out, size_t size);

/* Shows text on the terminal, past redirected output. */
void ask_show(const char *text);

/* A join link, not shown; blanks are taken out, and one that is broken over several lines is put
 * together; an empty line ends one whose end is missing. "" is an answer. */
bool ask_link(const char *question, char *out, size_t size);

#endif
