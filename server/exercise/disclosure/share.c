#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

void share_decide(struct deciding *deciding)
{
	(void)deciding;
}

void share_decide_take_over(struct deciding *deciding)
{
	(void)deciding;
}

void share_apply_shared(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void share_apply_taken_over(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
