/* What is answered was read: drafts that. */
#ifndef CONVENE_EXERCISE_DECIDE_READING_DECIDE_H
#define CONVENE_EXERCISE_DECIDE_READING_DECIDE_H

struct deciding;
struct inject;
struct thread;

/* What is answered was read: drafts what the sender had not read yet of the inject, or of what
 * others wrote in the thread. After the answer's own events, whose number is the answer's. */
void reading_draft_inject_answered(struct deciding *deciding, const struct inject *inject);
void reading_draft_thread_answered(struct deciding *deciding, const struct thread *thread);

#endif
