"""Who is told to speak in a sentence, by its parse: verbs of speech with their subjects, "according to", passives, nouns.

An attribution names the token that heads the source ("Akar", "ministry", "statement") and the clause that it covers; who that
source is, is `statements_speakers`' question. Words inside quotation marks are the speaker's and attribute nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.statements_cues import Speech

if TYPE_CHECKING:
    from spacy.tokens import Token

_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_ADJUNCT_CLAUSES = frozenset({"advcl", "acl", "pcomp", "xcomp"})
_NO_SOURCES = frozenset("i we you me us one there that this what these those which who everyone someone nobody".split())
_SPLITTING = frozenset("while whereas although though".split())  # they set a second voice against the first
VAGUE = frozenset("many some others opponents critics people few most supporters rivals skeptics sceptics".split())
_OBJECTS = frozenset({"dobj", "obj", "attr", "oprd", "dative", "acomp"})


class Form(StrEnum):
    """By which construction a source is told."""

    VERB = "verb"
    ACCORDING = "according"
    PASSIVE = "passive"
    NOUN = "noun"
    QUOTED_BY = "quoted_by"  # "was quoted as saying", "quoted X as saying"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A verb (or noun) of speech and the head of its source. `clause` is the token whose subtree tells the statement."""

    anchor: Token
    source: Token
    form: Form
    speech: Speech
    clause: Token | None  # None: the whole sentence
    content: bool  # whether a clause or quoted words stand beside the verb
    antecedent: Token | None = None  # of a relative clause: the noun that it tells of


@dataclass(frozen=True, slots=True)
class Quoted:
    """The token indices of a sentence that stand in quotation marks; `any`: whether there are quotation marks at all."""

    tokens: frozenset[int]
    any: bool = False

    def __contains__(self, token: Token) -> bool:
        return token.i in self.tokens


def find_attributions(tokens: Sequence[Token], quoted: Quoted) -> list[Attribution]:
    """All attributions among the tokens of a sentence, in reading order, those within the content of another left out."""
    inside = {token.i for token in tokens}
    if not tokens or (tokens[-1].text == "?" and tokens[-1] not in quoted):
        return []
    found = list(_candidates(tokens, inside, quoted))
    return _outermost(found)


def _candidates(tokens: Sequence[Token], inside: set[int], quoted: Quoted) -> Iterator[Attribution]:
    for token in tokens:
        if token in quoted:
            continue
        if token.lower_ == "according":
            source = _pobj(token, ("to",))
            if source is not None and source.i in inside:
                yield Attribution(token, source, Form.ACCORDING, Speech.SAY, None, True)
        elif token.i == tokens[0].i and token.lower_ in ("added", "said", "wrote", "tweeted") and quoted.any:
            source = _after(token, inside)
            if source is not None:
                yield Attribution(token, source, Form.VERB, Speech.SAY, None, True)
        elif token.pos_ == "VERB" or (token.pos_ == "AUX" and token.lemma_ in cues.CLASSES):
            attribution = _of_verb(token, inside, quoted)
            if attribution is not None:
                yield attribution
        elif token.pos_ == "NOUN" and token.lemma_ in cues.SPEECH_NOUNS:
            attribution = _of_noun(token, inside)
            if attribution is not None:
                yield attribution


