#include "server/exercise/questionnaire/questionnaire.h"

#include "server/exercise/state.h"

void questionnaires_deinit(struct questionnaires *questionnaires)
{
	(void)questionnaires;
}

void questionnaire_digest(const struct questionnaire *questionnaire, struct digest_form *form)
{
	(void)questionnaire;
	(void)form;
}

void questionnaire_decide_open(struct deciding *deciding)
{
	(void)deciding;
}

void questionnaire_decide_close(struct deciding *deciding)
{
	(void)deciding;
}

void questionnaire_decide_answer(struct deciding *deciding)
{
	(void)deciding;
}

void questionnaire_decide_release(struct deciding *deciding)
{
	(void)deciding;
}

void questionnaire_apply_opened(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void questionnaire_apply_answered(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void questionnaire_apply_closed(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void questionnaire_apply_result(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

int64_t questionnaires_next(const struct exercise *exercise)
{
	(void)exercise;
	return INT64_MAX;
}

void questionnaires_decide(struct deciding *deciding, int64_t until_ms)
{
	(void)deciding;
	(void)until_ms;
}
