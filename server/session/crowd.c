#include "server/session/crowd.h"

#include "proto/buf.h"
#include "proto/xalloc.h"

#include <stdlib.h>
#include <string.h>

/* Names in one frame: far below the frame limit even if all are of the greatest length. */
#define NAMES_A_FRAME 1000

void crowd_deinit(struct crowd *crowd)
{
	free(crowd->members);
	free(crowd->new_names);
	for (size_t i = 0; i < crowd->names_count; i++) {
		if (crowd->names[i].blob != NULL)
			blob_drop(crowd->names[i].blob);
	}
	free(crowd->names);
	*crowd = (struct crowd){0};
}

static struct crowd_member *member_of(struct crowd *crowd, uint64_t participant_id)
{
	size_t low = 0, high = crowd->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (crowd->members[middle].participant_id < participant_id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < crowd->count && crowd->members[low].participant_id == participant_id)
		return &crowd->members[low];
	if (crowd->count == crowd->cap) {
		crowd->cap = crowd->cap ? crowd->cap * 2 : 64;
		crowd->members = xrealloc(crowd->members, crowd->cap * sizeof(*crowd->members));
	}
	memmove(&crowd->members[low + 1], &crowd->members[low],
	    (crowd->count - low) * sizeof(*crowd->members));
	crowd->members[low] = (struct crowd_member){.participant_id = participant_id};
	crowd->count++;
	return &crowd->members[low];
}

void crowd_came(struct crowd *crowd, uint64_t participant_id)
{
	member_of(crowd, participant_id)->connections++;
	crowd->changed = true;
}

void crowd_went(struct crowd *crowd, uint64_t participant_id)
{
	member_of(crowd, participant_id)->connections--;
	crowd->changed = true;
}

void crowd_named(struct crowd *crowd, uint64_t participant_id)
{
	if (crowd->new_count == crowd->new_cap) {
		crowd->new_cap = crowd->new_cap ? crowd->new_cap * 2 : 16;
		crowd->new_names =
		    xrealloc(crowd->new_names, crowd->new_cap * sizeof(*crowd->new_names));
	}
	crowd->new_names[crowd->new_count++] = participant_id;
}

bool crowd_has_news(const struct crowd *crowd)
{
	return crowd->changed || crowd->newcomers || crowd->new_count > 0;
}

void crowd_told(struct crowd *crowd)
{
	for (size_t i = 0; i < crowd->count; i++)
		crowd->members[i].told = crowd->members[i].connections > 0;
	crowd->changed = false;
	crowd->newcomers = false;
	crowd->new_count = 0;
}

size_t crowd_connected(const struct crowd *crowd)
{
	size_t connected = 0;

	for (size_t i = 0; i < crowd->count; i++)
		connected += crowd->members[i].connections > 0;
	return connected;
}

bool crowd_has(const struct crowd *crowd, uint64_t participant_id)
{
	for (size_t i = 0; i < crowd->count; i++) {
		if (crowd->members[i].participant_id == participant_id)
			return crowd->members[i].connections > 0;
	}
	return false;
}

/* Staff learn of everybody's presence, players of their own team's, observers of nobody's. */
static bool sees_presence(
    const struct live *live, const struct viewer *viewer, uint64_t participant_id)
{
	struct standing standing;

	if (audience_is_staff(viewer->role))
		return true;
	return viewer->team != NO_TEAM &&
	       exercise_standing(live->file->engine, participant_id, &standing) &&
	       standing.viewer.team == viewer->team;
}

