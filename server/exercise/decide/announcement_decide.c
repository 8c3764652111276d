#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/ground/text.h"

void decide_announce(struct deciding *deciding)
{
	const Convene__V1__Announce *command = deciding->command->announce;
	const char *text = text_or_empty(command->text);
	const char *language = text_or_empty(command->language);
	if (!check_filled(deciding, text, TEXT_BYTES_MAX, "the announcement") ||
	    !check_language(deciding, language)) {
		return;
	}
	Convene__V1__Announced *body = DRAFT_BODY(deciding, Announced, announced);
	if (body != NULL) {
		body->text = draft_text(deciding, text);
		body->language = draft_text(deciding, language);
		draft_event(deciding, CONVENE__V1__EVENT__BODY_ANNOUNCED, body);
	}
}
