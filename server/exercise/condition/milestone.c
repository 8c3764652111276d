#include "server/exercise/condition/condition.h"

#include "server/exercise/state.h"

void milestone_decide_set(struct deciding *deciding)
{
	(void)deciding;
}

void milestone_apply_changed(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void follow_up_draft(struct deciding *deciding, const Convene__V1__CannedReply *reply)
{
	(void)deciding;
	(void)reply;
}
