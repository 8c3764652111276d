/* Presence and names, framed once for each class of viewers, not for each viewer: with a thousand
 * people in a hall that is what keeps coming and going cheap. What a class was given stays, until
 * it is out of date, and is shared by reference. */
#include "server/host/crowd.h"

#include "proto/buf.h"
#include "proto/list.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* Names in one frame: far below the frame limit even if all are of the greatest length. */
#define NAMES_A_FRAME 1000

/* Names that somebody may be told a second time, some kilobytes. */
#define AGAIN_MAX 200

static void put(struct blob **at, struct blob *blob)
{
	if (*at != NULL) {
		blob_drop(*at);
	}
	*at = blob;
}

static void forget_names(struct crowd_class *class)
{
	put(&class->all, NULL);
	put(&class->latest, NULL);
	class->people = class->from = class->to = 0;
}

void crowd_deinit(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->class_count; i++) {
		forget_names(&crowd->classes[i]);
		put(&crowd->classes[i].presence[false], NULL);
		put(&crowd->classes[i].presence[true], NULL);
	}
	free(crowd->classes);
	free(crowd->members);
	*crowd = (struct crowd){0};
}

static struct crowd_member *member_of(struct crowd *crowd, uint64_t participant_id)
{
	size_t at = LIST_PLACE(crowd->members, crowd->count, participant_id);
	if (at == crowd->count || crowd->members[at].participant_id != participant_id) {
		*LIST_INSERT(crowd->members, crowd->count, crowd->cap, at) =
		    (struct crowd_member){.participant_id = participant_id};
	}
	return &crowd->members[at];
}

void crowd_came(struct crowd *crowd, uint64_t participant_id)
{
	member_of(crowd, participant_id)->connections++;
	crowd->changed = true;
	crowd->moment++;
}

void crowd_went(struct crowd *crowd, uint64_t participant_id)
{
	member_of(crowd, participant_id)->connections--;
	crowd->changed = true;
	crowd->moment++;
}

bool crowd_has_news(const struct crowd *crowd)
{
	return crowd->changed || crowd->newcomers;
}

void crowd_told(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->count; i++) {
		crowd->members[i].told = crowd->members[i].connections > 0;
	}
	crowd->changed = false;
	crowd->newcomers = false;
	crowd->moment++;
}

size_t crowd_connected(const struct crowd *crowd)
{
	size_t connected = 0;
	for (size_t i = 0; i < crowd->count; i++) {
		connected += crowd->members[i].connections > 0;
	}
	return connected;
}

uint32_t crowd_connections(const struct crowd *crowd, uint64_t participant_id)
{
	const struct crowd_member *member = LIST_FIND(crowd->members, crowd->count, participant_id);
	return member != NULL ? member->connections : 0;
}

bool crowd_has(const struct crowd *crowd, uint64_t participant_id)
{
	return crowd_connections(crowd, participant_id) > 0;
}

/* Staff learn of everybody's presence, players of their own team's, observers of nobody's. */
static bool sees_presence(
    const struct live *live, const struct viewer *viewer, uint64_t participant_id)
{
	if (audience_is_staff(viewer->role)) {
		return true;
	}
	struct standing standing;
	return viewer->team != NO_TEAM &&
	       exercise_standing(live_engine(live), participant_id, &standing) &&
	       standing.viewer.team == viewer->team;
}

/* Whoever may know that somebody joined may know the name. */
static bool sees_name(const struct live *live, const struct viewer *viewer, uint64_t participant_id)
{
	struct standing standing;
	return exercise_standing(live_engine(live), participant_id, &standing) &&
	       audience_allows(&standing.joined_audience, viewer);
}

static void append_frame(struct buf *out, const Convene__V1__ServerFrame *frame)
{
	size_t len = convene__v1__server_frame__get_packed_size(frame);
	buf_append_varint(out, len);
	convene__v1__server_frame__pack(frame, buf_reserve(out, len));
	out->len += len;
}

/* Names gathered into frames of at most NAMES_A_FRAME. */
struct name_frames {
	struct buf *out; /* borrowed */
	size_t count;
	Convene__V1__Person people[NAMES_A_FRAME];
	Convene__V1__Person *list[NAMES_A_FRAME];
};

static void flush_names(struct name_frames *names)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__PeopleUpdate update = CONVENE__V1__PEOPLE_UPDATE__INIT;
	if (names->count == 0) {
		return;
	}
	update.n_people = names->count;
	update.people = names->list;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PEOPLE;
	frame.people = &update;
	append_frame(names->out, &frame);
	names->count = 0;
}

