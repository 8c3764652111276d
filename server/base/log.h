/*
 * The server's log: one line an occurrence, to stderr; lower case, variables quoted, never the
 * content of an exercise above debug. A logger is passed about, there is no global. Any thread.
 * Owns nothing. Writing fails in silence: there is nobody else to tell. A line is shown as a
 * complaint is (proto/complaint.h): a long one is cut, and nothing in it steers a terminal.
 */
#ifndef CONVENE_BASE_LOG_H
#define CONVENE_BASE_LOG_H

#include <stdint.h>
#include <stdio.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log {
	FILE *out; /* borrowed: outlives the log */
	enum log_level level;
	/* Lines that a peer can trigger: a budget refilled every second, so that nobody fills the
	 * disk. */
	int64_t limited_second;
	unsigned limited_lines;
	unsigned long suppressed;
};

void log_init(struct log *log, FILE *out, enum log_level level);

void log_write(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* For lines that a peer can trigger: at most 20 a second, the rest counted and said later. Loop
 * thread only. */
void log_limited(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "error", "warning", "info", "debug"; -1 for anything else. */
int log_level_from_name(const char *name);

#endif
