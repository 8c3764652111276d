#include "server/exercise/audience.h"

#include "server/exercise/state.h"

#define BIT(role) (UINT32_C(1) << (role))

#define ORGANISER  BIT(CONVENE__V1__ROLE__ROLE_ORGANISER)
#define CONTROLLER BIT(CONVENE__V1__ROLE__ROLE_CONTROLLER)
#define SIMULATOR  BIT(CONVENE__V1__ROLE__ROLE_SIMULATOR)
#define EVALUATOR  BIT(CONVENE__V1__ROLE__ROLE_EVALUATOR)

/* One more than the greatest. */
#define ROLES (CONVENE__V1__ROLE__ROLE_OBSERVER + 1)

#define DIRECTION (ORGANISER | CONTROLLER)
#define STAFF     (DIRECTION | SIMULATOR | EVALUATOR)

/* Adds to an audience what depends on the event's content. */
typedef void audience_extend_fn(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out);

/* What one kind of event is to everybody, or to roles, and to whom else. */
struct audience_rule {
	bool everyone;
	uint32_t roles;
	audience_extend_fn *extend; /* NULL: nobody else */
};

static void add_team(const struct deciding *deciding, const char *team_id, struct audience *out)
{
	int team = cast_team(deciding->cast, team_id);
	if (team >= 0) {
		out->teams[team / 64] |= UINT64_C(1) << (team % 64);
	}
}

static void add_teams(const struct team_set *teams, struct audience *out)
{
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		out->teams[i] |= teams->words[i];
	}
}

static void briefed_team(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->briefing_issued->team_id, out);
}

void audience_of_participant(Convene__V1__Role role, struct audience *out)
{
	*out = (struct audience){.roles = STAFF};
	if (role == CONVENE__V1__ROLE__ROLE_PLAYER || role == CONVENE__V1__ROLE__ROLE_CONTROLLER) {
		*out = (struct audience){.everyone = true};
	}
}

static void joined(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	(void)deciding;
	audience_of_participant(event->participant_joined->role, out);
}

static void removed(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const struct participant *participant =
	    participant_find(deciding->exercise, event->participant_removed->participant_id);
	if (participant != NULL) {
		audience_of_participant(participant->role, out);
	}
}

static void receiving_teams(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	const Convene__V1__InjectDelivered *delivered = event->inject_delivered;
	for (size_t i = 0; i < delivered->n_to; i++) {
		add_team(deciding, delivered->to[i], out);
	}
}

static void reading_team(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->inject_read->team_id, out);
}

static void answering_team(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->inject_answered->team_id, out);
}

static void party_teams(
    const struct deciding *deciding, const Convene__V1__ThreadOpened *opened, struct audience *out)
{
	for (size_t i = 0; i < opened->n_parties; i++) {
		if (opened->parties[i]->kind_case == CONVENE__V1__PARTY__KIND_TEAM_ID) {
			add_team(deciding, opened->parties[i]->team_id, out);
		}
	}
}

static void opened_parties(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	party_teams(deciding, event->thread_opened, out);
}

/* The thread may have been opened by this very decision. */
static void thread_parties(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	uint64_t thread_id = event->message_posted->thread_id;
	const struct thread *thread = thread_find(deciding->exercise, thread_id);
	const Convene__V1__Event *opening = draft_find(deciding, thread_id);
	if (thread != NULL) {
		add_teams(&thread->parties.teams, out);
	} else if (opening != NULL &&
	           opening->body_case == CONVENE__V1__EVENT__BODY_THREAD_OPENED) {
		party_teams(deciding, opening->thread_opened, out);
	}
}

static void message_reader(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->message_read->team_id, out);
}

static void receiver(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->receipt_reached->team_id, out);
}

static void uploader(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->attachment_stored->team_id, out);
}

static void deciders(
    const struct deciding *deciding, const Convene__V1__Event *event, struct audience *out)
{
	add_team(deciding, event->decision_logged->team_id, out);
}

#define RULE(kind) [CONVENE__V1__EVENT__BODY_##kind]

/* The one place that says who sees which kind of event; event.proto says the same in words. A kind
 * that is not here is for nobody. */
