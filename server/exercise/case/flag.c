#include "server/exercise/case/case.h"

#include "server/exercise/state.h"

void flag_decide_raise(struct deciding *deciding)
{
	(void)deciding;
}

void flag_apply(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
