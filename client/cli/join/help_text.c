/*
 * The texts of the help, as data: topics with their verbs, and of each verb what it does and how it
 * is typed. Words in braces are filled in from the exercise that is running (help.c); the lines are
 * broken to the window's width when they are shown. Of whom a verb is, base/verbs.def says.
 */
#include "client/cli/join/help.h"

const struct help_topic help_topics[] = {
    {"reading", "What has come in",
        " inbox read threads waiting log / save clock briefing cards card ", NULL},
    {"talking", "Write and decide",
        " say correct answer decide announce as canned brief attach attached detach channel whom ",
        NULL},
    {"cases", "People in the case", " case share interpreter catalogue ", NULL},
    {"requests", "Formal requests", " request queue ", NULL},
    {"evaluation", "Questions, milestones, records", " questions milestone records ", NULL},
    {"time", "The clock", " start pause resume rate jump story end close ", NULL},
    {"injects", "The MSEL",
        " msel release hold skip restore reschedule shift retarget withdraw edit new add export ",
        NULL},
    {"people", "Who takes part", " roster invite invites rotate revoke remove ", NULL},
    {"stopping", "If you need to stop", " welfare answered ",
        "`pause for welfare` stops the clock and tells the controllers who asked; nobody asks why. "
        "You may write a few words behind it. If something real happens, write REAL WORLD and what "
        "it is: the clock stops, and the controllers read your words. Both work at any time, also "
        "where another answer is wanted. EXERCISE EXERCISE EXERCISE stands on everything that is "
        "only played."},
    {"here", "This window", " help quit ", NULL}, {.name = NULL}};

/* The rule of when.h. */
#define TIMES                                                                                      \
	"A time is T+1:30:00, 1:30 (hours and minutes) or 90m of the exercise, +10m from now, or " \
	"one "                                                                                     \
	"of the story: next morning 08:00, today 18:00, day 3 14:00, 2031-08-28 09:00, story "     \
	"18:00. "                                                                                  \
	"Hours and minutes that have passed, or lie beyond the planned end, are not guessed at: "  \
	"both "                                                                                    \
	"times are named, and how to say either."

const struct help_entry help_control[] = {
    {"welfare",
        "Stops the clock and tells the controllers and organisers, and nobody else. `pause for "
        "welfare` does it at once, without a question. A call is open until one of you answers "
        "it: `welfare list` has those that are, and so has `welfare` alone while there are any; "
        "`welfare answer` and the caller's number or name sends your words to the caller. Whether "
        "the clock runs on is another matter: `resume`.",
        "pause for welfare\nwelfare list\nwelfare answer {caller} Clara is on her way to you."},
    {.verb = NULL}};