def _of_verb(verb: Token, inside: set[int], quoted: Quoted) -> Attribution | None:
    lemma = verb.lemma_.lower()
    classes = cues.CLASSES.get(lemma, frozenset()) | _phrase(verb)
    if not classes:
        return None
    if verb.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in verb.children):
        return _of_passive(verb, classes, inside, quoted)
    if verb.dep_ == "amod" or _unreal(verb):
        return None
    if lemma in ("quote", "cite", "report"):
        told = _told_by_outlet(verb, inside)
        if told is not None:
            return told
    source, own = _source_of(verb)
    if source is None or source.i not in inside or source in quoted:
        source, own = _left_neighbour(verb, inside, quoted), True
    if source is None or (source.pos_ in ("PRON", "DET", "SCONJ") and source.lower_ in _NO_SOURCES):
        return None
    beside = _complement(verb, quoted, inside, own)
    speech = _class_that_fits(verb, classes, beside)
    if speech is None:
        return None
    clause, antecedent = _clause_of(verb, source, own)
    if antecedent is not None and "quote" not in beside:
        names_itself = source.i == antecedent.i and not (source.pos_ == "PROPN" and speech is Speech.SAY)
        if names_itself or source.lower_ in VAGUE:
            return None  # "officials who said so …" tell who they are, not what they say
        if not _has_own_clause(verb):
            return None  # "the demand that they stressed"
    if not own and verb.dep_ in ("advcl", "acl", "pcomp", "prep") and not _tells_by_participle(verb, beside):
        return None
    return Attribution(verb, source, Form.VERB, speech, clause, bool(beside & {"clause", "quote"}), antecedent)


def _phrase(verb: Token) -> frozenset[Speech]:
    """STANCE where verb and particle (or object) together are speech: "called for", "raised concerns"."""
    needed = cues.PHRASES.get(verb.lemma_.lower())
    if needed is None:
        return frozenset()
    if verb.lemma_ in ("agree", "commit"):
        return _agreement(verb)
    for child in verb.children:
        if child.i > verb.i and (child.lower_ in needed or child.lemma_ in needed):
            if child.lower_ == "to" and child.dep_ == "aux":
                continue
            return frozenset({Speech.STANCE})
        if child.dep_ in ("xcomp", "ccomp") and child.i > verb.i and "to" in needed:
            return frozenset({Speech.STANCE})
        if (
            child.dep_ in ("ccomp", "dobj", "oprd", "advcl")
            and child.i > verb.i
            and any(grand.lower_ in needed for grand in child.children)
        ):
            return frozenset({Speech.STANCE})
    return frozenset()


def _agreement(verb: Token) -> frozenset[Speech]:
    """Agreeing is speech where a view is shared: "agreed on the importance of", "agreed that"; else it is an act."""
    for child in verb.children:
        if child.dep_ == "ccomp" and any(grand.lower_ == "that" for grand in child.children):
            return frozenset({Speech.STANCE})
        if child.lower_ in ("on", "to") and child.dep_ == "prep":
            for grand in child.children:
                if grand.lemma_ in ("importance", "need", "necessity", "urgency", "value", "consultation", "cooperation"):
                    return frozenset({Speech.STANCE})
    return frozenset()


def _unreal(verb: Token) -> bool:
    """Whether the verb tells of speech that has not happened: modal, negated, wished for, or a bare infinitive."""
    infinitive = False
    for child in verb.children:
        if child.dep_ == "neg":
            return True
        if child.dep_ == "aux" and child.lower_ in cues.UNREAL:
            return True
        infinitive = infinitive or (child.dep_ == "aux" and child.lower_ == "to")
    if infinitive or (verb.tag_ == "VB" and verb.dep_ in ("xcomp", "ccomp")):
        head = verb.head
        return head.lemma_ not in cues.GOES_ON or _unreal(head) if head.i != verb.i else True
    if verb.dep_ == "conj" and not _has_subject(verb) and verb.head.i != verb.i and verb.tag_ == "VB":
        return _unreal(verb.head)
    return False


def _has_subject(verb: Token) -> bool:
    return any(child.dep_ in _SUBJECT for child in verb.children)


