/*
 * An inject that went out by mistake. What it brought about stays: people acted on it, and the log
 * says so; whoever got it is told, and why.
 */
#include "convene/v1/change.pb-c.h"
#include "convene/v1/command.pb-c.h"
#include "convene/v1/event.pb-c.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/deciders.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/decide/inject_check.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/state.h"

void decide_withdraw_inject(struct deciding *deciding)
{
	const Convene__V1__WithdrawInject *command = deciding->command->withdraw_inject;
	if (!check_not_ended(deciding, "what was delivered stays")) {
		return;
	}
	const struct inject *inject = inject_find(deciding->exercise, command->inject_id);
	if (inject == NULL) {
		REFUSE(deciding, NOT_FOUND, "there is no inject \"%s\"", command->inject_id);
		return;
	}
	if (!inject_check_revision(deciding, inject, command->revision) ||
	    !check_filled(deciding, command->reason, LINE_BYTES_MAX, "the reason")) {
		return;
	}
	if (inject->status != CONVENE__V1__INJECT_STATUS__INJECT_STATUS_DELIVERED) {
		REFUSE(deciding, WRONG_STATE,
		    inject->delivered_seq != 0
		        ? "inject \"%s\" is withdrawn already"
		        : "inject \"%s\" is not delivered; hold or skip it instead",
		    inject->id);
		return;
	}
	DRAFT(deciding, INJECT_WITHDRAWN, InjectWithdrawn, .inject_id = inject->id,
	    .reason = command->reason);
}