/* Whoever may know that somebody joined may know the name. */
static bool sees_name(const struct live *live, const struct viewer *viewer, uint64_t participant_id)
{
	struct standing standing;

	return exercise_standing(live->file->engine, participant_id, &standing) &&
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

	if (names->count == 0)
		return;
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
	    (char *)(uintptr_t)credentials_name(&live->file->credentials, participant_id);
	names->list[names->count++] = person;
	if (names->count == NAMES_A_FRAME)
		flush_names(names);
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
		    !sees_presence(live, viewer, member->participant_id))
			continue;
		if (is)
			connected[update.n_connected++] = member->participant_id;
		else
			disconnected[update.n_disconnected++] = member->participant_id;
	}
	update.connected = connected;
	update.disconnected = disconnected;
	update.complete = complete;
	frame.body_case = CONVENE__V1__SERVER_FRAME__BODY_PRESENCE;
	frame.presence = &update;
	if (complete || update.n_connected + update.n_disconnected > 0)
		append_frame(out, &frame);
	free(connected);
	free(disconnected);
}

static struct blob *take_blob(struct buf *out)
{
	struct blob *blob = out->len == 0 ? NULL : blob_new(out->data, out->len);

	buf_deinit(out);
	return blob;
}

static void append_new_names(struct buf *out, const struct crowd *crowd, const struct live *live,
    const struct viewer *viewer)
{
	struct name_frames *names = xcalloc(1, sizeof(*names));

	names->out = out;
	for (size_t i = 0; i < crowd->new_count; i++) {
		if (sees_name(live, viewer, crowd->new_names[i]))
			add_name(names, live, crowd->new_names[i]);
	}
	flush_names(names);
	free(names);
}

struct blob *crowd_news(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer)
{
	struct buf out = {0};

	append_new_names(&out, crowd, live, viewer);
	append_presence(&out, crowd, live, viewer, false);
	return take_blob(&out);
}

/* The names, too: somebody may have come between a newcomer's Welcome and this moment. */
struct blob *crowd_presence(
    const struct crowd *crowd, const struct live *live, const struct viewer *viewer)
{
	struct buf out = {0};

	append_new_names(&out, crowd, live, viewer);
	append_presence(&out, crowd, live, viewer, true);
	return take_blob(&out);
}

/* What has been framed before is kept: when a thousand log in, each must not have the names of all
 * who came before framed again. People are only ever added. */
static struct blob *frame_names(
    const struct live *live, const struct crowd_names *framed, const struct viewer *viewer)
{
	const struct credentials *credentials = &live->file->credentials;
	struct buf out = {0};
	struct name_frames *names = xcalloc(1, sizeof(*names));

	if (framed->blob != NULL)
		buf_append(&out, framed->blob->bytes, framed->blob->len);
	names->out = &out;
	for (size_t i = framed->people; i < credentials->person_count; i++) {
		uint64_t participant_id = credentials->people[i].participant_id;

		if (sees_name(live, viewer, participant_id))
			add_name(names, live, participant_id);
	}
	flush_names(names);
	free(names);
	return take_blob(&out);
}

struct blob *crowd_all_names(
    struct crowd *crowd, const struct live *live, const struct viewer *viewer)
{
	size_t people = live->file->credentials.person_count;
	struct crowd_names *names = crowd->names;
	struct crowd_names *end = names + crowd->names_count;
	struct blob *framed;

	while (names != end &&
	       (names->viewer.role != viewer->role || names->viewer.team != viewer->team))
		names++;
	if (names != end && names->loads != live->loads) {
		/* whoever joined last may have been lost with a commit that failed */
		if (names->blob != NULL)
			blob_drop(names->blob);
		*names = (struct crowd_names){.viewer = *viewer, .loads = live->loads};
	}
	if (names != end && names->people == people)
		return names->blob;
	if (names == end) {
		crowd->names =
		    xrealloc(crowd->names, (crowd->names_count + 1) * sizeof(*crowd->names));
		names = &crowd->names[crowd->names_count++];
		*names = (struct crowd_names){.viewer = *viewer, .loads = live->loads};
	}
	framed = frame_names(live, names, viewer);
	if (names->blob != NULL)
		blob_drop(names->blob);
	names->people = people;
	names->blob = framed;
	return names->blob;
}
