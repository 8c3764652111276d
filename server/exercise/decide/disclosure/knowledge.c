/*
 * "Who held which field when": a report of holdings, page by page. A page goes on after a number
 * that comes of the holding's event, and not of its place in the list, which would tell players how
 * much others hold. What players may not ask is refused with what they may; whom a case concerns is
 * for staff.
 */
#include "server/exercise/decide/disclosure/knowledge.h"

#include "convene/v1/common.pb-c.h"
#include "convene/v1/disclosure.pb-c.h"
#include "server/exercise/decide/case/case_reference.h"
#include "server/exercise/decide/check.h"
#include "server/exercise/decide/draft.h"
#include "server/exercise/exercise.h"
#include "server/exercise/ground/audience.h"
#include "server/exercise/ground/cast.h"
#include "server/exercise/ground/library.h"
#include "server/exercise/ground/limits.h"
#include "server/exercise/state/case/case.h"
#include "server/exercise/state/case/case_standing.h"
#include "server/exercise/state/disclosure/disclosure.h"
#include "server/exercise/state/find.h"
#include "server/exercise/state/participant.h"
#include "server/exercise/state/state.h"

/* Holdings in one report; with values of 500 bytes it is far from the size of a frame. */
#define PAGE 256

/* What is looked for. */
struct looking {
	const Convene__V1__KnowledgeQuery *query; /* borrowed: outlives the answer */
	int person;                               /* index in LIBRARY_PERSON; -1: any */
	int field;                                /* -1: any */
	int team, entity;                         /* both negative: any holder */
};

static bool fits(const struct exercise *exercise, const struct looking *looking, size_t place)
{
	const Convene__V1__KnowledgeQuery *query = looking->query;
	const struct holding *holding = &exercise->disclosures.holdings.list[place];
	bool holder = (looking->team < 0 && looking->entity < 0) ||
	              (holding->team >= 0 && holding->team == looking->team) ||
	              (holding->entity >= 0 && holding->entity == looking->entity);
	if (!holder || (query->case_id != 0 && holding->case_id != query->case_id) ||
	    (looking->field >= 0 && holding->field != looking->field) ||
	    (query->at_ms != 0 && holding->since_ms > query->at_ms)) {
		return false;
	}
	if (looking->person < 0) {
		return true;
	}
	const struct case_file *file = case_find(exercise, holding->case_id);
	return file != NULL && file->person == looking->person;
}

/* --- who may ask what --- */

static bool resolve_holder(struct deciding *deciding, struct looking *looking)
{
	const char *holder = looking->query->holder;
	if (*holder == '\0') {
		return true;
	}
	looking->team = cast_team(deciding->cast, holder);
	looking->entity = cast_entity(deciding->cast, holder);
	if (looking->team < 0 && looking->entity < 0) {
		return check_no_party(
		    deciding, "team or entity", PARTY_TEAMS | PARTY_ENTITIES, holder);
	}
	return true;
}

/* Players learn what their own team knows, and not whom a case concerns. */
static bool narrow_to_player(struct deciding *deciding, struct looking *looking)
{
	const Convene__V1__KnowledgeQuery *query = looking->query;
	int team = deciding->actor->team;
	bool other = looking->entity >= 0 || (looking->team >= 0 && looking->team != team);
	if (*query->person_id != '\0') {
		return REFUSE(
		    deciding, NOT_PERMITTED, "players may not ask by person; name a case");
	}
	if (other) {
		return REFUSE(deciding, NOT_PERMITTED,
		    "players may ask what their own team knows; leave `holder` out");
	}
	looking->team = team;
	return true;
}

/* A case that the sender may see, or of which the player's team was told something. */
static bool check_known_case(struct deciding *deciding, uint64_t case_id)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	const struct dossier *dossier = dossier_find(disclosures, case_id);
	bool player = by_player(deciding);
	for (size_t i = 0; player && dossier != NULL && i < dossier->holdings.count; i++) {
		if (disclosures->holdings.list[dossier->holdings.list[i]].team ==
		    deciding->actor->team) {
			return true;
		}
	}
	return case_id == 0 || check_case(deciding, case_id) != NULL;
}