def _source_of(verb: Token) -> tuple[Token | None, bool]:
    """The head of the verb's subject, and whether it is the verb's own."""
    token = verb
    for _ in range(6):
        for child in token.children:
            if child.dep_ in _SUBJECT:
                if child.dep_ == "nsubjpass" and token.i != verb.i and token.dep_ != "ROOT":
                    return None, False
                if child.lower_ in ("who", "which", "that") and token.dep_ == "relcl":
                    return token.head, token.i == verb.i
                return child, token.i == verb.i
        if token.i == verb.i:
            inverted = _inverted_subject(verb)
            if inverted is not None:
                return inverted, True
        if token.dep_ == "acl" and token.head.pos_ in ("NOUN", "PROPN"):
            if token.tag_ == "VBG":
                return token.head, False
            # "Name, an adviser, tweeted that …" is taken for "a name tweeted"
            told = token.tag_ == "VBN" and token.head.pos_ == "PROPN" and any(c.dep_ == "ccomp" for c in token.children)
            return (token.head, True) if told else (None, False)
        if token.dep_ in ("conj", *_ADJUNCT_CLAUSES) and token.head.i != token.i:
            if token.dep_ == "pcomp":
                token = token.head  # the preposition
            token = token.head
            continue
        if token.dep_ == "prep" and token.head.i != token.i:
            token = token.head
            continue
        break
    return None, False


def _inverted_subject(verb: Token) -> Token | None:
    """The subject of "…," added Khatib, where the parser takes it for an object."""
    if not any(child.i < verb.i and child.dep_ in ("ccomp", "punct", "dep", "parataxis") for child in verb.children):
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "attr", "npadvmod", "appos", "oprd") and 0 < child.i - verb.i <= 8:
            return child if child.pos_ in ("PROPN", "PRON", "NOUN") and child.ent_type_ not in ("DATE", "TIME") else None
    return None


def _after(verb: Token, inside: set[int]) -> Token | None:
    """The last word of the name that follows an inverted verb."""
    last, at = None, verb.i + 1
    while at in inside and verb.doc[at].pos_ in ("PROPN", "NOUN", "ADJ", "DET", "PRON", "PART"):
        last, at = verb.doc[at], at + 1
    return last


def _left_neighbour(verb: Token, inside: set[int], quoted: Quoted) -> Token | None:
    """The noun that stands right before a finite verb, or begins behind the quoted words, where the parser found no subject."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP", "VBN"):
        return None
    at = verb.i - 1
    while at in inside and verb.doc[at].pos_ in ("ADV", "AUX") and verb.doc[at] not in quoted:
        at -= 1
    if at not in inside or verb.doc[at] in quoted:
        return None
    near = verb.doc[at]
    if near.pos_ in ("PROPN", "PRON") and near.dep_ not in ("dobj", "pobj"):
        return near
    # “…,” Name, director of a body, said
    while at in inside and verb.doc[at] not in quoted and verb.i - at < 25:
        at -= 1
    first = at + 1
    while first in inside and verb.doc[first].is_punct:
        first += 1
    if at in inside and verb.doc[at] in quoted and verb.doc[first].pos_ in ("PROPN", "PRON"):
        last = verb.doc[first]
        while last.i + 1 in inside and verb.doc[last.i + 1].pos_ == "PROPN":
            last = verb.doc[last.i + 1]
        return last
    return near if near.pos_ in ("PROPN", "PRON", "NOUN") and verb.dep_ == "ROOT" else None


def _has_own_clause(verb: Token) -> bool:
    """Whether the verb of a relative clause takes a clause: "which Peru says must end"."""
    return any(child.dep_ in ("ccomp", "xcomp") for child in verb.children)


def _tells_by_participle(verb: Token, beside: frozenset[str]) -> bool:
    """Whether a participle without subject of its own tells what its head's subject said: "… , adding that"."""
    if verb.tag_ != "VBG":
        return False
    classes = cues.CLASSES.get(verb.lemma_, frozenset())
    if verb.lemma_ == "cite":
        return False
    if Speech.SAY in classes:
        return bool(beside & {"clause", "quote"}) and (verb.dep_ != "acl" or "quote" in beside)
    return verb.dep_ != "acl" and verb.lemma_ in (
        "insist",
        "urge",
        "accuse",
        "demand",
        "blame",
        "condemn",
        "criticise",
        "criticize",
    )


