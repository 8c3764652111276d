/*
 * What a command would do to what is planned, said before it is sent: what a jump of the clock
 * passes over, how far beyond the planned end something comes, which limits fall due. From the view
 * alone; what only the server knows (whether a condition holds already) is not guessed at. Pure;
 * any thread.
 */
#ifndef CONVENE_ACT_CONSEQUENCE_H
#define CONVENE_ACT_CONSEQUENCE_H

#include "proto/buf.h"
#include "proto/model/view.h"

enum consequence {
	CONSEQUENCE_NONE,  /* nothing to say */
	CONSEQUENCE_SAID,  /* to be said; it passes over nothing and can be put right */
	CONSEQUENCE_GRAVE, /* to be said, and to be done only when somebody says yes to it */
};

/*
 * For JumpClock, ShiftStory, SetRate, StartExercise, ResumeClock, EndExercise, CloseExercise,
 * RescheduleInject and ShiftInjects; NONE for all others. Appends lines, wrapped to `width` (0: as
 * they are). `now_ms`: exercise time.
 */
enum consequence consequence_of(const struct view *view, int64_t now_ms,
    const Convene__V1__Command *command, size_t width, struct buf *out);

/* Whether it is refused in any case: it is not this role's, STARTEX was already, or ENDEX. Nothing
 * is said of it or asked then, and the server says why. */
bool consequence_is_refused(const struct view *view, Convene__V1__Command__BodyCase body);

/* Whether it says which calls for welfare are open, so that they are answered first. */
bool consequence_mentions_calls(Convene__V1__Command__BodyCase body);

#endif
