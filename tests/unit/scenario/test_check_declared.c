/* What a scenario declares: a row each mistake. Lines count from the beginning of the row. */
#include "rows.h"

static const struct row rows[] = {
    {"id twice", "flags: [{id: BAD, title: B}]\n",
        {"1:14: error: id: there is another flag 'BAD'"}},
    {"ids twice",
        "entities: [{id: x, name: X}, {id: x, name: X}]\n"
        "objectives: [{id: aid, pillar: protect, title: A}]\n"
        "tracks: [{id: status, title: T, states: {id: a, title: A}}]\n"
        "forms: [{id: screening, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}]\n"
        "interpreters: [{id: sadova, name: S, languages: fr}]\n"
        "questionnaires: [{id: q, title: Q, questions: {id: y, text: T, kind: text}}]\n",
        {"1:35: error: id: there is another entity 'x'",
            "2:19: error: id: there is another objective 'aid'",
            "3:15: error: id: there is another track 'status'",
            "4:14: error: id: there is another form 'screening'",
            "5:21: error: id: there is another interpreter 'sadova'",
            "6:23: error: id: there is another questionnaire 'q'"}},
    {"overdue before it is due", "overdue: {action: stagger, stagger_ms: 'T-0:00:05'}\n",
        {"1:40: error: stagger_ms: is out of range"}},
    {"id of two parties",
        "entities: [{id: al, name: E}]\n"
        "teams: [{id: al, name: N, country: AL, agency: ngo, briefing: b}, {id: control, name: N, "
        "country: AL, agency: ngo, briefing: b}]\n",
        {"1:17: error: id: 'al' is a team too", "2:9: warning: team 'al' never gets an inject",
            "2:67: warning: team 'control' never gets an inject",
            "2:72: error: id: 'control' means the controllers; choose another id"}},
    {"flag in small letters", "flags: [{id: bad, title: B}, {id: WORSE}]\n",
        {"1:14: error: id: 'bad' is not an id: capital letters, digits and low lines, as in "
         "'NO_CONSENT'",
            "1:30: error: title: is missing"}},
    {"engine flags", "engine_flags: {no_consent: BED, wrong_channel: BAD}\n",
        {"1:28: error: no_consent: there is no flag 'BED'; did you mean 'BAD'?"}},
    {"not translated",
        "languages: fr\n"
        "flags: [{id: X, title: B}]\n"
        "fields: [{id: x, title: T}]\n",
        {"scenario.yaml:4:8: error: title: is not translated into fr",
            "scenario.yaml:5:15: error: content_note: is not translated into fr",
            "scenario.yaml:9:18: error: name: is not translated into fr",
            "scenario.yaml:10:18: error: name: is not translated into fr",
            "scenario.yaml:12:22: error: name: is not translated into fr",
            "scenario.yaml:12:61: error: briefing: is not translated into fr",
            "scenario.yaml:13:22: error: name: is not translated into fr",
            "scenario.yaml:13:64: error: briefing: is not translated into fr",
            "scenario.yaml:14:21: error: name: is not translated into fr",
            "scenario.yaml:14:69: error: briefing: is not translated into fr",
            "scenario.yaml:15:31: error: name: is not translated into fr",
            "scenario.yaml:15:74: error: body: is not translated into fr",
            "scenario.yaml:18:47: error: title: is not translated into fr",
            "scenario.yaml:18:56: error: body: is not translated into fr",
            "scenario.yaml:19:73: error: title: is not translated into fr",
            "scenario.yaml:19:82: error: body: is not translated into fr",
            "scenario.yaml:23:10: error: title: is not translated into fr",
            "scenario.yaml:24:30: error: title: is not translated into fr",
            "scenario.yaml:24:56: error: title: is not translated into fr",
            "scenario.yaml:24:80: error: title: is not translated into fr",
            "scenario.yaml:26:26: error: title: is not translated into fr",
            "scenario.yaml:27:24: error: title: is not translated into fr",
            "scenario.yaml:28:28: error: title: is not translated into fr",
            "scenario.yaml:29:32: error: title: is not translated into fr",
            "scenario.yaml:29:58: error: title: is not translated into fr",
            "scenario.yaml:29:82: error: text: is not translated into fr",
            "scenario.yaml:30:32: error: title: is not translated into fr",
            "scenario.yaml:30:65: error: title: is not translated into fr",
            "scenario.yaml:32:35: error: name: is not translated into fr",
            "scenario.yaml:37:10: error: title: is not translated into fr",
            "scenario.yaml:40:21: error: text: is not translated into fr",
            "scenario.yaml:40:62: error: text: is not translated into fr",
            "scenario.yaml:40:80: error: text: is not translated into fr",
            "scenario.yaml:41:21: error: text: is not translated into fr",
            "3:25: error: title: is not translated into fr"}},
    {"track without states", "tracks: [{id: t, title: T}]\n",
        {"1:10: error: states: are missing; a case begins in the first of them"}},
    {"track without titles", "tracks: [{id: t, states: [a, b], transitions: {id: on, to: b}}]\n",
        {"1:10: warning: title: is missing; players will see the id",
            "1:27: warning: title: is missing; players will see the id",
            "1:30: warning: title: is missing; players will see the id",
            "1:47: warning: title: is missing; players will see the id"}},
    {"too many states",
        "tracks: [{id: t, title: T, states: [{id: s0, title: S}, {id: s1, title: S}, {id: s2, "
        "title: S}, {id: s3, title: S}, {id: s4, title: S}, {id: s5, title: S}, {id: s6, title: "
        "S}, {id: s7, title: S}, {id: s8, title: S}, {id: s9, title: S}, {id: s10, title: S}, {id: "
        "s11, title: S}, {id: s12, title: S}, {id: s13, title: S}, {id: s14, title: S}, {id: s15, "
        "title: S}, {id: s16, title: S}, {id: s17, title: S}, {id: s18, title: S}, {id: s19, "
        "title: S}, {id: s20, title: S}, {id: s21, title: S}, {id: s22, title: S}, {id: s23, "
        "title: S}, {id: s24, title: S}, {id: s25, title: S}, {id: s26, title: S}, {id: s27, "
        "title: S}, {id: s28, title: S}, {id: s29, title: S}, {id: s30, title: S}, {id: s31, "
        "title: S}, {id: s32, title: S}]}]\n",
        {"1:699: error: states: at most 32 are allowed; there are 33"}},
    {"too many guards",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g0, title: G, flag: BAD, reason: true}, {id: g1, "
        "title: G, flag: BAD, reason: true}, {id: g2, title: G, flag: BAD, reason: true}, {id: g3, "
        "title: G, flag: BAD, reason: true}, {id: g4, title: G, flag: BAD, reason: true}, {id: g5, "
        "title: G, flag: BAD, reason: true}, {id: g6, title: G, flag: BAD, reason: true}, {id: g7, "
        "title: G, flag: BAD, reason: true}, {id: g8, title: G, flag: BAD, reason: true}, {id: g9, "
        "title: G, flag: BAD, reason: true}, {id: g10, title: G, flag: BAD, reason: true}, {id: "
        "g11, title: G, flag: BAD, reason: true}, {id: g12, title: G, flag: BAD, reason: true}, "
        "{id: g13, title: G, flag: BAD, reason: true}, {id: g14, title: G, flag: BAD, reason: "
        "true}, {id: g15, title: G, flag: BAD, reason: true}, {id: g16, title: G, flag: BAD, "
        "reason: true}, {id: g17, title: G, flag: BAD, reason: true}, {id: g18, title: G, flag: "
        "BAD, reason: true}, {id: g19, title: G, flag: BAD, reason: true}, {id: g20, title: G, "
        "flag: BAD, reason: true}, {id: g21, title: G, flag: BAD, reason: true}, {id: g22, title: "
        "G, flag: BAD, reason: true}, {id: g23, title: G, flag: BAD, reason: true}, {id: g24, "
        "title: G, flag: BAD, reason: true}, {id: g25, title: G, flag: BAD, reason: true}, {id: "
        "g26, title: G, flag: BAD, reason: true}, {id: g27, title: G, flag: BAD, reason: true}, "
        "{id: g28, title: G, flag: BAD, reason: true}, {id: g29, title: G, flag: BAD, reason: "
        "true}, {id: g30, title: G, flag: BAD, reason: true}, {id: g31, title: G, flag: BAD, "
        "reason: true}, {id: g32, title: G, flag: BAD, reason: true}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:1499: error: guards: at most 32 are allowed; there are 33"}},
    {"too many forms",
        "forms: [{id: f0, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f1, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f2, title: F, groups: "
        "{id: g, title: G, items: {id: i, text: T}}}, {id: f3, title: F, groups: {id: g, title: G, "
        "items: {id: i, text: T}}}, {id: f4, title: F, groups: {id: g, title: G, items: {id: i, "
        "text: T}}}, {id: f5, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: "
        "f6, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f7, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f8, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f9, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f10, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f11, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f12, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f13, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f14, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f15, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f16, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f17, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f18, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f19, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f20, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f21, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f22, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f23, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f24, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f25, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f26, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f27, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f28, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f29, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f30, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f31, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f32, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f33, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f34, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f35, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f36, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f37, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f38, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f39, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f40, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f41, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f42, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f43, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f44, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f45, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f46, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f47, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f48, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f49, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f50, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f51, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f52, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f53, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f54, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f55, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f56, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f57, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}, {id: f58, title: F, groups: {id: g, title: G, items: {id: i, text: "
        "T}}}, {id: f59, title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f60, "
        "title: F, groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f61, title: F, "
        "groups: {id: g, title: G, items: {id: i, text: T}}}, {id: f62, title: F, groups: {id: g, "
        "title: G, items: {id: i, text: T}}}, {id: f63, title: F, groups: {id: g, title: G, items: "
        "{id: i, text: T}}}]\n",
        {"1:4598: error: forms: at most 64 are allowed; there are 65"}},
    {"too many items",
        "forms: [{id: f, title: F, groups: {id: g, title: G, items: [{id: i0, text: T}, {id: i1, "
        "text: T}, {id: i2, text: T}, {id: i3, text: T}, {id: i4, text: T}, {id: i5, text: T}, "
        "{id: i6, text: T}, {id: i7, text: T}, {id: i8, text: T}, {id: i9, text: T}, {id: i10, "
        "text: T}, {id: i11, text: T}, {id: i12, text: T}, {id: i13, text: T}, {id: i14, text: T}, "
        "{id: i15, text: T}, {id: i16, text: T}, {id: i17, text: T}, {id: i18, text: T}, {id: i19, "
        "text: T}, {id: i20, text: T}, {id: i21, text: T}, {id: i22, text: T}, {id: i23, text: T}, "
        "{id: i24, text: T}, {id: i25, text: T}, {id: i26, text: T}, {id: i27, text: T}, {id: i28, "
        "text: T}, {id: i29, text: T}, {id: i30, text: T}, {id: i31, text: T}, {id: i32, text: T}, "
        "{id: i33, text: T}, {id: i34, text: T}, {id: i35, text: T}, {id: i36, text: T}, {id: i37, "
        "text: T}, {id: i38, text: T}, {id: i39, text: T}, {id: i40, text: T}, {id: i41, text: T}, "
        "{id: i42, text: T}, {id: i43, text: T}, {id: i44, text: T}, {id: i45, text: T}, {id: i46, "
        "text: T}, {id: i47, text: T}, {id: i48, text: T}, {id: i49, text: T}, {id: i50, text: T}, "
        "{id: i51, text: T}, {id: i52, text: T}, {id: i53, text: T}, {id: i54, text: T}, {id: i55, "
        "text: T}, {id: i56, text: T}, {id: i57, text: T}, {id: i58, text: T}, {id: i59, text: T}, "
        "{id: i60, text: T}, {id: i61, text: T}, {id: i62, text: T}, {id: i63, text: T}, {id: i64, "
        "text: T}, {id: i65, text: T}, {id: i66, text: T}, {id: i67, text: T}, {id: i68, text: T}, "
        "{id: i69, text: T}, {id: i70, text: T}, {id: i71, text: T}, {id: i72, text: T}, {id: i73, "
        "text: T}, {id: i74, text: T}, {id: i75, text: T}, {id: i76, text: T}, {id: i77, text: T}, "
        "{id: i78, text: T}, {id: i79, text: T}, {id: i80, text: T}, {id: i81, text: T}, {id: i82, "
        "text: T}, {id: i83, text: T}, {id: i84, text: T}, {id: i85, text: T}, {id: i86, text: T}, "
        "{id: i87, text: T}, {id: i88, text: T}, {id: i89, text: T}, {id: i90, text: T}, {id: i91, "
        "text: T}, {id: i92, text: T}, {id: i93, text: T}, {id: i94, text: T}, {id: i95, text: T}, "
        "{id: i96, text: T}, {id: i97, text: T}, {id: i98, text: T}, {id: i99, text: T}, {id: "
        "i100, text: T}, {id: i101, text: T}, {id: i102, text: T}, {id: i103, text: T}, {id: i104, "
        "text: T}, {id: i105, text: T}, {id: i106, text: T}, {id: i107, text: T}, {id: i108, text: "
        "T}, {id: i109, text: T}, {id: i110, text: T}, {id: i111, text: T}, {id: i112, text: T}, "
        "{id: i113, text: T}, {id: i114, text: T}, {id: i115, text: T}, {id: i116, text: T}, {id: "
        "i117, text: T}, {id: i118, text: T}, {id: i119, text: T}, {id: i120, text: T}, {id: i121, "
        "text: T}, {id: i122, text: T}, {id: i123, text: T}, {id: i124, text: T}, {id: i125, text: "
        "T}, {id: i126, text: T}, {id: i127, text: T}, {id: i128, text: T}, {id: i129, text: T}, "
        "{id: i130, text: T}, {id: i131, text: T}, {id: i132, text: T}, {id: i133, text: T}, {id: "
        "i134, text: T}, {id: i135, text: T}, {id: i136, text: T}, {id: i137, text: T}, {id: i138, "
        "text: T}, {id: i139, text: T}, {id: i140, text: T}, {id: i141, text: T}, {id: i142, text: "
        "T}, {id: i143, text: T}, {id: i144, text: T}, {id: i145, text: T}, {id: i146, text: T}, "
        "{id: i147, text: T}, {id: i148, text: T}, {id: i149, text: T}, {id: i150, text: T}, {id: "
        "i151, text: T}, {id: i152, text: T}, {id: i153, text: T}, {id: i154, text: T}, {id: i155, "
        "text: T}, {id: i156, text: T}, {id: i157, text: T}, {id: i158, text: T}, {id: i159, text: "
        "T}, {id: i160, text: T}, {id: i161, text: T}, {id: i162, text: T}, {id: i163, text: T}, "
        "{id: i164, text: T}, {id: i165, text: T}, {id: i166, text: T}, {id: i167, text: T}, {id: "
        "i168, text: T}, {id: i169, text: T}, {id: i170, text: T}, {id: i171, text: T}, {id: i172, "
        "text: T}, {id: i173, text: T}, {id: i174, text: T}, {id: i175, text: T}, {id: i176, text: "
        "T}, {id: i177, text: T}, {id: i178, text: T}, {id: i179, text: T}, {id: i180, text: T}, "
        "{id: i181, text: T}, {id: i182, text: T}, {id: i183, text: T}, {id: i184, text: T}, {id: "
        "i185, text: T}, {id: i186, text: T}, {id: i187, text: T}, {id: i188, text: T}, {id: i189, "
        "text: T}, {id: i190, text: T}, {id: i191, text: T}, {id: i192, text: T}, {id: i193, text: "
        "T}, {id: i194, text: T}, {id: i195, text: T}, {id: i196, text: T}, {id: i197, text: T}, "
        "{id: i198, text: T}, {id: i199, text: T}, {id: i200, text: T}, {id: i201, text: T}, {id: "
        "i202, text: T}, {id: i203, text: T}, {id: i204, text: T}, {id: i205, text: T}, {id: i206, "
        "text: T}, {id: i207, text: T}, {id: i208, text: T}, {id: i209, text: T}, {id: i210, text: "
        "T}, {id: i211, text: T}, {id: i212, text: T}, {id: i213, text: T}, {id: i214, text: T}, "
        "{id: i215, text: T}, {id: i216, text: T}, {id: i217, text: T}, {id: i218, text: T}, {id: "
        "i219, text: T}, {id: i220, text: T}, {id: i221, text: T}, {id: i222, text: T}, {id: i223, "
        "text: T}, {id: i224, text: T}, {id: i225, text: T}, {id: i226, text: T}, {id: i227, text: "
        "T}, {id: i228, text: T}, {id: i229, text: T}, {id: i230, text: T}, {id: i231, text: T}, "
        "{id: i232, text: T}, {id: i233, text: T}, {id: i234, text: T}, {id: i235, text: T}, {id: "
        "i236, text: T}, {id: i237, text: T}, {id: i238, text: T}, {id: i239, text: T}, {id: i240, "
        "text: T}, {id: i241, text: T}, {id: i242, text: T}, {id: i243, text: T}, {id: i244, text: "
        "T}, {id: i245, text: T}, {id: i246, text: T}, {id: i247, text: T}, {id: i248, text: T}, "
        "{id: i249, text: T}, {id: i250, text: T}, {id: i251, text: T}, {id: i252, text: T}, {id: "
        "i253, text: T}, {id: i254, text: T}, {id: i255, text: T}, {id: i256, text: T}]}}]\n",
        {"1:9: error: groups: at most 256 are allowed; there are 257"}},
    {"state and transition twice",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: a, title: A}], transitions: "
        "[{id: on, title: O, to: a}, {id: on, title: O, to: a}]}]\n",
        {"1:56: warning: no transition leads to state 'a' from the first state, 'a'",
            "1:61: error: id: there is another state 'a'",
            "1:122: error: id: there is another transition 'on'"}},
    {"states unknown",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: [a, bb], to: d},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:29: error: from: track 't' has no state 'bb'; did you mean 'b'?",
            "2:38: error: to: track 't' has no state 'd'; did you mean 'a'?"}},
    {"state out of reach",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: {id: on, title: O, from: c, to: b}}]\n",
        {"1:56: warning: no transition leads to state 'b' from the first state, 'a'",
            "1:75: warning: no transition leads to state 'c' from the first state, 'a'"}},
    {"no flag for others",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, agencies: ngo},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:1: warning: not_competent: is missing; whoever else takes the step will not be "
         "flagged"}},
    {"flag for no others",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, not_competent: BAD},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:34: warning: not_competent: has no effect without agencies or a competence"}},
    {"transition: flags unknown",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, agencies: ngo, not_competent: BED, raises: [BAD, WORSE]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:49: error: not_competent: there is no flag 'BED'; did you mean 'BAD'?",
            "2:68: error: raises: there is no flag 'WORSE'"}},
    {"guards without mistake",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: a, title: A, flag: BAD, confirmed: true}, {id: "
        "b, title: B, flag: BAD, state: {track: status, reached: presumed}}, {id: c, title: C, "
        "flag: BAD, state: {track: t, reached: a, at_least_ms: 2d}}, {id: d, title: D, flag: BAD, "
        "form: screening}, {id: e, title: E, flag: BAD, at_most: 1}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {}},
    {"guard without rule",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:37: error: a guard needs one of these: confirmed, state, reason, form, consent, "
         "interpreter, at_most"}},
    {"guard without flag or title",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, consent: true}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:37: error: title: is missing",
            "2:37: warning: flag: is missing; whoever breaks the guard will not be flagged"}},
    {"guard: child and adult",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, reason: true, "
        "child_only: true, adult_only: true}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:110: error: adult_only: excludes child_only, which is written too"}},
    {"guard that is false",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, interpreter: false}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:37: error: a guard's rule is true, or left out"}},
    {"guard: unknown",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BED, form: screen}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:61: error: flag: there is no flag 'BED'; did you mean 'BAD'?",
            "2:72: error: form: there is no form 'screen'; did you mean 'screening'?"}},
    {"guard twice",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, reason: true}, {id: g, "
        "title: G, flag: BAD, consent: true}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:86: error: id: there is another guard 'g'"}},
    {"rule without states",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: "
        "status}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:73: error: a rule needs states in `reached` or `absent`"}},
    {"rule without track",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {reached: a}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:73: error: track: is missing: the track's id"}},
    {"rule: unknown",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: status, "
        "reached: presume, absent: clsed}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:98: error: reached: track 'status' has no state 'presume'; did you mean 'presumed'?",
            "2:115: error: absent: track 'status' has no state 'clsed'; did you mean 'closed'?"}},
    {"rule: times",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: status, "
        "absent: closed, at_most_ms: 2d}}, {id: h, title: H, flag: BAD, state: {track: status, "
        "reached: closed, at_least_ms: 3d, at_most_ms: 2d}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:117: error: at_most_ms: counts from when the case came into a state of `reached`, "
         "which is missing",
            "2:205: error: at_least_ms: is more than at_most_ms"}},
    {"rule: time below 0",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: status, "
        "reached: closed, at_most_ms: 'T-0:05:00'}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:73: error: at_least_ms: is more than at_most_ms",
            "2:118: error: at_most_ms: is out of range"}},
    {"rule of a later state",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: t, "
        "reached: c}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:93: warning: reached: is later in this track than 't'; nobody could keep the guard"}},
    {"rule without own state",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, from: b, guards: [{id: g, title: G, flag: BAD, state: {track: t, "
        "absent: [a, b]}}]},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"2:93: warning: absent: names all states in which 't' begins; nobody could keep the "
         "guard"}},
    {"competence of nobody",
        "tracks: [{id: t, title: T, states: [{id: a, title: A}, {id: b, title: B}, {id: c, title: "
        "C}], transitions: [\n"
        "{id: t, title: T, competence: grant, not_competent: BAD},\n"
        "{id: on, title: O, from: a, to: b}, {id: end, title: E, from: b, to: c}]}]\n",
        {"scenario.yaml:9:34: warning: competences: nobody in 'AL' has the competence 'grant', "
         "which transition 't' of track 't' asks for",
            "scenario.yaml:10:34: warning: competences: nobody in 'VE' has the competence 'grant', "
            "which transition 't' of track 't' asks for"}},
    {"competence for nothing",
        "countries: [{id: ME, name: M, competences: [{id: presum, agencies: ngo}, {id: identify}], "
        "accepted_instruments: [eio, eoi]}]\n",
        {"1:50: warning: id: no transition asks for the competence 'presum'; did you mean "
         "'presume'?",
            "1:74: error: agencies: are missing: who has the competence",
            "1:119: error: accepted_instruments: there is no instrument 'eoi'; did you mean "
            "'eio'?"}},
    {"form without items", "forms: [{id: f, title: F}]\n",
        {"1:9: error: groups: of the form have no items"}},
    {"form: items twice",
        "forms: [{id: f, title: F, groups: [{id: g, title: G, items: [{id: a, text: T}, {id: a, "
        "text: T}]}, {id: h, title: H, items: [{id: a, text: T}, {id: b}]}]}]\n",
        {"1:85: error: id: there is another item 'a'",
            "1:131: error: id: group 'g' of the form has an item 'a' too",
            "1:144: error: text: is missing"}},
    {"interpreter: speaks nothing", "interpreters: [{id: x, name: X}]\n",
        {"1:16: error: languages: are missing"}},
    {"interpreter: unknown",
        "interpreters: [{id: x, name: X, languages: [fr, french language], countries: XX, "
        "conflicts: p2, conflict_flag: BED}]\n",
        {"1:49: error: languages: 'french language' is not a language tag, as in 'fr' or "
         "'x-torven'",
            "1:78: error: countries: there is no country 'XX'",
            "1:93: error: conflicts: there is no person 'p2'; did you mean 'p1'?",
            "1:112: error: conflict_flag: there is no flag 'BED'; did you mean 'BAD'?"}},
    {"interpreter: conflicts",
        "interpreters: [{id: x, name: X, languages: de, conflicts: p1}, {id: y, name: Y, "
        "languages: x-tor, conflict_flag: BAD, delay_ms: 'T-0:05:00'}]\n",
        {"1:16: warning: conflict_flag: is missing; a booking in spite of the conflict will not be "
         "flagged",
            "1:59: warning: conflicts: 'p1' speaks 'fr', which this interpreter does not",
            "1:114: warning: conflict_flag: has no effect without conflicts",
            "1:129: error: delay_ms: is out of range"}},
    {"interpreter: years away",
        "interpreters: [{id: x, name: X, languages: fr, delay_ms: 3653d}]\n",
        {"1:58: error: delay_ms: is out of range"}},
    {"person: nobody interprets",
        "persons: [{id: x, pseudonym: X, language: x-tor}, {id: y, pseudonym: Y, language: x}]\n",
        {"1:43: warning: language: no interpreter speaks 'x-tor'",
            "1:83: error: language: 'x' is not a language tag, as in 'fr' or 'x-torven'"}},
    {"person: a variety of the language is understood",
        "persons: [{id: x, pseudonym: X, language: de-AT}]\n"
        "interpreters: [{id: x, name: X, languages: de}]\n",
        {NULL}},
    {"person: only conflicts",
        "persons: [{id: x, pseudonym: X, language: de}]\n"
        "interpreters: [{id: x, name: X, languages: de, conflicts: x, conflict_flag: BAD}]\n",
        {"1:43: warning: language: every interpreter of 'de' has a conflict of interest with 'x'"}},
    {"person: unknown",
        "persons: [{id: x, origin: XX, entity: AL-NGO, identity: [{field: name, value: N}, {field: "
        "nam}, {value: v}]}]\n",
        {"1:11: error: pseudonym: is missing: what players call the person",
            "1:27: error: origin: there is no country 'XX'",
            "1:39: error: entity: there is no entity 'AL-NGO'; that is a team",
            "1:91: error: field: there is no field 'nam'; did you mean 'name'?",
            "1:97: error: field: is missing: the field's id"}},
    {"person: names that look alike",
        "persons: [{id: x, pseudonym: \u0141ucja}, {id: y, pseudonym: Y, aliases: "
        "\"\u0142ucja\"}]\n",
        {"1:69: error: aliases: person 'x' is called '\u0142ucja' too"}},
    {"person: names twice",
        "persons: [{id: x, pseudonym: p1}, {id: y, pseudonym: Y, aliases: [Z, P1]}]\n",
        {"1:30: error: pseudonym: person 'p1' is called 'p1' too",
            "1:70: error: aliases: person 'p1' is called 'P1' too",
            "1:70: error: aliases: person 'x' is called 'P1' too"}},
};

int main(void)
{
	return rows_run("scenario what a scenario declares", rows, sizeof(rows) / sizeof(rows[0]));
}
