/*
 * Checks of what a client sends. Each returns whether the value is good, and refuses the decision
 * when it is not, saying what would be right. Nothing in a command is trusted before it went
 * through here: neither lengths nor enum values nor references. Pure.
 */
#ifndef CONVENE_EXERCISE_DECIDE_CHECK_H
#define CONVENE_EXERCISE_DECIDE_CHECK_H

#include "convene/v1/common.pb-c.h"
#include "convene/v1/scenario.pb-c.h"
#include "server/exercise/ground/shares.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct deciding;
struct end;
struct inject;
struct message;

/* Before ENDEX (closing comes after it); `after` says what that means here: "no more messages can
 * be sent". */
bool check_not_ended(struct deciding *deciding, const char *after);

/* Between STARTEX and ENDEX, whether the clock runs or is paused; `before` says what to do or to
 * wait for. */
bool check_in_play(struct deciding *deciding, const char *before, const char *after);

/* Nothing but spaces, tabs and line breaks. */
bool check_is_blank(const char *text);

/* At most `max` bytes of UTF-8; may be blank, but not a text of which nothing can be seen
 * (printable.h). `what` names the field. */
bool check_text(struct deciding *deciding, const char *text, size_t max, const char *what);

/* As check_text, and more than white space. */
bool check_filled(struct deciding *deciding, const char *text, size_t max, const char *what);

/* As check_text, for each language; NULL is fine. */
bool check_localised(
    struct deciding *deciding, const Convene__V1__Text *text, size_t max, const char *what);

/* The name of a person, by which others know them: one line of which everything can be seen; may be
 * empty. */
bool check_person(struct deciding *deciding, const char *name, const char *what);

/* "en", "sr-Latn"; may be empty. */
bool check_language(struct deciding *deciding, const char *language);

/* A new id: letters, digits, dot, hyphen and underscore. */
bool check_id(struct deciding *deciding, const char *id, const char *what);

/* One of the enum's values, and not the unspecified one. */
bool check_enum(struct deciding *deciding, const ProtobufCEnumDescriptor *descriptor, int value,
    const char *what);

/* A list that is not longer than `max`. */
bool check_count(struct deciding *deciding, size_t count, size_t max, const char *what);

/* Room for `more` in the share of a team (NO_TEAM: of the staff) of what the exercise has limits
 * for; for one more in the share of whoever asks. */
bool check_share_of(struct deciding *deciding, int team, enum share_kind kind, size_t more);
bool check_share(struct deciding *deciding, enum share_kind kind);

/* Room for one more where there are `count` of at most `max` in the exercise. */
bool check_quota(struct deciding *deciding, size_t count, size_t max, const char *what);

/* Refuses what is no team, no entity, or neither, and names those there are: everybody may know
 * them, and who asks may be at a client or at the server's own administration. False. */
#define PARTY_TEAMS    1u
#define PARTY_ENTITIES 2u
bool check_no_party(struct deciding *deciding, const char *what, unsigned kinds, const char *id);

/* Something that exists: its index, or -1 and a refusal. */
int check_team(struct deciding *deciding, const char *id);
int check_entity(struct deciding *deciding, const char *id);
int check_field(struct deciding *deciding, const char *id);

/* Fields that exist, each once, at most DISCLOSURE_FIELDS_MAX. */
bool check_fields(struct deciding *deciding, char *const *ids, size_t count, int *fields);

/* That the sender has seen the clock as it is. */
bool check_clock_revision(struct deciding *deciding, uint32_t revision);

/* The reply that is named; NULL: none is. `entity_id`: who says it; NULL: no entity does. */
bool check_canned_reply(struct deciding *deciding, const char *entity_id, const char *id,
    const Convene__V1__CannedReply **reply);

/* Whom a party names: a team or an entity that exists, or control; `missing` is said when it names
 * nobody. For receivers control is nobody. */
bool check_end(struct deciding *deciding, const Convene__V1__Party *party, const char *missing,
    struct end *out);
bool check_receiving(struct deciding *deciding, const Convene__V1__Party *party,
    const char *missing, struct end *out);

/* Injects to which the sender may refer where players can see it: delivered, and to a player's own
 * team. */
bool check_inject_references(struct deciding *deciding, char *const *ids, size_t count);

/* An inject or a message that a player's team was given; staff see all. NULL and a refusal, which
 * is the same for what does not exist and what is not for the player. */
const struct inject *check_delivered_inject(struct deciding *deciding, const char *id);
const struct message *check_visible_message(struct deciding *deciding, uint64_t id);

#endif
