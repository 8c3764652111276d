#include "server/exercise/disclosure/disclosure.h"

#include "server/exercise/state.h"

void disclosures_deinit(struct disclosures *disclosures)
{
	(void)disclosures;
}

void holdings_digest(const struct holdings *holdings, struct digest_form *form)
{
	(void)holdings;
	(void)form;
}

void holding_decide_record(struct deciding *deciding)
{
	(void)deciding;
}

void holding_apply_recorded(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