static void add_name(struct name_frames *names, const struct live *live, uint64_t participant_id)
{
	Convene__V1__Person *person = &names->people[names->count];
	convene__v1__person__init(person);
	person->participant_id = participant_id;
	person->name =
	    (char *)(uintptr_t)credentials_name(&live_file(live)->credentials, participant_id);
	names->list[names->count++] = person;
	if (names->count == NAMES_A_FRAME) {
		flush_names(names);
	}
}

/* Whose presence is told: all who are connected, or those of whom viewers believe otherwise. */
static void append_presence(struct buf *out, const struct crowd *crowd, const struct live *live,
    const struct viewer *viewer, bool complete)
{
	Convene__V1__ServerFrame frame = CONVENE__V1__SERVER_FRAME__INIT;
	Convene__V1__PresenceUpdate update = CONVENE__V1__PRESENCE_UPDATE__INIT;
	uint64_t *connected = xcalloc(crowd->count + 1, sizeof(*connected));
	uint64_t *disconnected = xcalloc(crowd->count + 1, sizeof(*disconnected));
	for (size_t i = 0; i < crowd->count; i++) {
		const struct crowd_member *member = &crowd->members[i];
		bool is = member->connections > 0;
		if ((complete ? !is : is == member->told) ||
		    !sees_presence(live, viewer, member->participant_id)) {
			continue;
		}
		if (is) {
			connected[update.n_connected++] = member->participant_id;
		} else {
			disconnected[update.n_disconnected++] = member->participant_id;
		}
	}
	update.connected = connected;
	update.disconnected = disconnected;
	update.complete = complete;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PRESENCE;
	frame.presence = &update;
	if (complete || update.n_connected + update.n_disconnected > 0) {
		append_frame(out, &frame);
	}
	free(connected);
	free(disconnected);
}

static struct blob *take_blob(struct buf *out)
{
	struct blob *blob = out->len == 0 ? NULL : blob_new(out->data, out->len);
	buf_deinit(out);
	return blob;
}

static struct crowd_class *class_of(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer)
{
	struct crowd_class *class = crowd->classes, *end = class + crowd->class_count;
	while (class != end &&
	       (class->viewer.role != viewer->role || class->viewer.team != viewer->team)) {
		class ++;
	}
	if (class == end) {
		class = LIST_ADD(crowd->classes, crowd->class_count, crowd->class_cap);
		*class = (struct crowd_class){.viewer = *viewer,
		    .loads = live_loads(live),
		    .presence_when = {UINT64_MAX, UINT64_MAX}};
	} else if (class->loads != live_loads(live)) {
		/* whoever joined last may have been lost with a commit that failed */
		forget_names(class);
		class->loads = live_loads(live);
	}
	return class;
}

struct blob *crowd_presence(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer, bool newcomer)
{
	struct crowd_class *class = class_of(crowd, live, viewer);
	struct buf out = {0};
	if (class->presence_when[newcomer] != crowd->moment) {
		append_presence(&out, crowd, live, viewer, newcomer);
		put(&class->presence[newcomer], take_blob(&out));
		class->presence_when[newcomer] = crowd->moment;
	}
	return class->presence[newcomer];
}

/* Appends frames with the names of the people from `from` on, before `to`. */
static void append_names(
    struct buf *out, const struct live *live, const struct viewer *viewer, size_t from, size_t to)
{
	struct name_frames *names = xcalloc(1, sizeof(*names));
	names->out = out;
	for (size_t i = from; i < to; i++) {
		uint64_t participant_id = live_file(live)->credentials.people[i].participant_id;
		if (sees_name(live, viewer, participant_id)) {
			add_name(names, live, participant_id);
		}
	}
	flush_names(names);
	free(names);
}

/* What has been framed before is kept: when a thousand log in, each must not have the names of all
 * who came before framed again. People are only ever added. */
struct blob *crowd_all_names(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer)
{
	size_t people = live_file(live)->credentials.person_count;
	struct crowd_class *class = class_of(crowd, live, viewer);
	struct buf out = {0};
	if (class->people == people) {
		return class->all;
	}
	if (class->all != NULL) {
		buf_append(&out, class->all->bytes, class->all->len);
	}
	append_names(&out, live, viewer, class->people, people);
	class->people = people;
	put(&class->all, take_blob(&out));
	return class->all;
}

/* Those who have followed for a while lack the same names and share one blob; and who came a moment
 * ago is better told a few names again than given a blob of its own. */
struct blob *crowd_latest_names(struct crowd *crowd, const struct live *live,
    const struct viewer *viewer, size_t from, size_t to)
{
	struct crowd_class *class = class_of(crowd, live, viewer);
	struct buf out = {0};
	if (class->to == to && class->from <= from && from - class->from <= AGAIN_MAX) {
		return class->latest;
	}
	append_names(&out, live, viewer, from, to);
	class->from = from;
	class->to = to;
	put(&class->latest, take_blob(&out));
	return class->latest;
}
