#include "server/exercise/case/case.h"

#include "server/exercise/state.h"

void form_decide_fill(struct deciding *deciding)
{
	(void)deciding;
}

void form_apply_filled(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
