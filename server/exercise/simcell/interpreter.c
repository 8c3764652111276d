#include "server/exercise/simcell/interpreter.h"

#include "server/exercise/state.h"

void interpreters_deinit(struct interpreters *interpreters)
{
	(void)interpreters;
}

void booking_digest(const struct booking *booking, struct digest_form *form)
{
	(void)booking;
	(void)form;
}

bool interpreter_is_there(const struct exercise *exercise, const struct case_file *file, int team)
{
	(void)exercise;
	(void)file;
	(void)team;
	return false;
}

void interpreter_decide_book(struct deciding *deciding)
{
	(void)deciding;
}

void interpreter_decide_release(struct deciding *deciding)
{
	(void)deciding;
}

void interpreter_apply_booked(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void interpreter_apply_arrived(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void interpreter_apply_released(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

int64_t interpreters_next(const struct exercise *exercise)
{
	(void)exercise;
	return INT64_MAX;
}

void interpreters_decide(struct deciding *deciding, int64_t until_ms)
{
	(void)deciding;
	(void)until_ms;
}