def _complement(verb: Token, quoted: Quoted, inside: set[int], own: bool) -> frozenset[str]:
    """What stands beside the verb: "clause", "quote", "object", "infinitive", "preposition"."""
    found = set()
    for child in verb.children:
        if child.dep_ in ("ccomp", "parataxis") and child.pos_ in ("VERB", "AUX", "ADJ", "NOUN", "PROPN", "ADP", "ADV"):
            found.add("clause")
        elif child.dep_ == "xcomp" or (
            child.dep_ == "advcl" and child.i > verb.i and any(c.lower_ in ("for", "to") for c in child.children)
        ):
            found.add("infinitive")
        elif child.dep_ in _OBJECTS:
            found.add("object")
        elif child.dep_ in ("prep", "prt"):
            found.add("preposition")
        elif child.dep_ in ("advmod", "npadvmod") and child.lower_ in ("so", "otherwise", "same"):
            found.add("object")
    if quoted.any:
        found.add("quote")
    if own and "clause" not in found and _stands_after_its_content(verb, inside):
        found.add("clause")
    return frozenset(found)


def _stands_after_its_content(verb: Token, inside: set[int]) -> bool:
    """Whether the verb stands behind or inside what is said, set off by a comma: "Talks went well, the envoy said." """
    left = verb
    for child in verb.children:
        if child.dep_ in _SUBJECT | {"neg", "aux", "advmod"} and child.i < verb.i:
            left = min(left, child.left_edge, key=lambda token: token.i)
    first = min(inside)
    if left.i - 1 not in inside or left.i - first < 3 or verb.tag_ in ("VBG", "VB"):
        return False
    if not any(token.pos_ in ("VERB", "AUX") for token in verb.doc[first : left.i]):
        return False
    return bool(left.nbor(-1).text in {",", "—", "–", "--", "-"}) and verb.dep_ in (
        "ROOT",
        "parataxis",
        "ccomp",
        "conj",
        "advcl",
        "dep",
        "relcl",
        "appos",
        "acl",
    )


def _class_that_fits(verb: Token, classes: frozenset[Speech], beside: frozenset[str]) -> Speech | None:
    """The class of speech whose needs are met, the strongest first."""
    if Speech.SAY in classes and beside:
        bare = {"say", "tell", "add", "write", "tweet", "note", "reply", "explain"}
        if beside & {"clause", "quote"} or ("object" in beside and verb.lemma_ not in bare - {"say", "note"}):
            return Speech.SAY
        if verb.lemma_ in ("warn", "remind", "caution", "insist") and beside:
            return Speech.SAY
        if verb.lemma_ == "say" and "infinitive" in beside:
            return Speech.SAY
    if verb.lemma_ in ("welcome", "receive", "greet", "salute") and _greets(verb):
        return None
    if verb.lemma_ in ("encourage", "advise", "counsel") and not beside & {"infinitive", "clause"}:
        return None
    if Speech.STANCE in classes and (beside & {"clause", "quote", "object", "infinitive", "preposition"}):
        return Speech.STANCE
    if Speech.NAMING in classes and _names(verb):
        return Speech.NAMING
    if Speech.CLAUSE in classes and beside & {"clause", "quote"}:
        return Speech.CLAUSE
    if Speech.MEDIA in classes and "clause" in beside:
        return Speech.MEDIA
    if Speech.QUOTE in classes and "quote" in beside and not beside & {"object", "infinitive"}:
        return Speech.QUOTE
    return None


def _greets(verb: Token) -> bool:
    """Whether somebody is welcomed in person, not a step or a decision in words."""
    for child in verb.children:
        if child.dep_ == "dobj":
            counted = any(grand.dep_ == "nummod" for grand in child.children)
            return counted or child.ent_type_ in ("PERSON", "CARDINAL") or child.pos_ == "PRON" or child.lemma_ in cues.GUESTS
    return False


