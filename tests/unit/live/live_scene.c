#include "tests/unit/live/live_scene.h"

#include <sys/stat.h>
#include <unistd.h>

void scene_open(struct scene *scene, struct live_fixture *fixture)
{
	*scene = (struct scene){.fixture = fixture};
	exercise_file_close(fixture->file);
	fixture->file = NULL;
	snprintf(scene->folder, sizeof(scene->folder), "%s/exercises", fixture->folder);
	snprintf(scene->path, sizeof(scene->path), "%s/test.convene", scene->folder);
	assert_int_equal(mkdir(scene->folder, 0700), 0);
	assert_int_equal(rename(fixture->path, scene->path), 0);
	assert_int_equal(uv_loop_init(&scene->loop), 0);
	assert_int_equal(sem_init(&scene->released, 0, 0), 0);
	workers_init(&scene->workers, &scene->loop);
	clock_init(&scene->clock);
	log_init(&scene->log, stderr, LOG_ERROR);
	scene->around = (struct live_surroundings){
	    .loop = &scene->loop,
	    .workers = &scene->workers,
	    .log = &scene->log,
	    .clock = &scene->clock,
	    .signer = fixture->signer,
	    .data_folder = fixture->folder,
	    .bridge_ms = 60000,
	};
}

void scene_load(struct scene *scene, const char *exercise_id)
{
	scene->live = live_new(&scene->around, exercise_id);
}

void scene_rest(struct scene *scene)
{
	const struct live *live = scene->live;

	while (work_is_under_way(&live->file_work) || work_is_under_way(&live->commit_work) ||
	       work_is_under_way(&live->read_work)) {
		uv_run(&scene->loop, UV_RUN_ONCE);
	}
}

static void hold(void *context)
{
	sem_wait(&((struct scene *)context)->released);
}

static void nothing(void *context)
{
	(void)context;
}

void scene_keep(struct scene *scene, enum work_kind kind)
{
	workers_start(&scene->workers, &scene->other[scene->others++], kind, hold, nothing, scene);
}

static void stopped(void *context)
{
	((struct scene *)context)->stopped = true;
}

void scene_stop(struct scene *scene)
{
	scene->stopped = false;
	live_stop(scene->live, CONVENE__V1__ERROR_CODE__ERROR_CODE_SHUTTING_DOWN, "it stops",
	    stopped, scene);
}

void scene_end(struct scene *scene)
{
	while (scene->others > 0) {
		sem_post(&scene->released);
		scene->others--;
	}
	while (!scene->stopped) {
		uv_run(&scene->loop, UV_RUN_ONCE);
	}
	live_free(scene->live);
	scene->live = NULL;
	uv_run(&scene->loop, UV_RUN_DEFAULT);
}

void scene_close(struct scene *scene)
{
	assert_int_equal(uv_loop_close(&scene->loop), 0);
	sem_destroy(&scene->released);
	assert_int_equal(unlink(scene->path), 0);
	assert_int_equal(rmdir(scene->folder), 0);
}
