#include "proto/xalloc.h"
#include "tests/sim/world.h"
#include "tests/sim/world_library.h"

const char world_small_scenario[] =
    "{'id': 'small', 'version': '1', 'language': 'en', 'title': {'value': 'Small'},\n"
    " 'briefing': {'value': 'Read this.'}, 'duration_ms': 5400000,\n"
    " 'countries': [{'id': 'AL', 'name': {'value': 'Aldermark'}},\n"
    "               {'id': 'BR', 'name': {'value': 'Brenland'}}],\n"
    " 'teams': [\n"
    "  {'id': 'AL-POL', 'name': {'value': 'AL-POL'}, 'country': 'AL', 'agency': 'police',\n"
    "   'briefing': {'value': 'For AL-POL only.'}},\n"
    "  {'id': 'AL-NGO', 'name': {'value': 'AL-NGO'}, 'country': 'AL', 'agency': 'ngo',\n"
    "   'briefing': {'value': 'For AL-NGO only.'}},\n"
    "  {'id': 'BR-POL', 'name': {'value': 'BR-POL'}, 'country': 'BR', 'agency': 'police',\n"
    "   'briefing': {'value': 'For BR-POL only.'}}],\n"
    " 'entities': [{'id': 'clinic', 'name': {'value': 'Clinic'}, 'brief': {'value': 'Tired.'},\n"
    "  'canned_replies': [{'id': 'yes', 'label': 'Yes', 'body': {'value': 'Yes.'},\n"
    "   'sets_milestones': ['replied'], 'releases_injects': ['C2']}]},\n"
    "              {'id': 'bank', 'name': {'value': 'Bank'}}],\n"
    " 'objectives': [{'id': 'referral', 'pillar': 'protect'}],\n"
    " " WORLD_LIBRARY ",\n"
    /* none of these comes about before somebody turns on the strike */
    " 'milestones': [\n"
    "  {'id': 'replied', 'title': {'value': 'Replied'}},\n"
    "  {'id': 'strike', 'title': {'value': 'Strike'}, 'when': {'all': ["
    "{'switched_on': 'strike'}]}},\n"
    "  {'id': 'time', 'title': {'value': 'Time'}, 'when': {'all': [{'switched_on': 'strike'},"
    "{'time': {'since': {'milestone': 'strike'}, 'delay_ms': 60000}}]}},\n"
    "  {'id': 'read', 'title': {'value': 'Read'}, 'when': {'all': [{'switched_on': 'strike'},"
    "{'inject': {'id': 'W1', 'is': 'read', 'by': ['AL']}}]}},\n"
    "  {'id': 'written', 'title': {'value': 'Written'}, 'when': {'all': ["
    "{'switched_on': 'strike'}, {'message': {'from': ['AL-NGO'], 'to': ['clinic', 'control']},"
    " 'times': 2}]}},\n"
    "  {'id': 'asked', 'title': {'value': 'Asked'}, 'when': {'all': [{'switched_on': 'strike'},"
    "{'request': {'instrument': 'information', 'completeness': 'complete'}}]}},\n"
    "  {'id': 'presumed', 'title': {'value': 'Presumed'}, 'when': {'all': ["
    "{'switched_on': 'strike'}], 'any': [{'case_state': {'track': 'identification',"
    " 'state': 'presumed'}}, {'case_state': {'flag': 'NO_CONSENT'}},"
    "{'case_state': {'form': 'screening'}}]}},\n"
    "  {'id': 'answered', 'title': {'value': 'Answered'}, 'when': {'all': ["
    "{'switched_on': 'strike'}, {'answer': {'questionnaire': 'picture', 'question': 'sure',"
    " 'least': 4, 'most': 5}}]}},\n"
    "  {'id': 'disclosed', 'title': {'value': 'Disclosed'}, 'when': {'all': ["
    "{'switched_on': 'strike'}, {'disclosure': {'fields': ['name'], 'without_consent': true}}]}},"
    "\n"
    "  {'id': 'decided', 'title': {'value': 'Decided'}, 'when': {'all': ["
    "{'switched_on': 'strike'}, {'decision': {'by': ['AL-POL']},"
    " 'window': {'of': {'milestone': 'strike'}, 'within_ms': 600000}}],"
    " 'none': [{'milestone': 'replied'}]}}],\n"
    " 'injects': [\n"
    "  {'id': 'W1', 'planned_ms': 600000, 'to': ['AL-POL'],\n"
    "   'channel': 'email', 'title': {'value': 'Title 1'}, 'body': {'value': 'Body 1'}},\n"
    "  {'id': 'W2', 'planned_ms': 1200000, 'to': ['AL-NGO'],\n"
    "   'channel': 'email', 'title': {'value': 'Title 2'}, 'body': {'value': 'Body 2'}},\n"
    "  {'id': 'W3', 'planned_ms': 1800000, 'to': ['BR-POL'],\n"
    "   'mode': 'on_release',\n"
    "   'channel': 'email', 'title': {'value': 'Title 3'}, 'body': {'value': 'Body 3'}},\n"
    "  {'id': 'W4', 'planned_ms': 2400000, 'to': ['AL-POL', 'AL-NGO'],\n"
    "   'from': 'clinic', 'objectives': ['referral'], 'notes': {'value': 'Wait.'},\n"
    "   'attachments': [{'sha256': 'AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=',\n"
    "    'name': 'note.txt', 'media_type': 'text/plain', 'size_bytes': 12,\n"
    "    'file': 'docs/note.txt'}],\n"
    "   'channel': 'email', 'title': {'value': 'Title 4'}, 'body': {'value': 'Body 4'}},\n"
    "  {'id': 'W5', 'planned_ms': 3000000, 'to': ['AL-POL', 'BR-POL'],\n"
    "   'channel': 'email', 'title': {'value': 'Title 5'}, 'body': {'value': 'Body 5'}},\n"
    "  {'id': 'W6', 'planned_ms': 3600000, 'to': ['AL-POL', 'AL-NGO', 'BR-POL'],\n"
    "   'channel': 'email', 'title': {'value': 'Title 6'}, 'body': {'value': 'Body 6'}},\n"
    "  {'id': 'W7', 'planned_ms': 4200000, 'to': ['BR-POL'],\n"
    "   'mode': 'on_release',\n"
    "   'channel': 'email', 'title': {'value': 'Title 7'}, 'body': {'value': 'Body 7'}},\n"
    "  {'id': 'W8', 'planned_ms': 4800000, 'to': ['AL-NGO'],\n"
    "   'channel': 'email', 'title': {'value': 'Title 8'}, 'body': {'value': 'Body 8'}},\n"
    "  {'id': 'C1', 'to': ['AL-POL'], 'delay_ms': 60000, 'when': {'all': ["
    "{'milestone': 'strike'}]}, 'group': 'raid',\n"
    "   'channel': 'email', 'title': {'value': 'Title C1'}, 'body': {'value': 'Body C1'}},\n"
    "  {'id': 'C2', 'to': ['AL-POL', 'AL-NGO'], 'delay_ms': 120000, 'when': {'all': ["
    "{'milestone': 'strike'}]}, 'group': 'raid',\n"
    "   'channel': 'email', 'title': {'value': 'Title C2'}, 'body': {'value': 'Body C2'}}]}\n";

