/*
 * What control tells everybody. It is for all, so nothing but its text is checked.
 */
#include "convene/v1/command.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/ground/limits.h"

void decide_announce(struct deciding *deciding)
{
	const Convene__V1__Announce *command = deciding->command->announce;
	if (!check_filled(deciding, command->text, TEXT_BYTES_MAX, "the announcement") ||
	    !check_language(deciding, command->language)) {
		return;
	}
	DRAFT(deciding, ANNOUNCED, Announced, .text = command->text, .language = command->language);
}
