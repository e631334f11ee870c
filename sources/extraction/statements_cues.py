"""The words by which newsrooms tell that somebody speaks, as lemmas, by what they need beside them to be speech.

The classes follow the usual ones of verbs of communication (Levin's 37, VerbNet say, tell, promise, advise, complain,
judgement, characterize), sorted anew by the question that matters here: does the verb alone make a statement of its sentence?
"""

from __future__ import annotations

from enum import StrEnum


class Speech(StrEnum):
    """What a verb of speech needs beside it."""

    SAY = "say"  # something said: a clause, quoted words or an object
    CLAUSE = "clause"  # a clause or quoted words; with an object alone it is an act or a thought
    STANCE = "stance"  # nothing more: the verb itself tells what was said ("criticised", "urged")
    NAMING = "naming"  # an object and what it is called: "called it a mistake", "described the talks as frank"
    QUOTE = "quote"  # quoted words ("went on", "smiled")
    MEDIA = "media"  # reporting: where an outlet does it, somebody else may be the speaker


_LEMMAS: dict[Speech, str] = {
    Speech.SAY: """
        say tell add write tweet retweet state announce declare stress emphasize emphasise underline underscore highlight
        insist assert allege argue contend remark reiterate reaffirm affirm confirm explain reply remind
        warn caution disclose reveal proclaim quip joke testify inform assure reassure acknowledge admit concede deny cite
        predict estimate note stipulate specify clarify elaborate recount restate opine convey voice express
        """,
    Speech.CLAUSE: """
        suggest observe claim maintain recall comment respond answer indicate hint imply conclude regret complain lament
        propose recommend point mention boast brag muse reason posit speculate wonder ask 
        threaten signal swear guarantee counter point retort foresee envisage report
        """,
    Speech.STANCE: """
        criticize criticise condemn denounce blast slam lambast lambaste decry deplore rebuke chide castigate scold
        blame accuse urge exhort implore appeal beseech demand insist praise hail laud applaud commend congratulate
        thank welcome salute pledge vow promise apologize apologise threaten reject dismiss refute rebut repudiate
        repeat advocate protest appreciate question echo defend
        encourage advise counsel lobby vouch berate vilify ridicule mock taunt
        """,
    Speech.NAMING: """
        call describe brand term label dub characterize characterise tout portray depict denounce hail style regard
        """,
    Speech.QUOTE: """
        continue begin go start think exclaim shout yell cry whisper murmur mutter laugh smile sigh nod shrug post
        share publish end close finish open read pen sum chant declaim recite interject intone snap fire believe fear hope
        """,
    Speech.MEDIA: "report quote cite",
}

CLASSES: dict[str, frozenset[Speech]] = {}
for _class, _lemmas in _LEMMAS.items():
    for _lemma in _lemmas.split():
        CLASSES[_lemma] = CLASSES.get(_lemma, frozenset()) | {_class}

# Verbs that attribute and tell nothing else: with them, "according to" behind only names the channel.
PLAIN = frozenset("announce say tell add write tweet note reply explain state remark comment".split())

# Verb and particle or object that together are speech: lemma → words one of which must follow.
PHRASES: dict[str, frozenset[str]] = {
    "call": frozenset({"on", "upon", "for", "off"}),
    "point": frozenset({"to"}),
    "speak": frozenset({"out", "against"}),
    "hit": frozenset({"out", "back"}),
    "lash": frozenset({"out"}),
    "push": frozenset({"back"}),
    "hint": frozenset({"at"}),
    "insist": frozenset({"on", "upon"}),
    "object": frozenset({"to"}),
    "complain": frozenset({"of", "about"}),
    "boast": frozenset({"of", "about"}),
    "warn": frozenset({"of", "against", "about"}),
    "appeal": frozenset({"for", "to"}),
    "make": frozenset({"clear", "plain"}),
    "agree": frozenset({"on"}),
    "commit": frozenset({"to"}),
    "ask": frozenset({"for", "to"}),
    "plead": frozenset({"for", "with"}),
    "target": frozenset({"for"}),
    "attack": frozenset({"for"}),
    "fault": frozenset({"for"}),
    "offer": frozenset({"to", "condolence", "condolences", "congratulation", "congratulations", "support", "assurance"}),
    "raise": frozenset({"concern", "concerns", "alarm", "doubt", "doubts", "objection", "objections", "issue", "question"}),
    "lay": frozenset({"out"}),
    "set": frozenset({"out"}),
    "outline": frozenset({"position", "plan", "vision", "demand", "demands", "stance", "priority", "priorities"}),
    "extend": frozenset({"condolence", "condolences", "congratulation", "congratulations", "invitation", "thanks"}),
    "send": frozenset({"condolence", "condolences", "congratulation", "congratulations"}),
    "pay": frozenset({"tribute"}),
    "take": frozenset({"aim", "issue"}),
    "draw": frozenset({"attention"}),
    "give": frozenset({"assurance", "assurances", "credit"}),
    "share": frozenset({"view", "opinion", "assessment", "conviction", "belief", "concern", "hope"}),
    "renew": frozenset({"call", "commitment", "pledge", "appeal", "demand", "offer"}),
    "recognize": frozenset({"importance", "need", "role", "progress", "contribution", "effort"}),
    "recognise": frozenset({"importance", "need", "role", "progress", "contribution", "effort"}),
    "rule": frozenset({"out"}),
    "play": frozenset({"down"}),
    "press": frozenset({"to", "for", "on"}),
    "issue": frozenset({"statement", "announcement", "warning", "appeal", "call"}),
    "publish": frozenset({"statement"}),
    "release": frozenset({"statement"}),
}

