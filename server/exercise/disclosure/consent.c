#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

void consent_digest(const struct consent *consent, struct digest_form *form)
{
	(void)consent;
	(void)form;
}

bool consent_given(const struct exercise *exercise, const struct case_file *file)
{
	(void)exercise;
	(void)file;
	return false;
}

void consent_decide_record(struct deciding *deciding)
{
	(void)deciding;
}

void consent_decide_withdraw(struct deciding *deciding)
{
	(void)deciding;
}

void consent_apply_recorded(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void consent_apply_withdrawn(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
