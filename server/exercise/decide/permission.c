#include "server/exercise/decide/permission.h"

#include "convene/v1/command.pb-c.h"
#include "convene/v1/common.pb-c.h"

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

struct permission {
	uint32_t roles;
	enum permission_closed closed;
};

#define UNTIL_CLOSED(who)                                                                          \
	{                                                                                          \
		.roles = (who), .closed = PERMISSION_REFUSED                                       \
	}
#define ALWAYS(who)                                                                                \
	{                                                                                          \
		.roles = (who), .closed = PERMISSION_GOES_ON                                       \
	}
#define UNNOTED_ONCE_CLOSED(who)                                                                   \
	{                                                                                          \
		.roles = (who), .closed = PERMISSION_UNNOTED                                       \
	}

static const struct permission permissions[] = {
    MAY(START_EXERCISE) = UNTIL_CLOSED(CONTROLLER),
    MAY(PAUSE_CLOCK) = UNTIL_CLOSED(CONTROLLER),
    MAY(RESUME_CLOCK) = UNTIL_CLOSED(CONTROLLER),
    MAY(SET_RATE) = UNTIL_CLOSED(CONTROLLER),
    MAY(JUMP_CLOCK) = UNTIL_CLOSED(CONTROLLER),
    MAY(END_EXERCISE) = UNTIL_CLOSED(CONTROLLER),
    MAY(CLOSE_EXERCISE) = ALWAYS(ORGANISER | CONTROLLER),
    MAY(RAISE_WELFARE) = ALWAYS(ANYBODY),
    MAY(ANSWER_WELFARE) = ALWAYS(ORGANISER | CONTROLLER),
    MAY(SHIFT_STORY) = UNTIL_CLOSED(CONTROLLER),

    MAY(RELEASE_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(HOLD_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(SKIP_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(RESCHEDULE_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(EDIT_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(RETARGET_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(ADD_INJECT) = UNTIL_CLOSED(CONTROLLER),
    MAY(ANSWER_INJECT) = UNTIL_CLOSED(PLAYER),

    MAY(OPEN_THREAD) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),
    MAY(POST_MESSAGE) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),
    MAY(MARK_READ) = UNNOTED_ONCE_CLOSED(CONTROLLER | SIMULATOR | PLAYER),
    MAY(ANNOUNCE) = UNTIL_CLOSED(CONTROLLER),
    MAY(REACH_RECEIPT) = UNNOTED_ONCE_CLOSED(SIMULATOR | PLAYER),
    MAY(STORE_ATTACHMENT) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),

    MAY(LOG_DECISION) = UNTIL_CLOSED(PLAYER),

    MAY(ISSUE_INVITE) = ALWAYS(ORGANISER),
    MAY(REVOKE_INVITE) = ALWAYS(ORGANISER),
    MAY(REMOVE_PARTICIPANT) = ALWAYS(ORGANISER | CONTROLLER),

    MAY(OPEN_CASE) = UNTIL_CLOSED(PLAYER),
    MAY(MATCH_CASE) = UNTIL_CLOSED(CONTROLLER | SIMULATOR),
    MAY(MOVE_CASE) = UNTIL_CLOSED(PLAYER),
    MAY(RAISE_FLAG) = UNTIL_CLOSED(CONTROLLER | EVALUATOR | PLAYER),
    MAY(ADD_CASE_ALIAS) = UNTIL_CLOSED(PLAYER),
    MAY(LINK_CASES) = UNTIL_CLOSED(PLAYER),
    MAY(FILL_FORM) = UNTIL_CLOSED(PLAYER),
    MAY(RECORD_FIELD) = UNTIL_CLOSED(PLAYER),
    MAY(SHARE_CASE) = UNTIL_CLOSED(PLAYER),
    MAY(ANSWER_REFERRAL) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),
    MAY(TAKE_OVER_CASE) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),
    MAY(DISCLOSE) = UNTIL_CLOSED(PLAYER),
    MAY(RECORD_CONSENT) = UNTIL_CLOSED(PLAYER),
    MAY(WITHDRAW_CONSENT) = UNTIL_CLOSED(PLAYER | SIMULATOR),

    MAY(DRAFT_REQUEST) = UNTIL_CLOSED(PLAYER),
    MAY(SEND_REQUEST) = UNTIL_CLOSED(PLAYER),
    MAY(MOVE_REQUEST) = UNTIL_CLOSED(CONTROLLER | SIMULATOR | PLAYER),

    MAY(SET_MILESTONE) = UNTIL_CLOSED(CONTROLLER),
    MAY(TURN_SWITCH) = UNTIL_CLOSED(CONTROLLER),

    MAY(CLAIM_ITEM) = UNTIL_CLOSED(CONTROLLER | SIMULATOR),
    MAY(RELEASE_ITEM) = UNTIL_CLOSED(CONTROLLER | SIMULATOR),
    MAY(DISMISS_ITEM) = UNTIL_CLOSED(CONTROLLER | SIMULATOR),
    MAY(BOOK_INTERPRETER) = UNTIL_CLOSED(PLAYER),
    MAY(RELEASE_INTERPRETER) = UNTIL_CLOSED(CONTROLLER | PLAYER),

    MAY(OPEN_QUESTIONNAIRE) = UNTIL_CLOSED(CONTROLLER),
    MAY(ANSWER_QUESTIONNAIRE) = UNTIL_CLOSED(PLAYER),
    MAY(CLOSE_QUESTIONNAIRE) = UNTIL_CLOSED(CONTROLLER),
    MAY(RELEASE_RESULT) = UNTIL_CLOSED(CONTROLLER),
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

static const struct permission *permission_of(Convene__V1__Command__BodyCase command)
{
	static const struct permission none = {0};
	return (size_t)command < sizeof permissions / sizeof permissions[0] ? &permissions[command]
	                                                                    : &none;
}

bool permission_allows(Convene__V1__Role role, Convene__V1__Command__BodyCase command)
{
	return (unsigned)role < ROLES && (permission_of(command)->roles & BIT((unsigned)role)) != 0;
}

enum permission_closed permission_closed(Convene__V1__Command__BodyCase command)
{
	return permission_of(command)->closed;
}

const char *permission_role_name(Convene__V1__Role role)
{
	return role_names[(unsigned)role < ROLES ? (unsigned)role : 0];
}

void permission_who(Convene__V1__Command__BodyCase command, char *text, size_t size)
{
	uint32_t roles = permission_of(command)->roles;
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
