/*
 * What somebody knows of an exercise, a line a fact, in any order: by the engine's state and who
 * may see what of it, and by the view that their events made. The same facts, if both are right.
 * Test helper.
 */
#ifndef CONVENE_TESTS_SIM_KNOWN_H
#define CONVENE_TESTS_SIM_KNOWN_H

#include "proto/buf.h"
#include "proto/model/view.h"
#include "server/exercise/exercise.h"

#include <inttypes.h>

/* At this moment of the wall clock. */
void known_by_engine(
    struct buf *out, const struct exercise *exercise, const struct viewer *viewer, int64_t wall_ms);

/* `positions`: where in the log each event is that the view was given, if its marks count them from
 * 1 on; NULL: its marks are positions. */
void known_by_view(
    struct buf *out, const struct view *view, const uint64_t *positions, int64_t wall_ms);

/* The words of both. */
#define KNOWN_CLOCK  "clock %d revision %u rate %u at %" PRId64 " story %" PRId64 "\n"
#define KNOWN_PERSON "person %" PRIu64 " role %d team %s removed %d\n"
#define KNOWN_INJECT "inject %s delivered %" PRIu64 " at %" PRId64 " withdrawn %d\n"
#define KNOWN_PLAN                                                                                 \
	"inject %s revision %u status %d due %" PRId64 " read %" PRIu64 " answered %" PRIu64 "\n"
#define KNOWN_INVITE                                                                               \
	"invite %" PRIu64 " role %d team %s personal %d revoked %d joined %" PRIu64 "\n"
#define KNOWN_CALL      "call of %" PRIu64 " from %" PRIu64 " to %" PRIu64 " calls %" PRIu32 " open %d\n"
#define KNOWN_DECISIONS "decisions of %s %" PRIu64 "\n"
#define KNOWN_THREAD                                                                               \
	"thread %" PRIu64 " messages %" PRIu64 " last %" PRIu64 " read %" PRIu64                   \
	" corrected %" PRIu64 "\n"
#define KNOWN_CASE      "case %" PRIu64 " lead %s person %s child %d\n"
#define KNOWN_CASE_PART "case %" PRIu64 " %s %s %s %" PRId64 "\n"
#define KNOWN_CONSENT   "consent %" PRIu64 " case %" PRIu64 " withdrawn %d\n"
#define KNOWN_REFERRAL  "referral %" PRIu64 " case %" PRIu64 " to %s answered %d\n"
#define KNOWN_REQUEST                                                                              \
	"request %" PRIu64 " state %d from %s by %s limits %" PRId64 " %" PRId64 " draft %" PRIu32 \
	"\n"
#define KNOWN_STANDING "%s %s stands at %d\n"
#define KNOWN_ITEM                                                                                 \
	"item %" PRIu64 " thread %" PRIu64 " request %" PRIu64 " case %" PRIu64                    \
	" claimed by %" PRIu64 "\n"
#define KNOWN_BOOKING       "booking %" PRIu64 " case %" PRIu64 " arrived %d released %d\n"
#define KNOWN_QUESTIONNAIRE "questionnaire %s opened %d closed %d result %d answers %" PRIu64 "\n"

#endif
