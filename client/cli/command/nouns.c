/* The subcommands of conduct: a noun each, from the table there. */
#include "client/cli/conduct/nouns.h"
#include "client/cli/command/conduct.h"

static int run(const struct command *command, int argc, char **argv)
{
	return conduct_main(command, conduct_noun(command->name), argc, argv);
}

const struct command answer_command = {.name = "answer",
    .operands = conduct_answer_usage,
    .summary = "answer questionnaires, see what came out",
    .help = "Alone: which questionnaires there are. With one, its questions are asked, or taken\n"
            "from the command line; until it is closed you may answer again, the last answer\n"
            "counts. show gives what came out: at any time to controllers, to players once a\n"
            "controller has released it. open, close and release are for controllers.",
    .examples = "  convene answer first-picture\n"
                "  convene answer first-picture what-is-it=exploitation how-sure=4\n"
                "  convene answer release first-picture",
    .run = run};

const struct command case_command = {.name = "case",
    .operands = conduct_case_usage,
    .summary = "open, show, move, share and refer cases",
    .help =
        "A case concerns one person and takes several tracks at once: identification,\n"
        "protection, status and so on. CASE is its number, or what the person is called.\n"
        "move takes a step (`case show` says which there are); form fills in a form, item by\n"
        "item on a terminal; field notes what you learnt of the person; consent notes what the\n"
        "person agreed to, for which fields and in which words, withdraw that it is over;\n"
        "disclose passes data on; refer asks another team to take care of the person. who-knows\n"
        "says who held which field when. What is left out of a consent, or which tracks are\n"
        "shared, is asked on a terminal; a script says it: --field for each or --everything,\n"
        "--explained and --said; --track for each or --everything.\n\n"
        "Nothing is forbidden. Where a step would break a rule you are told so first and asked;\n"
        "in a script it ends with exit code 6 unless --anyway is given. What is broken is\n"
        "recorded.",
    .examples =
        "  convene case open W1 \"Seasonal worker, has no papers\" --person-language x-torven\n"
        "  convene case move W1 screen --confirm seen-alone\n"
        "  convene case form W1 screening\n"
        "  convene case field W1 date-of-birth 2009-03-02 --source \"the person himself\"\n"
        "  convene case consent W1 --to AL-NGO --field name \\\n"
        "      --explained \"who would learn it, and why\" --said \"Yes, if it helps\"\n"
        "  convene case refer W1 AL-NGO --track protection --field name --purpose shelter\n"
        "  convene case who-knows W1 name",
    .run = run};

const struct command catalogue_command = {.name = "catalogue",
    .operands = "[KIND] [ID]",
    .summary = "what the scenario declares: fields, forms, instruments, ...",
    .help = "Without an operand: which kinds there are. With a kind (fields, forms, tracks,\n"
            "instruments, interpreters, questionnaires, rules, flags, channels; for staff also\n"
            "people, milestones, switches, alternatives, objectives): what there is of it. With\n"
            "an id: that one in full. Players are told what their team is to know.",
    .examples = "  convene catalogue\n  convene catalogue instruments\n"
                "  convene catalogue forms screening",
    .run = run};

const struct command share_command = {.name = "share",
    .operands = "CASE WHOM [FIELD...]",
    .summary = "pass on what you know of a person",
    .help = "Passes on data on a person, to a team or an entity: the fields that are named, as\n"
            "your team knows them, or without any the fact that there is a case. The person's\n"
            "consent is looked for by itself; without one you are warned and asked. What was\n"
            "passed on cannot be called back, only a consent withdrawn. To let a team see the\n"
            "case itself, use `case share`.",
    .examples = "  convene share W1 AL-NGO name date-of-birth --purpose \"shelter\"\n"
                "  convene share W1 clinic health --exception risk-to-life \\\n"
                "      --because \"unconscious, bleeding\"",
    .run = run};

