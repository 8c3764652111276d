#include "server/exercise/condition/condition.h"

#include "server/exercise/state.h"

void switch_decide_turn(struct deciding *deciding)
{
	(void)deciding;
}

void switch_apply_turned(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
