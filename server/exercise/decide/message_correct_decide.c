/*
 * A message put right. Players correct their own words alone, whoever else of the team is there;
 * what staff wrote in somebody's name may be corrected by whoever may write in it. Everybody who
 * got the message gets the correction, and has not read it yet.
 */
#include "convene/v1/change.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/voice.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/thread.h"

#include <inttypes.h>
#include <stdio.h>

static bool check_writer(struct deciding *deciding, const struct message *message)
{
	if (message->author_id == deciding->actor->id) {
		return true;
	}
	const struct participant *author = participant_find(deciding->exercise, message->author_id);
	bool by_staff = author != NULL && author->role != CONVENE__V1__ROLE__ROLE_PLAYER;
	if (by_player(deciding) || !by_staff) {
		return REFUSE(deciding, NOT_PERMITTED,
		    "message %" PRIu64 " is somebody else's; who wrote it can correct it, you can "
		    "write another one",
		    message->id);
	}
	Convene__V1__Party *from = draft_party(deciding, message->from);
	return from != NULL && voice_check(deciding, from);
}

static bool check_revision(
    struct deciding *deciding, const struct message *message, uint32_t revision)
{
	char what[40];
	snprintf(what, sizeof what, "message %" PRIu64, message->id);
	return revision == message->revision ||
	       refuse_conflict(deciding, what, message->revision, message->corrected_by);
}

void decide_correct_message(struct deciding *deciding)
{
	const Convene__V1__CorrectMessage *command = deciding->command->correct_message;
	if (!check_not_ended(deciding, "what was written stays")) {
		return;
	}
	const struct message *message = check_visible_message(deciding, command->message_id);
	if (message == NULL || !check_writer(deciding, message) ||
	    !check_revision(deciding, message, command->revision) ||
	    !check_filled(deciding, command->text, TEXT_BYTES_MAX, "the message") ||
	    !check_language(deciding, command->language)) {
		return;
	}
	DRAFT(deciding, MESSAGE_CORRECTED, MessageCorrected, .message_id = message->id,
	    .thread_id = message->thread->id,
	    .participant_id = by_player(deciding) ? deciding->actor->id : 0, .text = command->text,
	    .language = command->language, .revision = message->revision + 1);
}
