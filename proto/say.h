/*
 * Text for people onto a stream: what others wrote may be part of it, and none of it steers the
 * terminal (printable.h). The command lines of server and client print with these alone; a test
 * looks for other calls. One thread a stream. What cannot be written is lost, as with printf();
 * a program ends with say_end, which notices; whoever must know before that asks say_reached().
 */
#ifndef CONVENE_PROTO_SAY_H
#define CONVENE_PROTO_SAY_H

#include <stdbool.h>
#include <stdio.h>

/* As printf; line breaks and tabs stay. */
void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line, whatever is put into it, and its end. */
void say_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Everything said so far has been taken: false for a full disk behind it, a closed reader. */
bool say_reached(FILE *out);

/* First of all in a program: streams that it was started without stay closed, whatever files it
 * opens. What is said would go into one of them. */
void say_begin(void);

/* Last of all: `status`, or `failed` and a complaint when standard output did not take all that was
 * said. A reader that went away has had enough, as `head` has; that is no failure. */
int say_end(const char *program, int status, int failed);

/* "PROGRAM: ..." to standard error: a complaint (complaint.h), as one line. */
void say_complaint(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
