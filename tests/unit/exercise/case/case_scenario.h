/* A scenario with a track for each thing that cases can do, and the small scenario's teams. For
 * steps_world (tests/sim/steps.h). Test helper. */
#ifndef CONVENE_TESTS_EXERCISE_CASE_CASE_SCENARIO_H
#define CONVENE_TESTS_EXERCISE_CASE_CASE_SCENARIO_H

extern const char case_scenario[];

#endif