static const struct audience_rule rules[] = {
    RULE(EXERCISE_CREATED) = {.everyone = true},
    RULE(SCENARIO_LOADED) = {.roles = STAFF},
    RULE(BRIEFING_ISSUED) = {.extend = briefed_team},
    RULE(INVITE_ISSUED) = {.roles = DIRECTION},
    RULE(INVITE_REVOKED) = {.roles = DIRECTION},
    RULE(PARTICIPANT_JOINED) = {.extend = joined},
    RULE(PARTICIPANT_REMOVED) = {.extend = removed},

    RULE(EXERCISE_STARTED) = {.everyone = true},
    RULE(CLOCK_PAUSED) = {.everyone = true},
    RULE(CLOCK_RESUMED) = {.everyone = true},
    RULE(RATE_CHANGED) = {.everyone = true},
    RULE(CLOCK_JUMPED) = {.everyone = true},
    RULE(EXERCISE_ENDED) = {.everyone = true},
    RULE(CLOCK_RESTORED) = {.everyone = true},
    RULE(WELFARE_RAISED) = {.roles = DIRECTION},

    RULE(INJECT_REVISED) = {.roles = STAFF},
    RULE(INJECT_DELIVERED) = {.roles = STAFF, .extend = receiving_teams},
    RULE(INJECT_READ) = {.roles = STAFF, .extend = reading_team},
    RULE(INJECT_ANSWERED) = {.roles = STAFF, .extend = answering_team},

    RULE(THREAD_OPENED) = {.roles = STAFF, .extend = opened_parties},
    RULE(MESSAGE_POSTED) = {.roles = STAFF, .extend = thread_parties},
    RULE(MESSAGE_READ) = {.roles = STAFF, .extend = message_reader},
    RULE(ANNOUNCED) = {.everyone = true},
    RULE(RECEIPT_REACHED) = {.roles = STAFF, .extend = receiver},
    RULE(ATTACHMENT_STORED) = {.roles = STAFF, .extend = uploader},
    RULE(MESSAGE_VOICED) = {.roles = STAFF},

    RULE(DECISION_LOGGED) = {.roles = DIRECTION | EVALUATOR, .extend = deciders},
};

/* The audience as a message, teams in the scenario's order; NULL when the arena is used up. */
static Convene__V1__Audience *audience_expand(
    const struct deciding *deciding, const struct audience *audience)
{
	struct arena *arena = deciding->decision->arena;
	Convene__V1__Audience *message = arena_alloc(arena, sizeof *message);
	Convene__V1__Role *roles = arena_array(arena, ROLES, sizeof *roles);
	size_t teams = 0;
	for (size_t i = 0; i < TEAMS_MAX / 64; i++) {
		teams += (size_t)__builtin_popcountll(audience->teams[i]);
	}
	char **team_ids = arena_array(arena, teams + 1, sizeof *team_ids);
	if (message == NULL || roles == NULL || team_ids == NULL) {
		return NULL;
	}
	convene__v1__audience__init(message);
	message->everyone = audience->everyone;
	message->roles = roles;
	message->team_ids = team_ids;
	for (unsigned role = 0; role < ROLES; role++) {
		if ((audience->roles >> role & 1) != 0) {
			roles[message->n_roles++] = (Convene__V1__Role)role;
		}
	}
	for (size_t team = 0; team < deciding->cast->team_count; team++) {
		if ((audience->teams[team / 64] >> (team % 64) & 1) != 0) {
			const char *id = deciding->cast->teams[team]->id;
			char *copy = arena_text(arena, id, strlen(id));
			if (copy == NULL) {
				return NULL;
			}
			team_ids[message->n_team_ids++] = copy;
		}
	}
	return message;
}

void audience_decide(const struct deciding *deciding, struct draft *draft)
{
	struct audience audience = {.everyone = false};
	const Convene__V1__Event *event = draft->event;
	if ((size_t)event->body_case < sizeof rules / sizeof rules[0]) {
		const struct audience_rule *rule = &rules[event->body_case];
		audience.everyone = rule->everyone;
		audience.roles = rule->roles;
		if (rule->extend != NULL) {
			rule->extend(deciding, event, &audience);
		}
	}
	draft->envelope->audience = audience_expand(deciding, &audience);
}

bool audience_allows(const struct audience *audience, const struct viewer *viewer)
{
	unsigned role = (unsigned)viewer->role;
	if (audience->everyone) {
		return true;
	}
	if (role < 32 && (audience->roles >> role & 1) != 0) {
		return true;
	}
	return role == CONVENE__V1__ROLE__ROLE_PLAYER && viewer->team >= 0 &&
	       viewer->team < TEAMS_MAX &&
	       (audience->teams[viewer->team / 64] >> (viewer->team % 64) & 1) != 0;
}

bool audience_is_staff(Convene__V1__Role role)
{
	return (unsigned)role < 32 && (STAFF & BIT((unsigned)role)) != 0;
}

void audience_compact(
    const struct exercise *exercise, const Convene__V1__Audience *message, struct audience *out)
{
	memset(out, 0, sizeof *out);
	if (message == NULL) {
		return;
	}
	out->everyone = message->everyone;
	for (size_t i = 0; i < message->n_roles; i++) {
		if ((unsigned)message->roles[i] < 32) {
			out->roles |= BIT((unsigned)message->roles[i]);
		}
	}
	for (size_t i = 0; i < message->n_team_ids; i++) {
		int team = cast_team(&exercise->cast, message->team_ids[i]);
		if (team >= 0) {
			out->teams[team / 64] |= UINT64_C(1) << (team % 64);
		}
	}
}