const struct command interpreter_command = {.name = "interpreter",
    .operands = conduct_interpreter_usage,
    .summary = "book interpreters",
    .help = "Interpreters are few, need time to come, and are with one case at a time; release\n"
            "them when you are done. Another team's booking is not shown to you.",
    .examples = "  convene interpreter\n  convene interpreter book interpreter-a W1\n"
                "  convene interpreter release interpreter-a",
    .run = run};

const struct command milestone_command = {.name = "milestone",
    .operands = conduct_milestone_usage,
    .summary = "what the scenario waits for, and what was reached",
    .help = "Each milestone and each contingency inject: reached (when, by which event), waiting\n"
            "for what, or unreachable. set and take-back do by hand what a condition would do;\n"
            "switch turns a switch of the scenario on or off. For controllers; other staff see.",
    .examples = "  convene milestone\n  convene milestone show joint-planning\n"
                "  convene milestone set joint-planning \"agreed by telephone\"\n"
                "  convene milestone switch place-published on",
    .run = run};

const struct command queue_command = {.name = "queue",
    .operands = conduct_queue_usage,
    .summary = "what waits for the SimCell, oldest first",
    .help = "Everything that waits for somebody who is not in the room: messages to entities, to\n"
            "control and to teams that nobody plays, requests to them, cases that are referred to\n"
            "them, shared or disclosed (dismiss takes note of these). claim says that you\n"
            "are at it; show gives the whole thread, the entity's brief and its canned replies;\n"
            "reply writes in its name.",
    .examples = "  convene queue\n  convene queue claim 231\n"
                "  convene queue reply 231 --canned cannot-talk\n"
                "  convene queue reply 240 --state refused \"No treaty covers this.\"",
    .run = run};

const struct command request_command = {.name = "request",
    .operands = conduct_request_usage,
    .summary = "formal requests between authorities",
    .help = "A formal request goes by an instrument (an investigation order, a referral, ...)\n"
            "that says what it has to state and by when it is to be answered, in story time.\n"
            "template writes a file to fill in, draft keeps it, send sends it; a draft can be\n"
            "written again, and one that came back as incomplete sent again. The receiver\n"
            "acknowledges, then answers, refuses, or returns it. Limits are shown in exercise\n"
            "time and as the story's date.",
    .examples = "  convene request template mutual-legal-assistance > mla.yaml\n"
                "  vi mla.yaml && convene request send --file mla.yaml\n"
                "  convene request send police-information TO-POL \"Is he known?\" \\\n"
                "      --purpose identification --basis \"bilateral agreement\" --case W1\n"
                "  convene request answer 231604 \"Known since 2029.\" --set contact=\"J. Ode\"\n"
                "  convene request return 231604 --missing facts",
    .run = run};

const struct command waiting_command = {.name = "waiting",
    .operands = "",
    .summary = "what waits for you, oldest first, and what deals with it",
    .help = "One list for every role. Players: what is not read, requests and referrals to be\n"
            "answered with their limits, what came back, cases and interpreters that have come,\n"
            "questionnaires. Simulators: the SimCell's queue. Controllers: calls for welfare,\n"
            "always first; injects to release or to choose from, the queue, results to release.\n"
            "Each line ends with the command that deals with it; a limit that is near or over\n"
            "says so.",
    .examples = "  convene waiting\n  convene waiting --json",
    .run = run};

const struct command welfare_command = {.name = "welfare",
    .operands = conduct_welfare_usage,
    .summary = "calls for welfare: raise one, see how it stands, answer",
    .help = "raise pauses the exercise and tells the organisers and controllers who asked, and\n"
            "nobody else. status says how one's own call stands. A call is open until it is\n"
            "answered, whatever the clock does: list has those that are open, answer closes one;\n"
            "the text goes to the person who called, and to nobody else but organisers and\n"
            "controllers.",
    .examples = "  convene welfare raise\n  convene welfare list\n"
                "  convene welfare answer 214350 \"Clara is on her way to you.\"",
    .run = run};
