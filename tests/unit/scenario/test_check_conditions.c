/* Conditions and patterns: a row each mistake. Lines count from the beginning of the row. */
#include "rows.h"

static const struct row rows[] = {
    {"a good one",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: [{inject: {id: W1, is: read, "
        "by: AL}}, {message: {from: [AL-NGO, clinic, control, VE], person: p1, inject: W2}}], any: "
        "[{request: {instrument: eio, from: AL, to: clinic, state: answered, completeness: "
        "complete}}, {case_state: {track: status, state: presumed, by: AL-NGO}}], none: "
        "[{decision: {by: VE-BG, inject: W2}, window: {of: {inject: W1}, within_ms: 5m}}]}}]\n",
        {}},
    {"nothing", "milestones: [{id: x, title: X, objectives: aid, when: {}}]\n",
        {"1:55: error: the condition has no pattern; it needs `all`, `any` or `none`"}},
    {"too many patterns",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: [{milestone: m}, {milestone: "
        "m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, {milestone: m}, "
        "{milestone: m}, {milestone: m}, {milestone: m}]}}]\n",
        {"1:55: error: the condition has 65 patterns; at most 64 are allowed"}},
    {"only endless none",
        "milestones: [{id: x, title: X, objectives: aid, when: {none: {milestone: m}}}]\n",
        {"1:62: error: none: only says what must not happen, without an end; give it a window with "
         "an end, or say in `all` or `any` what is waited for"}},
    {"none with an end",
        "milestones: [{id: x, title: X, objectives: aid, when: {none: {milestone: m, window: "
        "{before_ms: 50m}}}}]\n",
        {}},
    {"no what", "milestones: [{id: x, title: X, objectives: aid, when: {all: {times: 2}}}]\n",
        {"1:61: error: the pattern says nothing that happens; it needs time, inject, message, "
         "request, case_state, milestone, answer, disclosure, decision or switched_on"}},
    {"all and none",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: [{milestone: m}], none: "
        "[{milestone: m}]}}]\n",
        {"1:86: error: none: the same stands in `all`; the condition can never hold"}},
    {"window backwards",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{after_ms: 20m, before_ms: 10m}}}}]\n",
        {"1:111: error: before_ms: can never hold: the window ends before it begins"}},
    {"window after the end",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{after_ms: 1h}}}}]\n",
        {"1:95: error: after_ms: can never hold: the exercise ends before, at duration_ms"}},
    {"window over the end",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{before_ms: 2h}}}}]\n",
        {"1:96: warning: before_ms: lies beyond the end of the exercise, duration_ms"}},
    {"none over the end",
        "milestones: [{id: x, title: X, objectives: aid, when: {none: {milestone: m, window: "
        "{before_ms: 2h}}}}]\n",
        {"1:97: error: before_ms: lies beyond the end, duration_ms, so that the condition can "
         "never hold"}},
    {"within and ahead",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: {of: "
        "{inject: W1}, within_ms: 5m, ahead_ms: 5m}}}}]\n",
        {"1:128: error: ahead_ms: excludes within_ms, which is written too"}},
    {"within without of",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{within_ms: 5m}}}}]\n",
        {"1:96: error: within_ms: needs `of`, to count from"}},
    {"ahead without of",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{ahead_ms: 5m}}}}]\n",
        {"1:95: error: ahead_ms: needs `of`, to count from"}},
    {"of without what",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: {of: "
        "{}, within_ms: 5m}}}}]\n",
        {"1:89: error: a moment to count from needs an inject or a milestone"}},
    {"ahead of itself",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W1}, window: "
        "{of: {inject: W1}, ahead_ms: 5m}}}}]\n",
        {"1:117: error: ahead_ms: can never hold: nothing happens ahead of itself"}},
    {"empty window",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{}}}}]\n",
        {"1:84: warning: the window has neither beginning nor end"}},
    {"window before STARTEX",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, window: "
        "{after_ms: 'T-0:05:00'}}}}]\n",
        {"1:95: error: after_ms: is out of range"}},
    {"window over before the inject",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W2}, window: "
        "{before_ms: 5m}}}}]\n",
        {"1:100: warning: before_ms: is over when inject 'W2' is due"}},
    {"a milestone twice",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: m, times: 2}}}]\n",
        {"1:83: error: times: can never hold: it happens only once"}},
    {"a time twice",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {at_ms: 5m}, times: "
        "2}}}]\n",
        {"1:88: error: times: can never hold: it happens only once"}},
    {"time without a time",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {}}}}]\n",
        {"1:68: error: a time needs at_ms, or since and delay_ms"}},
    {"time at and since",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {at_ms: 5m, since: "
        "{inject: W1}}}}}]\n",
        {"1:76: error: at_ms: excludes `since`, which is written too"}},
    {"delay without since",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {delay_ms: 5m}}}}]\n",
        {"1:79: error: delay_ms: needs `since`, to count from"}},
    {"since nothing",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {since: {}, delay_ms: "
        "5m}}}}]\n",
        {"1:76: error: a moment to count from needs an inject or a milestone"}},
    {"time beyond the end",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {at_ms: 61m}}}}]\n",
        {"1:76: error: at_ms: lies beyond the end of the exercise, duration_ms"}},
    {"delay beyond the end",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {since: {inject: W1}, "
        "delay_ms: 61m}}}}]\n",
        {"1:100: error: delay_ms: is longer than the whole exercise, duration_ms"}},
    {"time out of its window",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {time: {at_ms: 30m}, window: "
        "{before_ms: 20m}}}}]\n",
        {"1:76: error: at_ms: can never hold: it is outside the window"}},
    {"inject: none",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {is: read}}}}]\n",
        {"1:70: error: id: is missing: the inject's id"}},
    {"inject: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W11}}}}]\n",
        {"1:75: error: id: there is no inject 'W11'; did you mean 'W1'?"}},
    {"inject: another kind",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: clinic}}}}]\n",
        {"1:75: error: id: there is no inject 'clinic'; that is an entity"}},
    {"inject: team unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W1, by: "
        "AL-NG0}}}}]\n",
        {"1:83: error: by: there is no team or country 'AL-NG0'; did you mean 'AL-NGO'?"}},
    {"inject: not theirs",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W1, is: read, "
        "by: [VE, AL]}}}}]\n",
        {"1:94: error: by: can never hold: inject 'W1' does not go to 'VE'"}},
    {"inject: delivered by",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: W1, is: "
        "delivered, by: AL}}}}]\n",
        {"1:98: warning: by: is for those who read or answered it, not for those who got it"}},
    {"message: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {message: {from: clinc, to: "
        "XX, person: p2, inject: nothing}}}}]\n",
        {"1:78: error: from: there is no team, country, entity or control 'clinc'; did you mean "
         "'clinic'?",
            "1:89: error: to: there is no team, country, entity or control 'XX'",
            "1:101: error: person: there is no person 'p2'; did you mean 'p1'?",
            "1:113: error: inject: there is no inject 'nothing'"}},
    {"request: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {request: {instrument: eiro, "
        "from: clinic, to: control, person: q}}}}]\n",
        {"1:84: error: instrument: there is no instrument 'eiro'; did you mean 'eio'?",
            "1:96: error: from: there is no team or country 'clinic'; that is an entity",
            "1:108: error: to: there is no team, country or entity 'control'",
            "1:125: error: person: there is no person 'q'; that is a questionnaire"}},
    {"request: state and overdue",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {request: {state: sent, "
        "overdue: true}}}}]\n",
        {"1:94: error: overdue: excludes state, which is written too"}},
    {"request: no limit",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {request: {instrument: x, "
        "overdue: true}}}}]\n"
        "instruments: [{id: x, title: X, urgencies: {id: a, title: A, acknowledge_story_ms: "
        "2h}}]\n",
        {"1:96: error: overdue: can never hold: instrument 'x' has no limit for the answer"}},
    {"request: late limit",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {request: {instrument: x, "
        "overdue: true}}}}]\n"
        "instruments: [{id: x, title: X, urgencies: {id: a, title: A, answer_story_ms: 25h}}]\n",
        {"1:96: warning: overdue: falls due only after the planned end, unless the story jumps",
            "2:79: warning: answer_story_ms: falls due only after the planned end of the "
            "exercise"}},
    {"case: nothing",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {case_state: {person: "
        "p1}}}}]\n",
        {"1:74: error: a case needs one of these: track and state, a flag, a form"}},
    {"case: flag and state",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {case_state: {track: status, "
        "state: closed, flag: BAD}}}}]\n",
        {"1:74: error: a case needs one of these: track and state, a flag, a form"}},
    {"case: state without track",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {case_state: {state: "
        "closed}}}}]\n",
        {"1:82: error: state: needs the track that it is of"}},
    {"case: track without state",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {case_state: {track: "
        "status}}}}]\n",
        {"1:82: error: track: needs a state of it"}},
    {"case: state unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {case_state: {track: status, "
        "state: presumd}}}}]\n",
        {"1:97: error: state: track 'status' has no state 'presumd'; did you mean 'presumed'?"}},
    {"case: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {any: [{case_state: {track: x1, "
        "state: a}}, {case_state: {flag: BED}}, {case_state: {form: screen, by: p1, person: "
        "m}}]}}]\n",
        {"1:83: error: track: there is no track 'x1'",
            "1:119: error: flag: there is no flag 'BED'; did you mean 'BAD'?",
            "1:146: error: form: there is no form 'screen'; did you mean 'screening'?",
            "1:158: error: by: there is no team or country 'p1'; that is a person",
            "1:170: error: person: there is no person 'm'; that is a milestone"}},
    {"milestone unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: mm}}}]\n",
        {"1:73: error: milestone: there is no milestone 'mm'; did you mean 'm'?"}},
    {"switch unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {switched_on: m}}}]\n",
        {"1:75: error: switched_on: there is no switch 'm'; that is a milestone"}},
    {"answer: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {any: [{answer: {questionnaire: "
        "p}}, {answer: {questionnaire: q, question: tow}}, {answer: {questionnaire: q}}, {answer: "
        "{questionnaire: q, question: one, choices: [a, c]}}]}}]\n",
        {"1:87: error: questionnaire: there is no questionnaire 'p'; did you mean 'q'?",
            "1:130: error: question: questionnaire 'q' has no question 'tow'; did you mean 'how'?",
            "1:146: error: question: is missing",
            "1:223: error: choices: question 'one' has no choice 'c'; did you mean 'a'?"}},
    {"answer: not theirs",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {answer: {questionnaire: q, "
        "question: one, by: [AL, VE-BG]}}}}]\n",
        {"1:113: error: by: can never hold: questionnaire 'q' does not go to 'VE-BG'"}},
    {"answer: scale",
        "milestones: [{id: x, title: X, objectives: aid, when: {any: [{answer: {questionnaire: q, "
        "question: one, least: 1}}, {answer: {questionnaire: q, question: how, least: 4, most: "
        "2}}, {answer: {questionnaire: q, question: how, least: 6, most: 9}}]}}]\n",
        {"1:112: error: least: and most are for a scale, which question 'one' is not",
            "1:167: error: least: can never hold: it is more than most",
            "1:231: error: least: can never hold: the scale goes from 1 to 5"}},
    {"disclosure: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {disclosure: {from: clinic, "
        "to: control, person: p, fields: [name, nam]}}}}]\n",
        {"1:81: error: from: there is no team or country 'clinic'; that is an entity",
            "1:93: error: to: there is no team, country or entity 'control'",
            "1:110: error: person: there is no person 'p'; did you mean 'p1'?",
            "1:128: error: fields: there is no field 'nam'; did you mean 'name'?"}},
    {"disclosure: both",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {disclosure: {with_consent: "
        "true, without_consent: true}}}}]\n",
        {"1:112: error: without_consent: can never hold: with_consent is written too"}},
    {"decision: unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {decision: {by: clinic, "
        "inject: W3}}}}]\n",
        {"1:77: error: by: there is no team or country 'clinic'; that is an entity",
            "1:93: error: inject: there is no inject 'W3'; did you mean 'W1'?"}},
    {"names stand twice",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {message: {from: [AL, "
        "AL]}}}}]\n",
        {"1:83: error: from: 'AL' stands twice"}},
    {"anchors unknown",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: [{milestone: m, window: {of: "
        "{inject: m}}}, {time: {since: {milestone: W1}, delay_ms: 5m}}]}}]\n",
        {"1:99: error: inject: there is no inject 'm'; that is a milestone",
            "1:132: error: milestone: there is no milestone 'W1'; that is an inject"}},
    {"circle of one",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: x}}}]\n",
        {"1:55: error: when: goes round in a circle: milestone 'x' waits for milestone 'x'"}},
    {"circle through an inject",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {inject: {id: X}}}}]\n"
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, when: {all: {milestone: x}}}\n",
        {"1:55: error: when: goes round in a circle: milestone 'x' waits for inject 'X' waits for "
         "milestone 'x'"}},
    {"circle through an anchor",
        "milestones: [{id: x, title: X, objectives: aid, when: {none: {message: {from: AL}, "
        "window: {of: {inject: X}, within_ms: 5m}}}}]\n"
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, when: {all: {time: {since: "
        "{milestone: x}, delay_ms: 5m}}}}\n",
        {"1:55: error: when: goes round in a circle: milestone 'x' waits for inject 'X' waits for "
         "milestone 'x'"}},
    {"circle with a way out",
        "milestones: [{id: x, title: X, objectives: aid, when: {any: [{milestone: x}, {milestone: "
        "m}]}}]\n",
        {}},
    {"circle told once",
        "milestones:\n"
        "- {id: x, title: X, when: {all: {milestone: y}}}\n"
        "- {id: y, title: Y, when: {all: {milestone: z}}}\n"
        "- {id: z, title: Z, when: {any: [{milestone: y}]}}\n",
        {"2:3: warning: nothing waits for milestone 'x', and it serves no objective",
            "3:27: error: when: goes round in a circle: milestone 'y' waits for milestone 'z' "
            "waits for milestone 'y'"}},
    {"circle that a canned reply breaks",
        "milestones: [{id: x, title: X, objectives: aid, when: {all: {milestone: x}}}]\n"
        "entities: [{id: e, name: E, canned_replies: {id: r, label: l, body: b, sets_milestones: "
        "x}}]\n",
        {}},
    {"canned reply: unknown",
        "entities: [{id: e, name: E, country: XX, canned_replies: {id: r, label: l, body: b, "
        "sets_milestones: n, releases_injects: [W1, W9]}}]\n",
        {"1:38: error: country: there is no country 'XX'",
            "1:102: error: sets_milestones: there is no milestone 'n'; did you mean 'm'?",
            "1:128: error: releases_injects: there is no inject 'W9'; did you mean 'W1'?"}},
    {"milestone of no use", "milestones: [{id: x, title: X}]\n",
        {"1:14: warning: nothing waits for milestone 'x', and it serves no objective"}},
    {"switch and group of no use",
        "switches: [{id: x, title: X}]\n"
        "alternatives: [{id: y}]\n",
        {"1:12: warning: nothing waits for switch 'x'",
            "2:16: warning: no inject is of the group 'y'"}},
    {"milestone without words", "milestones: [{id: X, objectives: [aid, ade]}]\n",
        {"1:14: error: title: is missing",
            "1:19: error: id: 'X' is not an id: lower-case letters, digits and hyphens, as in "
            "'long-harvest'",
            "1:40: error: objectives: there is no objective 'ade'"}},
    {"inject: group unknown",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, group: x, planned_ms: 20m}\n",
        {"2:63: error: group: there is no group of alternatives 'x'"}},
    /* nothing written is not STARTEX */
    {"inject: no time", "injects:\n- {id: X, to: VE-BG, channel: live, title: t, body: b}\n",
        {"2:3: error: planned_ms: is missing: when it is due, as in \"T+0:45:00\" "
         "(\"T+0:00:00\" for STARTEX); or give planned_story, or `when`"}},
    {"inject: no time, released by hand",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, mode: on_release, planned_ms: }\n",
        {"2:3: error: planned_ms: is missing"}},
    {"inject: at STARTEX, at a time of the story, on a condition",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, planned_ms: 0}\n"
        "- {id: Y, to: VE-BG, channel: live, title: t, body: b, planned_story: day 1 08:00}\n"
        "- {id: Z, to: VE-BG, channel: live, title: t, body: b, when: {all: {milestone: m}}}\n",
        {NULL}},
    {"inject: a time of the story that says nothing",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, planned_story: ''}\n",
        {"2:71: error: planned_story: '' is no time of the story"}},
    {"zero is not left out",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, planned_ms: T+0:00:00, "
        "expected_actions: {by: VE-BG, what: w, within_ms: 0}}\n"
        "- {id: Y, to: VE-BG, channel: live, title: t, body: b, delay_ms: 0, "
        "when: {all: {milestone: m, window: {after_ms: 1m, before_ms: 0s}}}}\n"
        "questionnaires:\n"
        "- {id: o, title: O, open_ms: T+0:00:00, questions: {id: a, text: A, kind: text}}\n",
        {"2:129: error: within_ms: 0 is as if it were left out; leave it out, or write a time",
            "3:130: error: before_ms: 0 is as if it were left out",
            "5:30: error: open_ms: 0 is as if it were left out"}},
    {"inject: delay without when",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, delay_ms: 5m, planned_ms: 20m}\n",
        {"2:66: error: delay_ms: counts from when `when` holds, which is missing"}},
    {"inject: delay below 0",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, delay_ms: 'T-0:05:00', when: {all: "
        "{milestone: m}}}\n",
        {"2:66: error: delay_ms: is out of range"}},
    {"inject: condition of nothing",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, when: {}}\n",
        {"2:62: error: the condition has no pattern; it needs `all`, `any` or `none`"}},
    {"inject: order",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, planned_ms: 20m}\n"
        "- {id: Y, to: VE-BG, channel: live, title: t, body: b, when: {all: {milestone: m}}}\n"
        "- {id: Z, to: VE-BG, channel: live, title: t, body: b, planned_ms: 30m}\n",
        {}},
    {"inject: too late to act",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, planned_ms: 50m, expected_actions: "
        "{by: VE-BG, what: w, within_ms: 20m}}\n",
        {"2:123: warning: within_ms: ends only after the planned end of the exercise"}},
    {"inject: what is expected",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, expected_actions: {by: VE-BG, "
        "what: w, does: {}, mistake: {message: {from: XX}, window: {within_ms: 5m}}}, planned_ms: "
        "20m}\n",
        {"2:101: error: the pattern says nothing that happens; it needs time, inject, message, "
         "request, case_state, milestone, answer, disclosure, decision or switched_on",
            "2:131: error: from: there is no team, country, entity or control 'XX'",
            "2:156: error: within_ms: needs `of`, to count from"}},
    {"inject: time as an act",
        "injects:\n"
        "- {id: X, to: VE-BG, channel: live, title: t, body: b, expected_actions: {by: VE-BG, "
        "what: w, does: {time: {at_ms: 5m}}}, planned_ms: 20m}\n",
        {"2:108: error: time: is nothing that a team does"}},
};

int main(void)
{
	return rows_run("scenario conditions and patterns", rows, sizeof(rows) / sizeof(rows[0]));
}