# "Criticism from X", "X's claim that …": nouns that make a statement of a sentence with nothing else.
SPEECH_NOUNS = frozenset(
    "criticism condemnation praise claim assertion warning accusation allegation denial call demand appeal finding "
    "insistence admission assurance promise pledge complaint".split()
)

# What is issued, and says things: "the statement said", "in a letter", "the communiqué reaffirmed".
UTTERANCES = frozenset(
    "statement communique communiqué declaration announcement release readout account letter note message memo tweet post "
    "thread report document text resolution plan proposal speech address remarks comment comments interview briefing notice "
    "bulletin paper editorial article op-ed commentary transcript summary email e-mail testimony interview dispatch "
    "broadcast video blog study survey poll data figures estimate estimates research statistics findings".split()
)

# Bodies that speak. Found by the head of the phrase.
BODIES = frozenset(
    "ministry office department government agency embassy presidency council committee commission administration regime "
    "authority authorities secretariat mission bureau palace army military police parliament cabinet bank court "
    "union organisation organization alliance bloc group party foundation institute association fund delegation side "
    "consulate chancellery headquarters command force forces directorate service services board company consortium union "
    "federation league movement coalition junta leadership premiership treasury pentagon congress senate house assembly "
    "corporation centre center think-tank watchdog panel quartet troika".split()
)

# People told of by what they are.
PEOPLE = frozenset(
    "official officials spokesman spokesmen spokeswoman spokesperson spokespersons spokespeople aide aides adviser advisers "
    "advisor advisors diplomat diplomats minister ministers leader leaders president presidents source sources analyst "
    "analysts expert experts observer observers economist economists critic critics opponent opponents lawmaker lawmakers "
    "legislator legislators politician politicians senator senators negotiator negotiators envoy envoys ambassador "
    "ambassadors representative representatives participant participants side sides party parties delegate delegates "
    "chief chiefs head heads commander commanders general generals premier premiers chancellor king queen prince emir "
    "sultan pope pontiff secretary secretaries country countries nation nations state states government governments "
    "member members ally allies activist activists campaigner campaigners scholar scholars professor researcher "
    "researchers director directors economist chairman chairwoman chair democrat democrats republican republicans "
    "supporter supporters advocate advocates rebel rebels mediator mediators counterpart counterparts duo pair trio two "
    "three four five all both others group groups organisations organizations ministries institutions agencies newspapers "
    "authorities investigators prosecutors police troops strategist historian lawyer lawyers attorney correspondent reporter "
    "reporters editor editors journalist journalists columnist commentators commentator sides men women".split()
)

# What is agreed, and tells by its own terms: "according to the agreement" gives no source.
AGREED = frozenset(
    "agreement treaty deal constitution law protocol pact accord convention charter schedule agenda roadmap".split()
)

# Whom one welcomes at a door rather than in a speech.
GUESTS = frozenset(
    "president minister leader premier chancellor king queen emir delegation guest visitor refugee migrant troop soldier "
    "tourist counterpart official envoy ambassador dignitary participant pope prince".split()
)

# Who speaks for some state even where the phrase does not say for which.
GOVERNING = frozenset(
    "official officials aide aides spokesman spokesmen spokeswoman spokesperson spokespeople minister ministry "
    "government administration parliament army military lawmaker lawmakers legislator legislators politician politicians "
    "party parties presidency cabinet authorities opposition "
    "embassy office department president premier police court regime adviser advisers advisor advisors "
    "delegation prosecutors".split()
)

# Outlets: whoever they quote is the speaker. Names of the large agencies, and the nouns that name the others.
OUTLET_NAMES = frozenset(
    "reuters afp ap xinhua tass itar-tass interfax ria sana irna anadolu kyodo yonhap ani pti bernama antara cctv cgtn bbc "
    "cnn npr nbc abc cbs rt sputnik bloomberg efe ansa dpa lusa petra spa wam mena kuna kcna vna cna wafa mehr tasnim isna "
    "fars presstv trend apa azertac armenpress interfax-ukraine ukrinform unian belta kazinform rtl nhk pbs msnbc dw swp "
    "aljazeera facebook twitter instagram telegram weibo".split()
)
OUTLET_NOUNS = frozenset(
    "agency broadcaster newspaper newspapers daily weekly magazine media outlet outlets tv television channel radio news "
    "press network website portal times post guardian tribune herald journal gazette jazeera report reports paper papers "
    "station sabah arabiya".split()
)

# "Would", "may", "is expected to": said of what nobody has said yet.
UNREAL = frozenset("will would may might could should must shall can 'll ’ll 'd ’d".split())
UNREAL_HEADS = frozenset(
    "expect want plan intend decline refuse hope seek prepare need like able try fail set due schedule likely ready use "
    "have aim wish agree require allow force hesitate urge ask call order tell pressure press invite".split()
)
# "Continued to criticise", "went on to say", "used the speech to urge".
GOES_ON = frozenset("continue go begin proceed hasten rush keep start use take seem appear".split())
# Who speaks without being anybody: "many say", "opponents say".
VAGUE = frozenset("many some others opponents critics people few most supporters rivals skeptics sceptics".split())
