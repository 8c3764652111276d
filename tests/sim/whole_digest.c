#include "tests/sim/whole_digest.h"

#include "server/exercise/condition/condition.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/digest.h"
#include "server/exercise/ground/hash.h"
#include "server/exercise/ground/index.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/state/attachment.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/inject.h"
#include "server/exercise/state/simcell/queue.h"
#include "server/exercise/state/state.h"
#include "tests/sim/world.h"

#include <string.h>

struct walk {
	exercise_hash_fn *hash; /* borrowed: outlives the walk */
	struct digest all;      /* of what was met */
};

/* One that has to be in the digest. */
static void meet(struct walk *walk, const struct digest_node *met, const char *what)
{
	struct digest_node *node = (struct digest_node *)met; /* put back as it was */
	struct digest_node anew = *node;
	assert_false(node->dirty);
	if (!node->counted) {
		fail_msg("%s was made, and the digest does not know of it", what);
	}
	node->counted = false;
	digest_touch(&walk->all, node);
	digest_settle(&walk->all, walk->hash, exercise_write_object);
	if (memcmp(node->value, anew.value, DIGEST_SIZE) != 0) {
		fail_msg("%s was changed, and the digest does not know", what);
	}
	*node = anew;
}

/* One that is in the digest once something happened to it; `happened`: as the state shows. */
static void meet_once(
    struct walk *walk, const struct digest_node *node, bool happened, const char *what)
{
	if (happened || node->counted) {
		meet(walk, node, what);
	}
}

static void meet_indexed(struct walk *walk, const struct objects *index, const char *what)
{
	for (size_t i = 0; i < index->count; i++) {
		meet(walk, index->list[i], what);
	}
}

static void meet_conditions(struct walk *walk, struct exercise *exercise)
{
	struct conditions *conditions = &exercise->conditions;
	for (size_t i = 0; i < conditions->count; i++) {
		meet(walk, &conditions->list[i]->kept.node, "a condition");
	}
	for (size_t i = 0; conditions->kept && i < library_count(&exercise->library, SWITCH); i++) {
		meet(walk, &conditions->switches[i].kept.node, "a switch");
	}
	for (size_t i = 0; conditions->kept && i < library_count(&exercise->library, ALTERNATIVES);
	     i++) {
		meet(walk, &conditions->groups[i].kept.node, "a group of alternatives");
	}
	meet_once(walk, &conditions->jumps.kept.node, conditions->kept, "the jumps");
}

static void meet_scenario(struct walk *walk, struct exercise *exercise)
{
	struct cast *cast = &exercise->cast;
	for (size_t i = 0; i < cast->team_count; i++) {
		meet(walk, &cast->teams[i]->node, "a team");
	}
	for (size_t i = 0; i < cast->entity_count; i++) {
		meet(walk, &cast->entities[i]->node, "an entity");
	}
	for (size_t i = 0; i < cast->objective_count; i++) {
		meet(walk, &cast->objectives[i]->node, "an objective");
	}
	for (size_t i = 0; i < exercise->msel.count; i++) {
		meet(walk, &exercise->msel.injects[i]->node, "an inject");
	}
	for (struct library_part *part = exercise->library.parts; part != NULL; part = part->next) {
		meet(walk, &part->node, "a part of the library");
	}
	meet_conditions(walk, exercise);
	meet_once(walk, &exercise->story.node,
	    exercise->story.line.from_ms != 0 || exercise->story.line.from_story_ms != 0,
	    "the story");
}

static void meet_attachments(struct walk *walk, const struct attachments *attachments)
{
	const struct attachment *const *list = attachments->map.entries;
	for (size_t i = 0; i < attachments->map.cap; i++) {
		if (list[i] != NULL) {
			meet(walk, &list[i]->node, "an attachment");
		}
	}
}

static void meet_queue(struct walk *walk, struct exercise *exercise)
{
	struct queue *queue = &exercise->queue;
	meet_once(walk, &queue->node, queue->count > 0, "the queue");
}

void whole_digest_check(struct exercise *exercise)
{
	uint8_t digest[DIGEST_SIZE];
	struct walk walk = {.hash = exercise->hash};
	struct holdings *holdings = &exercise->disclosures.holdings;
	exercise_digest(exercise, digest);
	meet_scenario(&walk, exercise);
	meet_indexed(&walk, &exercise->participants, "a participant");
	meet_indexed(&walk, &exercise->invites, "an invite");
	meet_indexed(&walk, &exercise->threads, "a thread");
	meet_attachments(&walk, &exercise->attachments);
	meet_indexed(&walk, &exercise->cases, "a case");
	meet_once(&walk, &holdings->node, holdings->count > 0 || holdings->referrals_sum != 0,
	    "what is held");
	meet_indexed(&walk, &exercise->disclosures.consents, "a consent");
	meet_indexed(&walk, &exercise->requests.list, "a request");
	meet_queue(&walk, exercise);
	meet_indexed(&walk, &exercise->interpreters.bookings, "a booking");
	for (size_t i = 0; i < exercise->questionnaires.count; i++) {
		if (exercise->questionnaires.list[i] != NULL) {
			meet(&walk, &exercise->questionnaires.list[i]->node, "a questionnaire");
		}
	}
	meet_once(
	    &walk, &exercise->welfare.node, exercise->welfare.answered > 0, "a call for welfare");
	/* and there is nothing else in it */
	assert_memory_equal(walk.all.sum, exercise->digest.sum, sizeof walk.all.sum);
}
