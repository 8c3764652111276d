/* The phase of an exercise, for whoever only has to tell them apart. */
#ifndef CONVENE_EXERCISE_GROUND_PHASE_H
#define CONVENE_EXERCISE_GROUND_PHASE_H

/* Where an exercise stands; clock.h draws it. */
enum exercise_phase { PHASE_PLANNED, PHASE_RUNNING, PHASE_PAUSED, PHASE_ENDED, PHASE_CLOSED };

#endif
