#include "server/exercise/case/case.h"

#include "server/exercise/state.h"

void case_decide_alias(struct deciding *deciding)
{
	(void)deciding;
}

void case_decide_link(struct deciding *deciding)
{
	(void)deciding;
}

void case_apply_alias(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void case_apply_linked(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
