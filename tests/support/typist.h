/*
 * Somebody at a terminal (or a script) with a program of ours: types lines, reads what comes. The
 * program runs on a pseudo-terminal of 160x24, or on pipes. One thread. Owns the process. Ends the
 * test when what is waited for does not come.
 */
#ifndef CONVENE_TESTS_TYPIST_H
#define CONVENE_TESTS_TYPIST_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct typist {
	pid_t pid;
	int in, out;     /* the same descriptor on a terminal */
	char folder[64]; /* its own: working folder, and where it keeps sessions */
	char *shown;     /* owned: everything that came, without escape sequences */
	size_t len, cap;
	size_t mark; /* typist_wait() looks behind it */
	char escape[32];
	size_t escape_len;
};

/* Starts argv[0] (a path) with `link` in $CONVENE_LINK and its name in $CONVENE_NAME. */
void typist_start(struct typist *typist, const char *const argv[], const char *link,
    const char *name, bool terminal);

/* Types text as it stands; typist_line() adds Enter. */
void typist_type(struct typist *typist, const char *text);
void typist_line(struct typist *typist, const char *line);

/* Waits until `text` was shown behind the mark, which is then behind it. */
void typist_wait(struct typist *typist, const char *text);

/* Whether `text` was shown behind the mark up to now. */
bool typist_saw(const struct typist *typist, const char *text);

/* Closes its input (a script's end), waits for its end, returns its exit status; removes the
 * folder. Everything that it showed stays until typist_free(). */
int typist_end(struct typist *typist);
void typist_free(struct typist *typist);

#endif
