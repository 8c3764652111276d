/* The end of every decision: each draft gets its audience, and what its sender is told of it. */
#ifndef CONVENE_EXERCISE_ENGINE_FINISH_H
#define CONVENE_EXERCISE_ENGINE_FINISH_H

struct deciding;

/* Gives each draft its audience, and refuses the whole if the arena ran out. */
void deciding_finish(struct deciding *deciding);

#endif
