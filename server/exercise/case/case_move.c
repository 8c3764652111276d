#include "server/exercise/case/case.h"

#include "server/exercise/state.h"

void case_decide_move(struct deciding *deciding)
{
	(void)deciding;
}

void case_apply_moved(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
