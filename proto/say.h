/*
 * Text for people onto a stream: what others wrote may be part of it, and none of it steers the
 * terminal (printable.h). The command lines of server and client print with these alone; a test
 * looks for other calls. One thread a stream. What cannot be written is lost, as with printf();
 * whoever must know asks ferror().
 */
#ifndef CONVENE_PROTO_SAY_H
#define CONVENE_PROTO_SAY_H

#include <stdio.h>

/* As printf; line breaks and tabs stay. */
void say(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One line, whatever is put into it, and its end. */
void say_line(FILE *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "PROGRAM: ..." to standard error: a complaint (complaint.h), as one line. */
void say_complaint(const char *program, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
