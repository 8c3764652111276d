/*
 * For tests of a live exercise: the fixture's exercise in a data folder, with a loop and workers of
 * its own, and other work that keeps workers for as long as a test likes. Fails the test when
 * something goes wrong that is not under test.
 */
#ifndef CONVENE_TESTS_LIVE_SCENE_H
#define CONVENE_TESTS_LIVE_SCENE_H

#include "server/live/live_private.h"
#include "tests/unit/live/live_fixture.h"

#include <semaphore.h>

struct scene {
	struct live_fixture *fixture; /* borrowed: outlives the scene */
	uv_loop_t loop;
	struct workers workers;
	struct clock clock;
	struct log log;
	struct live_surroundings around;
	struct live *live;    /* owned; NULL before scene_load */
	struct work other[2]; /* other exercises' */
	unsigned others;
	sem_t released; /* waited for by them */
	char folder[128], path[192];
	bool stopped;
};

/* The exercise is in the data folder; nothing is loaded. */
void scene_open(struct scene *scene, struct live_fixture *fixture);
/* Begins to load an exercise of that folder. */
void scene_load(struct scene *scene, const char *exercise_id);
/* Runs the loop until there is nothing on its way for the exercise. */
void scene_rest(struct scene *scene);
/* One worker of that kind has something else to do. */
void scene_keep(struct scene *scene, enum work_kind kind);
void scene_stop(struct scene *scene);
/* What was kept is let go; waits for the end of the exercise, after scene_stop(). */
void scene_end(struct scene *scene);
void scene_close(struct scene *scene);

#endif
