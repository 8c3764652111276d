#include "server/exercise/permission.h"

#include <stdint.h>
#include <stdio.h>

#define ROLES     (CONVENE__V1__ROLE__ROLE_OBSERVER + 1)
#define BIT(role) (UINT32_C(1) << (role))

#define ORGANISER  BIT(CONVENE__V1__ROLE__ROLE_ORGANISER)
#define CONTROLLER BIT(CONVENE__V1__ROLE__ROLE_CONTROLLER)
#define SIMULATOR  BIT(CONVENE__V1__ROLE__ROLE_SIMULATOR)
#define EVALUATOR  BIT(CONVENE__V1__ROLE__ROLE_EVALUATOR)
#define PLAYER     BIT(CONVENE__V1__ROLE__ROLE_PLAYER)
#define OBSERVER   BIT(CONVENE__V1__ROLE__ROLE_OBSERVER)
#define ANYBODY    (ORGANISER | CONTROLLER | SIMULATOR | EVALUATOR | PLAYER | OBSERVER)

#define MAY(command) [CONVENE__V1__COMMAND__BODY_##command]

static const uint32_t permitted[] = {
    MAY(START_EXERCISE) = CONTROLLER,
    MAY(PAUSE_CLOCK) = CONTROLLER,
    MAY(RESUME_CLOCK) = CONTROLLER,
    MAY(SET_RATE) = CONTROLLER,
    MAY(JUMP_CLOCK) = CONTROLLER,
    MAY(END_EXERCISE) = CONTROLLER,
    MAY(CLOSE_EXERCISE) = ORGANISER | CONTROLLER,
    MAY(RAISE_WELFARE) = ANYBODY,
    MAY(ANSWER_WELFARE) = ORGANISER | CONTROLLER,
    MAY(SHIFT_STORY) = CONTROLLER,

    MAY(RELEASE_INJECT) = CONTROLLER,
    MAY(HOLD_INJECT) = CONTROLLER,
    MAY(SKIP_INJECT) = CONTROLLER,
    MAY(RESCHEDULE_INJECT) = CONTROLLER,
    MAY(EDIT_INJECT) = CONTROLLER,
    MAY(RETARGET_INJECT) = CONTROLLER,
    MAY(ADD_INJECT) = CONTROLLER,
    MAY(ANSWER_INJECT) = PLAYER,

    MAY(OPEN_THREAD) = CONTROLLER | SIMULATOR | PLAYER,
    MAY(POST_MESSAGE) = CONTROLLER | SIMULATOR | PLAYER,
    MAY(MARK_READ) = CONTROLLER | SIMULATOR | PLAYER,
    MAY(ANNOUNCE) = CONTROLLER,
    MAY(REACH_RECEIPT) = SIMULATOR | PLAYER,
    MAY(STORE_ATTACHMENT) = CONTROLLER | SIMULATOR | PLAYER,

    MAY(LOG_DECISION) = PLAYER,

    MAY(ISSUE_INVITE) = ORGANISER,
    MAY(REVOKE_INVITE) = ORGANISER,
    MAY(REMOVE_PARTICIPANT) = ORGANISER | CONTROLLER,

    MAY(OPEN_CASE) = PLAYER,
    MAY(MATCH_CASE) = CONTROLLER | SIMULATOR,
    MAY(MOVE_CASE) = PLAYER,
    MAY(RAISE_FLAG) = CONTROLLER | EVALUATOR | PLAYER,
    MAY(ADD_CASE_ALIAS) = PLAYER,
    MAY(LINK_CASES) = PLAYER,
    MAY(FILL_FORM) = PLAYER,
    MAY(RECORD_FIELD) = PLAYER,
    MAY(SHARE_CASE) = PLAYER,
    MAY(ANSWER_REFERRAL) = CONTROLLER | SIMULATOR | PLAYER,
    MAY(TAKE_OVER_CASE) = CONTROLLER | SIMULATOR | PLAYER,
    MAY(DISCLOSE) = PLAYER,
    MAY(RECORD_CONSENT) = PLAYER,
    MAY(WITHDRAW_CONSENT) = PLAYER | SIMULATOR,

    MAY(DRAFT_REQUEST) = PLAYER,
    MAY(SEND_REQUEST) = PLAYER,
    MAY(MOVE_REQUEST) = CONTROLLER | SIMULATOR | PLAYER,

    MAY(SET_MILESTONE) = CONTROLLER,
    MAY(TURN_SWITCH) = CONTROLLER,

    MAY(CLAIM_ITEM) = CONTROLLER | SIMULATOR,
    MAY(RELEASE_ITEM) = CONTROLLER | SIMULATOR,
    MAY(DISMISS_ITEM) = CONTROLLER | SIMULATOR,
    MAY(BOOK_INTERPRETER) = PLAYER,
    MAY(RELEASE_INTERPRETER) = CONTROLLER | PLAYER,

    MAY(OPEN_QUESTIONNAIRE) = CONTROLLER,
    MAY(ANSWER_QUESTIONNAIRE) = PLAYER,
    MAY(CLOSE_QUESTIONNAIRE) = CONTROLLER,
    MAY(RELEASE_RESULT) = CONTROLLER,
};

static const char *const role_names[ROLES] = {
    [CONVENE__V1__ROLE__ROLE_UNSPECIFIED] = "nobody",
    [CONVENE__V1__ROLE__ROLE_ORGANISER] = "organisers",
    [CONVENE__V1__ROLE__ROLE_CONTROLLER] = "controllers",
    [CONVENE__V1__ROLE__ROLE_SIMULATOR] = "simulators",
    [CONVENE__V1__ROLE__ROLE_EVALUATOR] = "evaluators",
    [CONVENE__V1__ROLE__ROLE_PLAYER] = "players",
    [CONVENE__V1__ROLE__ROLE_OBSERVER] = "observers",
};

static uint32_t roles_of(Convene__V1__Command__BodyCase command)
{
	return (size_t)command < sizeof permitted / sizeof permitted[0] ? permitted[command] : 0;
}

bool permission_allows(Convene__V1__Role role, Convene__V1__Command__BodyCase command)
{
	return (unsigned)role < ROLES && (roles_of(command) & BIT((unsigned)role)) != 0;
}

const char *permission_role_name(Convene__V1__Role role)
{
	return role_names[(unsigned)role < ROLES ? (unsigned)role : 0];
}

void permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size)
{
	uint32_t roles = roles_of(command);
	size_t len = 0;
	if (size > 0) {
		text[0] = '\0';
	}
	for (unsigned role = 1; role < ROLES && len < size; role++) {
		if ((roles & BIT(role)) == 0) {
			continue;
		}
		bool last = (roles >> role) == 1;
		const char *between = len == 0 ? "" : last ? " and " : ", ";
		int written = snprintf(text + len, size - len, "%s%s", between, role_names[role]);
		len += written > 0 ? (size_t)written : 0;
	}
}