static bool resolve(struct deciding *deciding, struct looking *looking)
{
	const struct library *library = &deciding->exercise->library;
	const char *field = looking->query->field;
	const char *person = looking->query->person_id;
	Convene__V1__Role role = deciding->actor->role;
	if (!by_player(deciding) && !audience_is_staff(role)) {
		return REFUSE(deciding, NOT_PERMITTED, "%s may not ask this; players and staff may",
		    role == CONVENE__V1__ROLE__ROLE_OBSERVER ? "observers" : "you");
	}
	if (!resolve_holder(deciding, looking) ||
	    (by_player(deciding) && !narrow_to_player(deciding, looking)) ||
	    !check_known_case(deciding, looking->query->case_id)) {
		return false;
	}
	looking->field = *field != '\0' ? check_field(deciding, field) : -1;
	if (*field != '\0' && looking->field < 0) {
		return false;
	}
	looking->person = *person != '\0' ? library_index(library, LIBRARY_PERSON, person) : -1;
	if (*person != '\0' && looking->person < 0) {
		return REFUSE(
		    deciding, NOT_FOUND, "there is no person \"%s\" in the scenario", person);
	}
	return looking->query->at_ms >= 0 ||
	       REFUSE(deciding, INVALID,
	           "at_ms is before STARTEX; give an exercise time, or 0 for any");
}

/* --- the report --- */

static Convene__V1__Holding *told(struct deciding *deciding, size_t place)
{
	const struct exercise *exercise = deciding->exercise;
	const struct holding *holding = &exercise->disclosures.holdings.list[place];
	const struct case_file *file = case_find(exercise, holding->case_id);
	bool staff = audience_is_staff(deciding->actor->role);
	Convene__V1__FieldValue value = CONVENE__V1__FIELD_VALUE__INIT;
	value.field = library_at(&exercise->library, FIELD, Field, holding->field)->id;
	value.value = holding->value;
	return DRAFT_PART(deciding, Holding, holding, .case_id = holding->case_id,
	    .person_id = staff && file != NULL ? (char *)case_person_id(exercise, file) : NULL,
	    .value = &value,
	    .holder = draft_party(
	        deciding, (struct end){.team = holding->team, .entity = holding->entity}),
	    .since_seq = staff ? holding->since_seq : 0, .since_ms = holding->since_ms,
	    .since_story_ms = holding->since_story_ms,
	    .from_team_id = (char *)exercise_team_id(exercise, holding->from_team),
	    .consent_id = holding->consent_id, .exception = holding->exception);
}

/* The holdings through which to look: a case's, or all. */
static size_t place_of(const struct dossier *dossier, size_t index)
{
	return dossier != NULL ? dossier->holdings.list[index] : index;
}

static void fill(
    struct deciding *deciding, const struct looking *looking, Convene__V1__KnowledgeReport *report)
{
	const struct disclosures *disclosures = &deciding->exercise->disclosures;
	const Convene__V1__KnowledgeQuery *query = looking->query;
	const struct dossier *dossier = dossier_find(disclosures, query->case_id);
	size_t count = dossier != NULL ? dossier->holdings.count : disclosures->holdings.count;
	if (query->case_id != 0 && dossier == NULL) {
		return; /* nothing is known of it */
	}
	uint64_t fitting = 0;
	for (size_t index = 0; index < count; index++) {
		size_t place = place_of(dossier, index);
		/* in the order in which it came to be held, so what was told comes first */
		if (!fits(deciding->exercise, looking, place) || ++fitting <= query->after) {
			continue;
		}
		if (report->n_holdings == PAGE) {
			report->more = true;
			return;
		}
		Convene__V1__Holding *holding = told(deciding, place);
		if (holding != NULL) {
			report->holdings[report->n_holdings++] = holding;
		}
	}
}

Convene__V1__KnowledgeReport *knowledge_report(
    struct deciding *deciding, const Convene__V1__KnowledgeQuery *query)
{
	struct looking looking = {
	    .query = query, .person = -1, .field = -1, .team = NO_TEAM, .entity = -1};
	Convene__V1__KnowledgeReport *report =
	    DRAFT_BODY(deciding, KnowledgeReport, knowledge_report);
	if (report == NULL || !resolve(deciding, &looking)) {
		return NULL;
	}
	report->holdings = draft_array(deciding, PAGE, sizeof *report->holdings);
	if (report->holdings == NULL) {
		return NULL;
	}
	fill(deciding, &looking, report);
	return report;
}
