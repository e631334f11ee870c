"""Who is told to speak in a sentence, by its parse: verbs of speech with their subjects, "according to", passives, nouns.

An attribution names the token that heads the source ("Quispe", "ministry", "statement") and the clause that it covers; who that
source is, is `statements_speakers`' question. Words inside quotation marks are the speaker's and attribute nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sources.extraction import statements_cues as cues
from sources.extraction.statements_cues import Speech
from sources.extraction.statements_sources import (
    adjacent,
    is_outlet,
    is_voice,
    left_neighbour,
    name_behind,
    object_of,
    set_off,
    source_of,
)
from sources.extraction.statements_verbs import (
    SUBJECT,
    Quoted,
    class_that_fits,
    complement,
    has_own_clause,
    has_subject,
    is_unreal,
    phrase_class,
    tells_by_participle,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

_NO_SOURCES = frozenset("i we you me us one there that this what these those which who everyone someone nobody".split())
_LONGEST = 1500  # tokens; what is longer is no sentence
_FINITE_ONLY = frozenset("say report announce declare state add tell note".split())  # ", state media of both countries reported"
_ISSUING = frozenset("issue publish release".split())
_SPLITTING = frozenset("while whereas although though".split())  # they set a second voice against the first


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


def find_attributions(
    tokens: Sequence[Token], quoted: Quoted, speaks: Callable[[Attribution], bool] = lambda _: True
) -> list[Attribution]:
    """The attributions among the tokens of a sentence in reading order, of sources that speak; none within another's content."""
    inside = {token.i for token in tokens}
    if not tokens or len(tokens) > _LONGEST or (tokens[-1].text == "?" and tokens[-1] not in quoted):
        return []
    return _outermost([found for found in _candidates(tokens, inside, quoted) if speaks(found)])


def _candidates(tokens: Sequence[Token], inside: set[int], quoted: Quoted) -> Iterator[Attribution]:
    for token in tokens:
        if token in quoted:
            continue
        if token.lower_ == "according":
            source = object_of(token, ("to",))
            if source is not None and source.i in inside and source.lemma_.lower() not in cues.AGREED:
                yield Attribution(token, source, Form.ACCORDING, Speech.SAY, None, True)
        elif token.i == tokens[0].i and token.lower_ in ("added", "said", "wrote", "tweeted") and quoted.any:
            source = name_behind(token, inside)
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
    classes = cues.CLASSES.get(lemma, frozenset()) | phrase_class(verb)
    if not classes:
        return None
    if verb.tag_ == "VBN" and any(child.dep_ == "auxpass" for child in verb.children):
        return _of_passive(verb, classes, inside, quoted)
    if verb.dep_ == "amod" or is_unreal(verb):
        return None
    if lemma in ("quote", "cite", "report"):
        told = _told_by_outlet(verb, inside)
        if told is not None:
            return told
    source, own = _source(verb, inside, quoted)
    if source is None or (source.pos_ in ("PRON", "DET", "SCONJ") and source.lower_ in _NO_SOURCES):
        return None
    beside = complement(verb, quoted, inside, own)
    speech = class_that_fits(verb, classes, beside)
    if speech is None:
        return None
    clause, antecedent = _clause_of(verb, source, own)
    if clause is not None and antecedent is None and clause.head in quoted and clause.dep_ != "advcl":
        clause = None  # hung on the quoted words themselves
    if antecedent is not None and "quote" not in beside:
        names_itself = source.i == antecedent.i and not (source.pos_ == "PROPN" and speech is Speech.SAY)
        if names_itself or source.lower_ in cues.VAGUE:
            return None  # "officials who said so …" tell who they are, not what they say
        if not has_own_clause(verb):
            return None  # "the demand that they stressed"
    if not own and verb.dep_ in ("advcl", "acl", "pcomp", "prep") and not tells_by_participle(verb, beside):
        return None
    return Attribution(verb, source, Form.VERB, speech, clause, bool(beside & {"clause", "quote"}), antecedent)


def _source(verb: Token, inside: set[int], quoted: Quoted) -> tuple[Token | None, bool]:
    """The head of the verb's subject, and whether it is the verb's own; by its place where the parse tells none that can be."""
    source, own = source_of(verb)
    if source is None or source.i not in inside or source in quoted:
        return left_neighbour(verb, inside, quoted), True
    if not own:
        near = adjacent(verb, inside, quoted)
        passed_on = verb.dep_ == "acl" and verb.tag_ == "VBN" and verb.lemma_ in _FINITE_ONLY
        if near is None and verb.i - 1 in inside and (verb.nbor(-1).text == "," or passed_on):
            near = set_off(verb, inside, quoted)
            near = near if near is not None and near.ent_type_ != "GPE" else None
        return (near, True) if near is not None else (source, False)
    if source.i < verb.i and source.pos_ == "NOUN" and (not is_voice(source) or source.nbor(1).text == ":"):
        # "after talks in Lima, the head of the ministry wrote", "Details: Quispe, in turn, said"
        return (set_off(verb, inside, quoted) or source), True
    return source, own


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
                told = next((c for c in child.children if c.dep_ in SUBJECT), None)
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
        if token.dep_ in ("conj", "advcl", "ccomp", "pcomp") and has_subject(token) and token.i == verb.i:
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
    subjects = [child for child in verb.children if child.dep_ in SUBJECT and child.i < verb.i]
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
    passing |= {a.anchor.i for a in found if a.anchor.lemma_ in _ISSUING}  # "issued a joint statement, where Quispe said"
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
            and has_subject(token)
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