def _names(verb: Token) -> bool:
    """Whether the verb has an object and what it is called."""
    for child in verb.children:
        if child.lower_ == "as" and child.i > verb.i:
            return True
        if verb.lemma_ in ("call", "brand", "term", "label", "dub") and child.dep_ in ("oprd", "ccomp", "xcomp", "acomp"):
            return child.i > verb.i
    return False


def _of_passive(verb: Token, classes: frozenset[Speech], inside: set[int], quoted: Quoted) -> Attribution | None:
    """ "was condemned by X", "was quoted as saying", "as announced by X"."""
    if any(child.dep_ == "neg" or (child.dep_ == "aux" and child.lower_ in cues.UNREAL) for child in verb.children):
        return None
    if verb.lemma_ in ("quote", "cite", "report"):
        for child in verb.children:
            if child.dep_ == "nsubjpass" and any(c.lower_ == "as" for c in verb.children):
                return Attribution(verb, child, Form.QUOTED_BY, Speech.SAY, None, True) if child.i in inside else None
    agent = next((child for child in verb.children if child.dep_ == "agent"), None)
    source = next((child for child in agent.children if child.dep_ == "pobj"), None) if agent is not None else None
    if source is None or source.i not in inside or source in quoted:
        return None
    if not classes & {Speech.SAY, Speech.STANCE, Speech.NAMING, Speech.MEDIA}:
        return None
    return Attribution(verb, source, Form.PASSIVE, Speech.STANCE, None, False)


def _told_by_outlet(verb: Token, inside: set[int]) -> Attribution | None:
    """ "Media quoted X as saying", "reported X as telling", "citing the ministry"."""
    told = next((child for child in verb.children if child.dep_ in ("dobj", "nsubj") and child.i > verb.i), None)
    if told is None:
        for child in verb.children:
            if child.dep_ in ("ccomp", "xcomp", "pcomp", "prep") and any(c.lower_ == "as" for c in child.children):
                told = next((c for c in child.children if c.dep_ in _SUBJECT), None)
    if told is None or told.i not in inside:
        return None
    saying = any(
        token.lower_ == "as" and token.i > told.i and token.i - told.i < 8 and token.head.i in (verb.i, told.i)
        for token in [*verb.children, *told.children]
    )
    if verb.lemma_ in ("quote", "report") and saying:
        return Attribution(verb, told, Form.QUOTED_BY, Speech.SAY, None, True)
    passed_on = verb.lemma_ == "cite" and verb.tag_ == "VBG" and any(is_outlet(verb.doc[at]) for at in range(min(inside), verb.i))
    if passed_on:
        return Attribution(verb, told, Form.QUOTED_BY, Speech.SAY, None, True)
    return None


def is_outlet(head: Token) -> bool:
    """Whether a noun phrase names a news outlet."""
    words = {token.lower_ for token in head.subtree if token.i <= head.i + 2} | {head.lower_}
    if head.lower_ in cues.OUTLET_NAMES or head.lower_ in cues.OUTLET_NOUNS:
        return True
    if head.lower_ == "agency" and "news" in words:
        return True
    return head.pos_ == "PROPN" and bool(words & cues.OUTLET_NAMES) and head.ent_type_ != "PERSON"


def _of_noun(noun: Token, inside: set[int]) -> Attribution | None:
    """ "criticism from X", "X's claim that …"."""
    claims = any(
        child.dep_ in ("acl", "ccomp", "relcl") and any(c.lower_ == "that" for c in child.children) for child in noun.children
    )
    for child in noun.children:
        owns = child.dep_ == "poss" or (child.i < noun.i and any(c.text in ("'s", "’s", "'", "’") for c in child.children))
        if owns and claims and child.i in inside:
            return Attribution(noun, child, Form.NOUN, Speech.STANCE, noun, True)
        if child.dep_ == "prep" and child.lower_ == "from" and noun.lemma_ in ("criticism", "condemnation", "praise", "warning"):
            source = next((c for c in child.children if c.dep_ == "pobj"), None)
            if source is not None and source.i in inside:
                return Attribution(noun, source, Form.NOUN, Speech.STANCE, None, False)
    return None


