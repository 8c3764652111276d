/*
 * What happened, in words: one event as a few lines of text, and the pieces that the commands print
 * besides. Reads the view, which has taken in the event already. Pure; one thread.
 */
#ifndef CONVENE_CLI_TIMELINE_H
#define CONVENE_CLI_TIMELINE_H

#include "client/cli/colour.h"
#include "proto/buf.h"
#include "proto/model/view.h"
#include "proto/reflect.h"

struct timeline_style {
	size_t width; /* of the terminal; 0: lines are not broken */
	bool colours;
	bool receipts; /* also who received and read what */
	bool hangs; /* lines are not broken, and say where their further rows begin (colour_hang())
	             */
};

/* Appends the event's lines; nothing for events that are not worth a line. */
void timeline_event(struct buf *out, const struct view *view, const Convene__V1__Event *event,
    const struct timeline_style *style);

/* Stands on every screen of an exercise, so that nobody takes it for real. */
#define TIMELINE_MARK "EXERCISE EXERCISE EXERCISE"

/* "running T+0:12:05 x4", and how far beyond the planned end. */
void timeline_clock(struct buf *out, const struct view *view, int64_t exercise_ms);

/* "EXERCISE EXERCISE EXERCISE  Long Harvest  running T+0:12:05 x1  AL-NGO". One line, no newline.
 */
void timeline_banner(struct buf *out, const struct view *view, int64_t server_ms);

/* "T+0:12:05"; `out` is returned. */
const char *timeline_time(int64_t exercise_ms, char out[24]);

/* "running", "paused", "not started", "ended", "closed". */
const char *timeline_phase(enum view_phase phase);

/* "phone", "FIU channel": in `out`, or a literal. */
const char *timeline_channel(Convene__V1__Channel channel, char out[REFLECT_WORD_SIZE]);
#define TIMELINE_CHANNEL(channel) timeline_channel((channel), (char[REFLECT_WORD_SIZE]){0})

/* An inject in full, as its reader sees it. */
void timeline_inject(struct buf *out, const struct view *view, const struct view_inject *inject,
    const struct timeline_style *style);

/* What only staff see of it: plan, expected actions, notes, readers. */
void timeline_inject_plan(struct buf *out, const struct view *view,
    const struct view_inject *inject, const struct timeline_style *style);

/* A thread with all its messages. */
void timeline_thread(struct buf *out, const struct view *view, const struct view_thread *thread,
    const struct timeline_style *style);

/* "AL-NGO, AL-POL", or `none`: in `out`, which is emptied before and belongs to the caller. */
const char *timeline_joined(struct buf *out, char *const *values, size_t count, const char *none);

/* "AL-NGO, clinic": the ends of a thread. */
void timeline_parties(struct buf *out, const Convene__V1__ThreadOpened *opened);

enum timeline_colour {
	TIMELINE_BOLD = COLOUR_BOLD,
	TIMELINE_DIM = COLOUR_DIM,
	TIMELINE_RED = COLOUR_RED,
	TIMELINE_GREEN = COLOUR_GREEN,
	TIMELINE_YELLOW = COLOUR_YELLOW,
	TIMELINE_BLUE = COLOUR_BLUE
};
void timeline_colour(
    struct buf *out, const struct timeline_style *style, enum timeline_colour colour);
void timeline_plain(struct buf *out, const struct timeline_style *style);

#endif
