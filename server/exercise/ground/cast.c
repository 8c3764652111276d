/*
 * Teams, entities and objectives, each an id with a place in an array. The place is what the rest
 * of the state keeps, as an index and in sets, so nothing is ever taken out or moved. An id that is
 * taken, or beyond the room that those sets have, is not added, and whatever names it later finds
 * nobody.
 */
#include "server/exercise/ground/cast.h"

#include "proto/list.h"
#include "proto/xalloc.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/limits.h"

#include <stdlib.h>
#include <string.h>

void addressed_add(struct addressed *addressed, uint64_t seq)
{
	*LIST_ADD(addressed->seqs, addressed->count, addressed->cap) = seq;
	addressed->sum += mix_pair(seq, 0);
}

bool addressed_between(const struct addressed *addressed, uint64_t after, uint64_t through)
{
	size_t at = LIST_PLACE(addressed->seqs, addressed->count, after + 1);
	return after < through && at < addressed->count && addressed->seqs[at] <= through;
}

static void names_free(const struct name **names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(names[i]->id);
		free((void *)names[i]);
	}
}

void cast_deinit(struct cast *cast)
{
	for (size_t i = 0; i < cast->team_count; i++) {
		free(cast->teams[i]->addressed.seqs);
		free(cast->teams[i]->id);
		free((void *)cast->teams[i]);
	}
	names_free(cast->entities, cast->entity_count);
	names_free(cast->objectives, cast->objective_count);
	name_index_deinit(&cast->team_index);
	name_index_deinit(&cast->entity_index);
	name_index_deinit(&cast->objective_index);
	memset(cast, 0, sizeof *cast);
}

struct team *cast_add_team(struct cast *cast, const char *id)
{
	if (cast->team_count == TEAMS_MAX || *id == '\0' || cast_team(cast, id) >= 0) {
		return NULL;
	}
	struct team *team = xcalloc(1, sizeof *team);
	team->node.kind = DIGEST_TEAM;
	team->id = xstrdup(id);
	name_index_add(&cast->team_index, team->id, (int)cast->team_count);
	cast->teams[cast->team_count++] = team;
	return team;
}

static struct name *name_add(
    const struct name **names, size_t *count, size_t max, struct name_index *index, const char *id)
{
	if (*count == max || *id == '\0' || name_index_find(index, id) >= 0) {
		return NULL;
	}
	struct name *name = xcalloc(1, sizeof *name);
	name->node.kind = DIGEST_NAME;
	name->id = xstrdup(id);
	name_index_add(index, name->id, (int)*count);
	names[(*count)++] = name;
	return name;
}

struct name *cast_add_entity(struct cast *cast, const char *id)
{
	return name_add(cast->entities, &cast->entity_count, ENTITIES_MAX, &cast->entity_index, id);
}

struct name *cast_add_objective(struct cast *cast, const char *id)
{
	return name_add(
	    cast->objectives, &cast->objective_count, OBJECTIVES_MAX, &cast->objective_index, id);
}

int cast_team(const struct cast *cast, const char *id)
{
	return name_index_find(&cast->team_index, id);
}

int cast_entity(const struct cast *cast, const char *id)
{
	return name_index_find(&cast->entity_index, id);
}

int cast_objective(const struct cast *cast, const char *id)
{
	return name_index_find(&cast->objective_index, id);
}

struct end cast_end(const struct cast *cast, const Convene__V1__Party *party)
{
	struct end end = {.team = NO_TEAM, .entity = -1};
	switch (party != NULL ? party->kind_case : CONVENE__V1__PARTY__KIND__NOT_SET) {
	case CONVENE__V1__PARTY__KIND_TEAM_ID:
		end.team = cast_team(cast, party->team_id);
		break;
	case CONVENE__V1__PARTY__KIND_ENTITY_ID:
		end.entity = cast_entity(cast, party->entity_id);
		break;
	case CONVENE__V1__PARTY__KIND_CONTROL:
		end.control = true;
		break;
	default:
		break;
	}
	return end;
}

void parties_add(struct parties *parties, struct end end)
{
	set_add(&parties->teams, end.team);
	set_add(&parties->entities, end.entity);
	parties->control |= end.control;
}

void team_digest(const struct team *team, struct digest_form *form)
{
	digest_put_text(form, team->id);
	digest_put(form, team->addressed.count);
	digest_put(form, team->addressed.sum);
	digest_put(form, team->decisions);
	digest_put(form, team->record_released);
}

void name_digest(const struct name *name, struct digest_form *form)
{
	digest_put_text(form, name->id);
}
