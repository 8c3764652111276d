/*
 * The verbs that take a time, or change how it passes: each says first what it would do to what is
 * planned (consequence.h), and asks before it does what cannot be taken back. Where nobody can be
 * asked, `--yes` on the line says so. One thread.
 */
#ifndef CONVENE_JOIN_VERBS_TIME_H
#define CONVENE_JOIN_VERBS_TIME_H

#include <stdbool.h>

struct join;

/* As struct verb's `run` (join.h). */
void verbs_time_start(struct join *join, char *rest);
void verbs_time_rate(struct join *join, char *rest);
void verbs_time_resume(struct join *join, char *rest);
void verbs_time_end(struct join *join, char *rest);
void verbs_time_close(struct join *join, char *rest);
void verbs_time_jump(struct join *join, char *rest);
void verbs_time_story(struct join *join, char *rest);
void verbs_time_reschedule(struct join *join, char *rest);

/* For open_calls.h: all that were open were asked about; `called_since`: and there are others. */
void verbs_time_calls_asked(struct join *join, bool called_since);

#endif
