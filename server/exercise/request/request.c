#include "server/exercise/request/request.h"

#include "server/exercise/state.h"

struct request_file *request_find(const struct exercise *exercise, uint64_t id)
{
	(void)exercise;
	(void)id;
	return NULL;
}

void request_free(struct request_file *request)
{
	(void)request;
}

void request_digest(
    const struct request_file *request, exercise_hash_fn *hash, struct digest_form *form)
{
	(void)request;
	(void)hash;
	(void)form;
}

bool check_request_references(struct deciding *deciding, const uint64_t *ids, size_t count)
{
	(void)deciding;
	(void)ids;
	(void)count;
	return count == 0;
}

void request_apply_drafted(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void request_apply_sent(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void request_apply_assessed(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void request_apply_moved(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}

void request_apply_reminded(struct exercise *exercise, const struct applying *applying)
{
	(void)exercise;
	(void)applying;
}
