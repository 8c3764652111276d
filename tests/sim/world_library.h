/*
 * What the scenarios of tests declare beside teams and injects: one or two of everything, as
 * members of a scenario in JSON. Their countries are AL and BR. Test helper.
 */
#ifndef CONVENE_TESTS_SIM_WORLD_LIBRARY_H
#define CONVENE_TESTS_SIM_WORLD_LIBRARY_H

#define WORLD_LIBRARY                                                                              \
	"'flags': [{'id': 'NO_CONSENT', 'title': {'value': 'No consent'}},\n"                      \
	"          {'id': 'WRONG_CHANNEL', 'title': {'value': 'Wrong channel'}},\n"                \
	"          {'id': 'SEEN_TOGETHER', 'title': {'value': 'Not seen alone'}}],\n"              \
	"'engine_flags': {'no_consent': 'NO_CONSENT', 'wrong_channel': 'WRONG_CHANNEL',\n"         \
	"  'wrong_instrument': 'WRONG_CHANNEL', 'incomplete_request': 'WRONG_CHANNEL'},\n"         \
	"'tracks': [\n"                                                                            \
	" {'id': 'identification', 'title': {'value': 'Identification'},\n"                        \
	"  'states': [{'id': 'signal', 'title': {'value': 'Signal'}},\n"                           \
	"             {'id': 'detected', 'title': {'value': 'Detected'}},\n"                       \
	"             {'id': 'presumed', 'title': {'value': 'Presumed'}}],\n"                      \
	"  'transitions': [\n"                                                                     \
	"   {'id': 'detect', 'title': {'value': 'Detect'}, 'from': ['signal'], 'to': "             \
	"'detected'},\n"                                                                           \
	"   {'id': 'presume', 'title': {'value': 'Presume'}, 'from': ['detected', 'signal'],\n"    \
	"    'to': 'presumed', 'guards': [{'id': 'alone', 'title': {'value': 'Seen alone.'},\n"    \
	"     'flag': 'SEEN_TOGETHER', 'confirmed': true}]},\n"                                    \
	"   {'id': 'interview', 'title': {'value': 'Interview'}}]},\n"                             \
	" {'id': 'protection', 'title': {'value': 'Protection'},\n"                                \
	"  'states': [{'id': 'needs', 'title': {'value': 'Needs'}},\n"                             \
	"             {'id': 'safe', 'title': {'value': 'Safe'}}],\n"                              \
	"  'transitions': [\n"                                                                     \
	"   {'id': 'shelter', 'title': {'value': 'Shelter'}, 'from': ['needs'], 'to': 'safe'},\n"  \
	"   {'id': 'leave', 'title': {'value': 'Leave'}, 'from': ['safe'], 'to': 'needs'}]}],\n"   \
	"'fields': [{'id': 'name', 'title': {'value': 'Name'}, 'identifying': true},\n"            \
	"           {'id': 'injury', 'title': {'value': 'Injury'}, 'vital': true}],\n"             \
	"'forms': [{'id': 'screening', 'title': {'value': 'Screening'},\n"                         \
	"  'groups': [{'id': 'general', 'title': {'value': 'General'},\n"                          \
	"   'items': [{'id': 'papers', 'text': {'value': 'Papers held?'}},\n"                      \
	"             {'id': 'debt', 'text': {'value': 'In debt?'}}]}]}],\n"                       \
	"'instruments': [\n"                                                                       \
	" {'id': 'information', 'title': {'value': 'Information'},\n"                              \
	"  'urgencies': [{'id': 'normal', 'title': {'value': 'Normal'},\n"                         \
	"    'acknowledge_story_ms': 28800000, 'answer_story_ms': 86400000},\n"                    \
	"   {'id': 'urgent', 'title': {'value': 'Urgent'}, 'answer_story_ms': 28800000}],\n"       \
	"  'fields': [{'id': 'facts', 'title': {'value': 'Facts'}}]},\n"                           \
	" {'id': 'notice', 'title': {'value': 'Notice'},\n"                                        \
	"  'urgencies': [{'id': 'normal', 'title': {'value': 'Normal'}}]}],\n"                     \
	"'interpreters': [{'id': 'sadova', 'name': {'value': 'Sadova'}, 'languages': "             \
	"['x-torven'],\n"                                                                          \
	"   'delay_ms': 600000, 'conflicts': ['w2'], 'conflict_flag': 'SEEN_TOGETHER'},\n"         \
	"  {'id': 'orlin', 'name': {'value': 'Orlin'}, 'languages': ['fr', 'x-torven']}],\n"       \
	"'persons': [\n"                                                                           \
	" {'id': 'w1', 'pseudonym': 'W1', 'aliases': ['Mira'], 'language': 'x-torven',\n"          \
	"  'origin': 'BR', 'identity': [{'field': 'name', 'value': 'M.'}]},\n"                     \
	" {'id': 'w2', 'pseudonym': 'W2', 'language': 'fr', 'origin': 'AL', 'child': true}],\n"    \
	"'switches': [{'id': 'press', 'title': {'value': 'The press knows'}},\n"                   \
	"             {'id': 'strike', 'title': {'value': 'A strike'}}],\n"                        \
	"'alternatives': [{'id': 'raid', 'title': {'value': 'Raid'}},\n"                           \
	"   {'id': 'leak', 'title': {'value': 'Leak'}, 'controller_chooses': true}],\n"            \
	"'questionnaires': [{'id': 'picture', 'title': {'value': 'Picture'},\n"                    \
	"  'questions': [\n"                                                                       \
	"   {'id': 'lead', 'text': {'value': 'Who leads?'}, 'kind': 'single', 'optional': true,\n" \
	"    'choices': [{'id': 'us', 'text': {'value': 'We'}},\n"                                 \
	"                {'id': 'them', 'text': {'value': 'They'}}]},\n"                           \
	"   {'id': 'sure', 'text': {'value': 'How sure?'}, 'kind': 'scale', 'least': 1, 'most': "  \
	"5,\n"                                                                                     \
	"    'optional': true}]},\n"                                                               \
	"  {'id': 'persons', 'title': {'value': 'Persons'}, 'each_person': true,\n"                \
	"   'open_ms': 6000000, 'close_ms': 6600000, 'questions': [\n"                             \
	"   {'id': 'why', 'text': {'value': 'Why?'}, 'kind': 'text', 'optional': true}]}]"

#endif