const struct help_entry help_entries[] = {
    {"inbox", "Injects and threads, the oldest first; a star marks what you have not read.",
        "inbox\ninbox new"},
    {"read", "Shows an inject, or all of a thread, and marks it as read.",
        "read {inject}\nread {thread}"},
    {"threads", "All threads that your team is in.", "threads"},
    {"say",
        "Writes into a thread, or opens one with those whom you name: teams, entities (played by "
        "the SimCell), control. Several stand with blanks, commas or \"and\" between them; a colon "
        "ends them. `by CHANNEL` chooses the channel (email if you say nothing), \"SUBJECT\": a "
        "subject. Without a text you write several lines; a line with only a full stop ends them. "
        "What is attached goes along.",
        "say {thread} We are on our way.\nsay {team} Can we speak at noon?\n"
        "say {team} and {other} We meet at noon.\nsay {team} by phone \"The van\": It has left.\n"
        "say {entity} Is somebody there who can help?"},
    {"answer",
        "Answers an inject for your team; a questionnaire by its name. What is attached goes "
        "along.",
        "answer {inject} We call back with an interpreter.\nanswer {questionnaire}"},
    {"decide", "Records a decision of your team, with its reason, for the evaluation.",
        "decide We wait until the interpreter is there because nobody may be heard without one"},
    {"attach",
        "Uploads a file, which goes with your next message, answer or decision, and with no other. "
        "A message that you write meanwhile waits for it. The prompt shows what is attached.",
        "attach list.pdf\nattached\ndetach list.pdf"},
    {"attached", "What is attached, and what waits until a file is there.", "attached"},
    {"detach", "Takes off what is attached: one file by its name, or everything.",
        "detach\ndetach list.pdf"},
    {"channel",
        "The channel of the next thread that you open; `catalogue channels` lists them. A wrong "
        "one is "
        "noted, not blocked.",
        "channel phone\nchannel secure-police"},
    {"whom", "Teams and entities that you can write to, with their names.", "whom"},
    {"save", "Saves what is attached to an inject or in a thread, here; never over a file.",
        "save {inject}\nsave {thread}"},
    {"roster", "Who takes part, by team; who is connected. Teams without anybody stand there, too.",
        "roster"},
    {"welfare",
        "Stops the clock and tells the controllers and organisers, and nobody else. `pause for "
        "welfare` does it at once, without a question.",
        "welfare\npause for welfare\nwelfare status"},
    {"log",
        "Everything that has happened and that you may see, from the beginning; the end is shown "
        "first. Space and b turn pages, / and ? search, n and N go on, g and G go to the ends. "
        "With options, what is wanted of it: of a team, of a kind (message, inject, answer, "
        "decision, case, request, clock, ...), from a time on (-10m: ten minutes ago), with a "
        "word in it or in a text that it only names.",
        "log\nlog 50\nlog --team {team} --kind message\nlog --since -10m --find passport\nlog "
        "--since today 09:00"},
    {"/",
        "Goes to the last place where a word is, in the log or in an inject, a request or another "
        "text that it names; n and N find others.",
        "/passport"},
    {"clock", "Exercise time, state of the clock, and the story's date.", "clock"},
    {"briefing", "What to read first.", "briefing"},
    {"cards", "Who may do what in which country.", "cards\ncard {country}"},
    {"card", "One country's law and competences.", "card {country}"},
    {"case",
        "A case concerns one person, who goes by a pseudonym, and takes several tracks at once. "
        "CASE is "
        "its number or what the person is called. `help case move` and so on say more. Nothing is "
        "forbidden: where a rule would not be kept you are told and asked, and it is recorded.",
        "case list\ncase open W1 Seasonal worker, has no papers\ncase show {case}\n"
        "case move {case} {step}\ncase refer {case} {team}"},
    {"case show", "Everything that your team knows of a case, and which steps there are from here.",
        "case show {case}"},
    {"case open", "Opens a case under a pseudonym, with what is known in a few words.",
        "case open W1 Seasonal worker, has no papers\ncase open W2 --child"},
    {"case move",
        "Takes a step; `case show CASE` says which there are. Reasons stand behind it. What has to "
        "be so "
        "before is asked.",
        "case move {case} {step}\ncase move {case} {step} seen alone, with an interpreter"},
    {"case form", "Fills in a form, item by item.",
        "case form {case} {form}\ncase form {case} {form} show"},
    {"case field", "Notes what you have learnt of the person.",
        "case field {case} {field} what it is --source \"the person\""},
    {"case consent",
        "Records what the person agreed to: to whom (a team, an entity, a country, an agency), for "
        "which fields, what was explained and what they said. What you leave out is asked. "
        "Everything, now and later, has to be said: --everything.",
        "case consent {case} --to {team}\n"
        "case consent {case} --to {team} --field {field} --explained \"who learns it\" --said "
        "\"Yes\""},
    {"case share", "Lets another team see the case; which of its tracks, you are asked.",
        "case share {case} {team}"},
    {"case refer",
        "Asks another team to take care of the person; fields that go along need consent.",
        "case refer {case} {team}\ncase refer {case} {team} --field {field} --purpose \"shelter\""},
    {"case who-knows", "Who holds which field of the person, since when, from whom.",
        "case who-knows {case}\ncase who-knows {case} {field}"},
    {"share",
        "Passes fields on to one team or entity, as your team knows them; without a field, that "
        "there is "
        "a case. The person's consent is looked for.",
        "share {case} {team} {field} --purpose \"a visit\""},
    {"request",
        "Formal requests go by an instrument, which says what they have to state. `template` shows "
        "it, `send` sends one, `answer`, `refuse`, `return` and `ack` are the receiver's.",
        "request list\nrequest instruments\nrequest template {instrument}\n"
        "request send {instrument} {team} \"Is he known?\" --case {case}\nrequest show {request}\n"
        "request answer {request} \"Known since 2029.\""},
    {"correct",
        "Puts a message right: the last one that you wrote in a thread, or the one of that number. "
        "Everybody who got it gets the correction, and it is unread again; what it said at first "
        "can still be read.",
        "correct {thread} We meet at three, not at two."},
    {"interpreter", "Books an interpreter for a case, and releases one.",
        "interpreter\ninterpreter book {interpreter} {case}"},
    {"questions", "Questionnaires that are open; answers one, question by question.",
        "questions\nquestions {questionnaire}"},
    {"catalogue", "What the scenario declares: fields, forms, steps, instruments, channels.",
        "catalogue\ncatalogue instruments\ncatalogue {field}\ncatalogue {instrument}"},
    {"queue", "What waits in the SimCell for an answer; claim an item before you work on it.",
        "queue\nqueue show {item}\nqueue claim {item}"},
    {"as", "Writes in the name of an entity; alone, what waits for it and its brief.",
        "as {entity}\nas {entity} {thread} We have a bed.\nas {entity} {team} Somebody has come "
        "in."},
    {"brief", "An entity's brief and canned replies.", "brief {entity}"},
    {"canned", "Sends one of an entity's canned replies into a thread.",
        "canned {entity} {reply} {thread}"},
    {"milestone", "What the scenario waits for; reaches one by hand, or turns a switch.",
        "milestone\nmilestone show {milestone}\nmilestone set {milestone} agreed by telephone\n"
        "milestone switch {switch} on"},
    {"start", "STARTEX. Says first which teams have nobody, and asks.", "start\nstart 4"},
    {"pause", "Stops the clock; everybody reads the note.", "pause\npause Lunch until 13:30"},
    {"end", "ENDEX, which is final; asks first.", "end"},
    {"msel", "All injects by time; those that are due or held; the next few.",
        "msel\nmsel due\nmsel 5"},
    {"release", "Delivers an inject now.", "release {inject}"},
    {"hold", "Keeps an inject back until it is released.", "hold {inject}"},
    {"skip", "Leaves an inject out.", "skip {inject}"},
    {"jump",
        "Takes the clock forward to a time. What it passes over, and what becomes of that, is said "
        "first; then it asks (--yes on the line is an answer). " TIMES,
        "jump T+1:30:00\njump +10m On we go\njump next morning 08:00"},
    {"story",
        "Moves the story on while the clock stays as it is; limits of requests that this passes "
        "are said first. 18:00 is the story's next 18:00, and +10d ten days of the story.",
        "story 2031-08-28 09:00\nstory +10d Ten days later"},
    {"rate", "How fast exercise time passes; 1 is real time. Asks where that leaves no time.",
        "rate 4\nrate 0.5"},
    {"reschedule",
        "Gives an inject another time; what that changes is said first, and a time beyond the "
        "planned end is asked about. " TIMES,
        "reschedule {inject} +10m\nreschedule {inject} 1:30\nreschedule {inject} next morning "
        "08:00"},
    {"shift",
        "Moves all injects that are still to come by the same time, +20m later or -10m earlier; "
        "what is held stays, and questionnaires keep their times. Where some would be due before "
        "now, nothing is done, unless --due-now says that they go out at once.",
        "shift +20m\nshift -10m --due-now"},
    {"withdraw",
        "Takes back an inject that went out by mistake. It stays readable, marked as withdrawn and "
        "why; what was answered stays, and nobody has to answer it any more. What already "
        "followed from it is not undone.",
        "withdraw {inject} It was meant for another team."},
    {"restore", "Lets an inject that is held or skipped wait for its condition again.",
        "restore {inject}"},
    {"retarget", "Gives an inject other receivers.", "retarget {inject} {team} {other}"},
    {"edit",
        "Opens an inject in your editor ($VISUAL or $EDITOR), and sends what you have changed when "
        "you leave it. If another controller has changed it meanwhile, both changes are shown. "
        "With a file: what the file says.",
        "edit {inject}\nedit changed.yaml"},
    {"new", "Writes a new inject in your editor.", "new inject"},
    {"add",
        "Adds the inject in a YAML file, which says when it is due (planned_ms: +10m, or any other "
        "time) or what it waits for (when); `now` delivers it at once.",
        "add surprise.yaml\nadd surprise.yaml now"},
    {"export", "Writes an inject to a YAML file.", "export {inject}\nexport {inject} changed.yaml"},
    {"announce",
        "Says something to everybody, or with --only to the teams that you name; --in says it in "
        "another language, and who reads that one sees it so. What is urgent stands there in red "
        "and rings.",
        "announce Lunch until 13:30\nannounce --urgent --only {team} Come down, please.\n"
        "announce --in fr=\"D\u00e9jeuner jusqu'\u00e0 13h30\" Lunch until 13:30"},
    {"invite", "Makes a join link, shown once.",
        "invite player {team} Anna Ruiz\ninvite evaluator"},
    {"revoke", "Ends a join link; with `remove` also those who came with it.",
        "revoke {invite}\nrevoke {invite} remove"},
    {"rotate", "A new link in the place of one, which ends.", "rotate {invite}"},
    {"remove", "Ends somebody's access at once.", "remove {person}"},
    {"help", "What there is; with a verb or a topic, more of it.", "help say\nhelp cases"},
    {"quit", "Leaves; `convene join` brings you back to where you were.", "quit"}, {.verb = NULL}};
