/* A line is made whole and written in one call, since several threads log to one stream. The budget
 * of lines that peers can bring about is one for all of them; what was left out is counted, and
 * said in the first second in which such a line comes again. */
#include "server/base/log.h"

#include "proto/complaint.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

#define LIMITED_LINES_A_SECOND 20

static const char *const level_names[] = {"error", "warning", "info", "debug"};

void log_init(struct log *log, FILE *out, enum log_level level)
{
	*log = (struct log){.out = out, .level = level};
}

static int64_t now_second(void)
{
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

__attribute__((format(printf, 3, 0))) static void write_line(
    struct log *log, enum log_level level, const char *format, va_list arguments)
{
	struct buf line = {0};
	time_t now = (time_t)now_second();
	struct tm utc;
	gmtime_r(&now, &utc);
	char stamp[32];
	strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
	/* what a peer or a library put into the line must not look like another one, or steer the
	 * terminal that it is read on */
	complaint_append_list(&line, format, arguments);
	/* one call, so that lines of several threads do not mix */
	fprintf(log->out, "%s %s %.*s\n", stamp, level_names[level], (int)line.len,
	    (const char *)line.data);
	fflush(log->out);
	buf_deinit(&line);
}

void log_write(struct log *log, enum log_level level, const char *format, ...)
{
	if (level > log->level) {
		return;
	}
	va_list arguments;
	va_start(arguments, format);
	write_line(log, level, format, arguments);
	va_end(arguments);
}

void log_limited(struct log *log, enum log_level level, const char *format, ...)
{
	int64_t second = now_second();
	if (level > log->level) {
		return;
	}
	if (second != log->limited_second) {
		unsigned long suppressed = log->suppressed;
		log->limited_second = second;
		log->limited_lines = 0;
		log->suppressed = 0;
		if (suppressed > 0) {
			log_write(
			    log, LOG_WARNING, "%lu lines of this kind were left out", suppressed);
		}
	}
	if (log->limited_lines >= LIMITED_LINES_A_SECOND) {
		log->suppressed++;
		return;
	}
	log->limited_lines++;
	va_list arguments;
	va_start(arguments, format);
	write_line(log, level, format, arguments);
	va_end(arguments);
}

int log_level_from_name(const char *name)
{
	for (int level = LOG_ERROR; level <= LOG_DEBUG; level++) {
		if (strcmp(name, level_names[level]) == 0) {
			return level;
		}
	}
	return -1;
}
