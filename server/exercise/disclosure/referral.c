#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

void referral_decide_answer(struct deciding *deciding)
{
	(void)deciding;
}

void referral_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
