#include "client/cli/act/inject_file.h"

#include "client/cli/base/input.h"
#include "client/cli/text/based_on.h"
#include "client/cli/text/when.h"
#include "client/cli/text/yaml_write.h"
#include "proto/reflect.h"
#include "proto/say.h"
#include "proto/xalloc.h"
#include "proto/yaml.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The longest inject that could be sent: a frame. */
#define FILE_MAX (1024u * 1024u)

static bool read_time(void *context, const char *text, int64_t *ms, char *why, size_t why_size)
{
	const struct inject_file_use *use = context;
	/* what an inject was planned for may have passed when its text is edited */
	return when_read(use->view, text, use->adding && !use->now ? WHEN_NOT_PAST : WHEN_ANY,
	    use->now_ms, ms, why, why_size);
}

/* What stands in `planned_story` is a time of the story alone: "18:00" is no exercise time. */
static void take_story(
    struct inject_file *file, const struct inject_file_use *use, struct diagnostics *diagnostics)
{
	Convene__V1__Inject *inject = file->inject;
	struct yaml_position at, other;
	int64_t story_ms = 0;
	if (!yaml_place(file->places, inject, "planned_story", 0, &at)) {
		return;
	}
	char why[WHEN_WHY_SIZE];
	if (yaml_place(file->places, inject, "planned_ms", 0, &other)) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column,
		    "planned_story: excludes planned_ms, which is written too");
	} else if (!when_read_story(use->view, inject->planned_story, use->now_ms, &story_ms, why,
	               sizeof(why))) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column,
		    "planned_story: %s", why);
	} else if (use->view != NULL) {
		inject->planned_ms = view_story_to_exercise(use->view, story_ms);
	}
	inject->planned_story = (char *)(uintptr_t)protobuf_c_empty_string;
}

/* What is left out is not T+0:00:00: it would be delivered at once. */
static void want_time(
    struct inject_file *file, const struct inject_file_use *use, struct diagnostics *diagnostics)
{
	struct yaml_position at;
	if (!use->adding || use->now || file->inject->when != NULL ||
	    yaml_place(file->places, file->inject, "planned_ms", 0, &at) ||
	    yaml_place(file->places, file->inject, "planned_story", 0, &at)) {
		return;
	}
	yaml_place(file->places, file->inject, "", 0, &at);
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column,
	    "planned_ms: is missing: when it is due, as in \"T+0:45:00\", +10m or \"next morning "
	    "08:00\"; or give `when`, or add it with `now`, and it is delivered at once");
}

static void want_id(
    struct inject_file *file, const struct inject_file_use *use, struct diagnostics *diagnostics)
{
	struct yaml_position at;
	if (file->inject->id[0] != '\0') {
		return;
	}
	yaml_place(file->places, file->inject, "id", 0, &at);
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, at.file, at.line, at.column,
	    use->adding ? "id: is missing: the inject's own, as in \"removal-van\""
	                : "id: is missing: that of the inject that the file changes");
}

bool inject_file_parse(const char *path, const char *text, size_t len,
    const struct inject_file_use *use, struct arena *arena, struct inject_file *file)
{
	struct diagnostics *diagnostics = xcalloc(1, sizeof(*diagnostics));
	struct yaml_times times = {
	    .field = "planned_ms", .read = read_time, .context = (void *)(uintptr_t)use};
	char line[2 * COMPLAINT_MAX];
	diagnostics_init(diagnostics, arena);
	file->places = yaml_places_new(arena);
	file->revision = based_on_read(text);
	file->inject = (Convene__V1__Inject *)yaml_read_timed(&convene__v1__inject__descriptor,
	    path, text, len, arena, diagnostics, file->places, &times);
	if (file->inject != NULL) {
		want_id(file, use, diagnostics);
		take_story(file, use, diagnostics);
		want_time(file, use, diagnostics);
	}
	if (diagnostics->errors > 0) {
		file->inject = NULL;
	}
	for (size_t i = 0; i < diagnostics_kept(diagnostics); i++) {
		diagnostic_format(&diagnostics->list[i], line, sizeof(line));
		if (use->complaints != NULL) {
			buf_printf(use->complaints, "%s\n", line);
		} else {
			say(stderr, "%s\n", line);
		}
	}
	free(diagnostics);
	return file->inject != NULL;
}

bool inject_file_load(const char *path, const struct inject_file_use *use, struct arena *arena,
    struct inject_file *file)
{
	size_t len;
	char *text = input_read(path, FILE_MAX, &len);
	bool good = text != NULL && inject_file_parse(path, text, len, use, arena, file);
	free(text);
	return good;
}

void inject_file_export(struct buf *out, const struct view_inject *known)
{
	Convene__V1__Inject inject = *known->plan;
	inject.planned_ms = known->due_ms;
	based_on_write(out, known->revision);
	buf_append_text(out,
	    "# The edit is refused if somebody else has changed the inject since. planned_ms and "
	    "to stay as they are:\n"
	    "# use reschedule and retarget. What is left out of this file stays as it is.\n");
	yaml_write(out, &inject.base);
}

static bool is_written(const struct inject_file *file, const char *field)
{
	struct yaml_position position;
	return yaml_place(file->places, file->inject, field, 0, &position);
}

static bool same_teams(const Convene__V1__Inject *a, const Convene__V1__Inject *b)
{
	bool same = a->n_to == b->n_to;
	for (size_t i = 0; same && i < a->n_to; i++) {
		same = strcmp(a->to[i], b->to[i]) == 0;
	}
	return same;
}

uint32_t inject_file_merge(struct inject_file *file, const struct view_inject *known,
    uint32_t revision, char *note, size_t note_size)
{
	const ProtobufCMessageDescriptor *descriptor = &convene__v1__inject__descriptor;
	Convene__V1__Inject *inject = file->inject;
	const Convene__V1__Inject *plan = known->plan;
	bool other_time = (is_written(file, "planned_ms") || is_written(file, "planned_story")) &&
	                  inject->planned_ms != known->due_ms;
	bool other_teams = plan != NULL && is_written(file, "to") && !same_teams(inject, plan);
	uint32_t base = revision != 0 ? revision : file->revision;
	for (unsigned i = 0; plan != NULL && i < descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
		bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
		if (is_written(file, field->name)) {
			continue;
		}
		memcpy(reflect_member(&inject->base, field), reflect_member(&plan->base, field),
		    list ? sizeof(void *) : reflect_size(field->type));
		if (list) {
			*reflect_count(&inject->base, field) = *reflect_count(&plan->base, field);
		}
	}
	snprintf(note, note_size, "%s%s%s%s",
	    other_time ? "planned_ms is not looked at, use reschedule" : "",
	    other_time && other_teams ? "; " : "",
	    other_teams ? "to is not looked at, use retarget" : "",
	    base != 0 ? "" : (other_time || other_teams ? "; " : ""));
	if (base != 0) {
		return base;
	}
	snprintf(note + strlen(note), note_size - strlen(note),
	    "the file does not say which revision it was made from: the newest, %" PRIu32
	    ", is changed",
	    known->revision);
	return known->revision;
}

bool inject_file_wants_upload(const Convene__V1__Inject *inject)
{
	for (size_t i = 0; i < inject->n_attachments; i++) {
		if (inject->attachments[i]->file != NULL &&
		    inject->attachments[i]->file[0] != '\0') {
			return true;
		}
	}
	return false;
}
