#include "server/exercise/case/case.h"

#include "server/exercise/state.h"

void case_decide_open(struct deciding *deciding)
{
	(void)deciding;
}

void case_decide_match(struct deciding *deciding)
{
	(void)deciding;
}

void case_apply_opened(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void case_apply_matched(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
