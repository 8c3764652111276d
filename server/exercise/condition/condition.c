#include "server/exercise/condition/condition.h"

#include "server/exercise/state.h"

void conditions_deinit(struct conditions *conditions)
{
	(void)conditions;
}

void condition_digest(void *condition, struct digest_form *form)
{
	(void)condition;
	(void)form;
}

void conditions_compile(struct exercise *exercise)
{
	(void)exercise;
}

void conditions_compile_inject(struct exercise *exercise, const Convene__V1__Inject *inject)
{
	(void)exercise;
	(void)inject;
}

void conditions_apply_any(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

int64_t conditions_next(const struct exercise *exercise)
{
	(void)exercise;
	return INT64_MAX;
}

void conditions_decide(struct deciding *deciding, int64_t until_ms)
{
	(void)deciding;
	(void)until_ms;
}