def _pobj(token: Token, prepositions: Sequence[str]) -> Token | None:
    for child in token.children:
        if child.lower_ in prepositions:
            for grand in child.children:
                if grand.dep_ in ("pobj", "pcomp"):
                    return grand
    return None


def _clause_of(verb: Token, source: Token, own: bool) -> tuple[Token | None, Token | None]:
    """The clause that a statement is confined to (None: the sentence), and the antecedent of a relative clause."""
    token = verb
    if _is_parenthetical(verb):
        return None, None
    for _ in range(8):
        if token.dep_ == "ROOT" or token.head.i == token.i:
            return None, None
        if token.dep_ == "relcl":
            return token, token.head
        if token.dep_ in ("conj", "advcl", "ccomp", "pcomp") and _has_subject(token) and token.i == verb.i:
            if token.dep_ == "ccomp" and token.i < token.head.i:
                return None, None
            if token.dep_ == "advcl" and not any(child.dep_ == "mark" for child in token.children):
                return None, None
            return token, None
        if token.dep_ == "pcomp" and token.i == verb.i and token.head.lower_ == "for":
            return token, None
        if token.dep_ in ("conj", "xcomp", "advcl", "acl", "ccomp", "pcomp", "prep"):
            token = token.head
            continue
        return None, None
    return None, None


def _is_parenthetical(verb: Token) -> bool:
    """Whether the verb only closes what stands before it: "Talks go on, the envoy said on Thursday"."""
    if verb.dep_ == "relcl" or any(
        child.dep_ in ("ccomp", "xcomp", "dobj", "oprd") and child.i > verb.i for child in verb.children
    ):
        return False
    subjects = [child for child in verb.children if child.dep_ in _SUBJECT and child.i < verb.i]
    first = subjects[0].left_edge if subjects else verb
    if first.i == 0:
        return False
    before = first.nbor(-1)
    return before.text in {",", "—", "–", "--", "”", '"', "’"} and not any(
        child.dep_ in ("mark", "cc") for child in verb.children if child.i < verb.i
    )


def _outermost(found: list[Attribution]) -> list[Attribution]:
    """Leave out what stands within the content of another attribution, unless that only passes on what was said."""
    anchors = {attribution.anchor.i: attribution for attribution in found}
    passing = {a.anchor.i for a in found if a.form in (Form.VERB, Form.ACCORDING) and is_outlet(a.source)}
    kept = []
    for attribution in found:
        outer = None
        if attribution.form is Form.ACCORDING:
            kept.append(attribution)
            continue
        for ancestor in attribution.anchor.ancestors:
            if ancestor.i in anchors and _is_content(attribution.anchor, ancestor):
                outer = anchors[ancestor.i]
                if outer.anchor.i not in passing:
                    break
                outer = None
        if outer is None:
            kept.append(attribution)
    if any(a.anchor.i not in passing for a in kept):
        others = [a for a in kept if a.anchor.i not in passing]
        kept = others or kept
    return kept


def _is_content(inner: Token, outer: Token) -> bool:
    """Whether the way up from one anchor to another goes through what the outer one says."""
    token = inner
    while token.head.i != token.i and token.i != outer.i:
        if (
            token.dep_ == "advcl"
            and _has_subject(token)
            and any(c.lower_ in _SPLITTING for c in token.children if c.dep_ == "mark")
        ):
            return False
        if token.head.i == outer.i:
            return token.dep_ in (
                "ccomp",
                "xcomp",
                "dobj",
                "obj",
                "prep",
                "parataxis",
                "oprd",
                "acl",
                "relcl",
                "pobj",
                "advcl",
            ) and not (token.dep_ == "advcl" and any(c.dep_ == "mark" for c in token.children) and token.i > outer.i)
        token = token.head
    return False