int small_setup(void **state)
{
	struct small *small = xcalloc(1, sizeof *small);
	struct world *world = &small->world;
	struct people *people = &small->people;
	world_init(world, 1);
	world_create(world, world_small_scenario);
	people->organiser = world_join(world, CONVENE__V1__ROLE__ROLE_ORGANISER, "");
	people->controller = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	people->controller2 = world_join(world, CONVENE__V1__ROLE__ROLE_CONTROLLER, "");
	people->simulator = world_join(world, CONVENE__V1__ROLE__ROLE_SIMULATOR, "");
	people->evaluator = world_join(world, CONVENE__V1__ROLE__ROLE_EVALUATOR, "");
	people->observer = world_join(world, CONVENE__V1__ROLE__ROLE_OBSERVER, "");
	people->police = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL");
	people->police2 = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-POL");
	people->ngo = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "AL-NGO");
	people->abroad = world_join(world, CONVENE__V1__ROLE__ROLE_PLAYER, "BR-POL");
	*state = small;
	return 0;
}

int small_setup_started(void **state)
{
	small_setup(state);
	struct small *small = *state;
	return (int)world_do(&small->world, small->people.controller, "{'start_exercise': {}}");
}

int small_teardown(void **state)
{
	struct small *small = *state;
	world_check_replay(&small->world);
	world_deinit(&small->world);
	free(small);
	return 0;
}
