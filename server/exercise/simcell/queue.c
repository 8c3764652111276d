#include "server/exercise/simcell/queue.h"

#include "server/exercise/state.h"

void queue_deinit(struct queue *queue)
{
	(void)queue;
}

void queue_digest(const struct queue *queue, struct digest_form *form)
{
	(void)queue;
	(void)form;
}

bool team_is_unplayed(const struct exercise *exercise, int team)
{
	(void)exercise;
	(void)team;
	return false;
}

void queue_decide_claim(struct deciding *deciding)
{
	(void)deciding;
}

void queue_decide_release(struct deciding *deciding)
{
	(void)deciding;
}

void queue_decide_dismiss(struct deciding *deciding)
{
	(void)deciding;
}

void queue_apply_claimed(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void queue_apply_released(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void queue_apply_dismissed(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void queue_apply_any(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
