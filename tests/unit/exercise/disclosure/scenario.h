/* The scenario of the tests of disclosure, in two halves: rules come between them. */
#ifndef CONVENE_TESTS_DISCLOSURE_SCENARIO_H
#define CONVENE_TESTS_DISCLOSURE_SCENARIO_H

#define SCENARIO_HEAD                                                                              \
	"{'id': 'd', 'language': 'en', 'title': {'value': 'D'},"                                   \
	" 'countries': [{'id': 'AL'}, {'id': 'BR'}],"                                              \
	" 'teams': [{'id': 'AL-POL', 'country': 'AL', 'agency': 'police'},"                        \
	"           {'id': 'AL-NGO', 'country': 'AL', 'agency': 'ngo'},"                           \
	"           {'id': 'AL-PRESS', 'country': 'AL', 'agency': 'media'},"                       \
	"           {'id': 'BR-POL', 'country': 'BR', 'agency': 'police'},"                        \
	"           {'id': 'BR-NGO', 'country': 'BR', 'agency': 'ngo'}],"                          \
	" 'entities': [{'id': 'clinic'}, {'id': 'consulate', 'country': 'BR'}],"                   \
	" 'fields': [{'id': 'name', 'identifying': true, 'vital': true},"                          \
	"            {'id': 'born', 'identifying': true},"                                         \
	"            {'id': 'health', 'vital': true}, {'id': 'statement'}],"                       \
	" 'tracks': [{'id': 'asylum', 'states': [{'id': 'none'}, {'id': 'requested'}],"            \
	"   'transitions': [{'id': 'request', 'from': ['none'], 'to': 'requested'}]},"             \
	"  {'id': 'age', 'states': [{'id': 'adult'}, {'id': 'minor', 'child': true}],"             \
	"   'transitions': [{'id': 'presume', 'to': 'minor'}]}],"                                  \
	" 'flags': [{'id': 'NO_CONSENT'}, {'id': 'WRONG_CHANNEL'}, {'id': 'R'}, {'id': 'BULK'}],"  \
	" 'engine_flags': {'no_consent': 'NO_CONSENT', 'wrong_channel': 'WRONG_CHANNEL'},"         \
	" 'persons': [{'id': 'w1', 'pseudonym': 'W1', 'origin': 'BR'},"                            \
	"             {'id': 'w2', 'pseudonym': 'W2', 'origin': 'AL'}],"

#define SCENARIO_TAIL "'version': '1'}"

#define OPEN(called) "{'open_case': {'reference': '" called "', 'summary': 'Seen at the farm'}}"
#define FIELD(n, f)                                                                                \
	"{'record_field': {'case_id': $" n ", 'value': {'field': '" f "', 'value': '" f " " n "'}" \
	"}}"
#define TO_TEAM(t)     "'to': {'team_id': '" t "'}"
#define TO_ENTITY(e)   "'to': {'entity_id': '" e "'}"
#define DUTY           "'exception': 'legal_duty', 'exception_reason': 'Court order'"
#define LIFE           "'exception': 'risk_to_life', 'exception_reason': 'Threats'"
#define DISCLOSE(rest) "{'disclose': {" rest "}}"
#define CONSENT(rest)  "{'record_consent': {'case_id': $1, 'language': 'en'," rest "}}"
#define WITHDRAW       "{'withdraw_consent': {'consent_id': $c, 'words': 'No more'}}"

#endif
