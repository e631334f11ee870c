"""Names in headlines, where every word may be capital: those of persons whom the text names, and of known officials."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sources.extraction.mentions import Page
from sources.extraction.name_keys import name_keys
from sources.extraction.naming import Found
from sources.extraction.person_candidates import Candidate
from sources.extraction.person_names import NameRun
from sources.extraction.persons import Figure

_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?\.?")


def only_in_headlines(
    page: Page, figures: Sequence[Figure], founds: Sequence[Sequence[Found]], officials: Mapping[str, str]
) -> list[Figure]:
    """Known officials whom headlines name by surname and nothing else names: "X's Visit to Y Postponed"."""
    told = {key for figure in figures for key in figure.all_keys}
    found: dict[str, Figure] = {}
    for number, sentence in enumerate(page.sentences):
        if not sentence.headline:
            continue
        for match in _WORD.finditer(page.clean, *sentence.span):
            name = re.sub(r"[’']s$", "", match.group())
            keys = name_keys(name)
            if len(keys) != 1 or len(name) < 4 or not name[0].isupper() or keys[0] in told or keys[0] not in officials:
                continue
            if any(name.start <= match.start() < name.end for name in founds[number]) or f" {name.lower()} " in page.clean:
                continue  # a country's or city's name, or an everyday word
            candidate = Candidate(NameRun(match.start(), match.start() + len(name), number, False, ""), name, keys, strong=True)
            figure = found.setdefault(keys[0], Figure([], keys, set(keys), country=officials[keys[0]]))
            figure.candidates.append(candidate)
    return list(found.values())


def find_in_headlines(page: Page, figures: Sequence[Figure], founds: Sequence[Sequence[Found]]) -> None:
    """Names of known persons in headlines, where every word may be capital: added to their candidates."""
    by_key: dict[str, Figure] = {}
    for figure in figures:
        for key in figure.all_keys:
            by_key.setdefault(key, figure)
        by_key[figure.keys[-1]] = by_key.get(figure.keys[-1], figure)
    if not by_key:
        return
    found: list[Figure] = []
    for number, sentence in enumerate(page.sentences):
        if not sentence.headline:
            continue
        run: list[tuple[int, int, Figure]] = []
        for match in re.finditer(r"[^\W\d_](?:[\w’'-]*\w)?\.?", page.clean[sentence.span.start : sentence.span.end]):
            first, last = sentence.span.start + match.start(), sentence.span.start + match.end()
            word = re.sub(r"[’']s$", "", match.group())
            pieces = [word] if name_keys(word) and name_keys(word)[0] in by_key else word.split("-")
            for piece in pieces:
                keys = name_keys(piece)
                known = by_key.get(keys[0]) if keys and piece[:1].isupper() else None
                if known and not any(name.start <= first and last <= name.end for name in founds[number]):
                    begin = page.clean.index(piece, first)
                    if run and run[-1][2] is known and page.clean[run[-1][1] : begin].strip() == "":
                        run[-1] = (run[-1][0], begin + len(piece), known)
                    else:
                        run.append((begin, begin + len(piece), known))
        for first, last, figure in run:
            name = " ".join(page.clean[first:last].split())
            figure.candidates.append(Candidate(NameRun(first, last, number, False, ""), name, name_keys(name)))
            found.append(figure)
    for figure in found:
        figure.candidates.sort(key=lambda c: c.run.start)


_PAIR = re.compile(
    r"\b([A-ZÀ-Ž][\w’']{2,20})[-–]([A-ZÀ-Ž][\w’']{2,20})(?=[ ](?:\w+[ ])?(?:talks?|summit|meeting|call|conversation|encounter)\b)"
)


def find_pairs(page: Page, figures: Sequence[Figure]) -> None:
    """ "The X-Y talks" in running text: both names added to their persons' candidates."""
    by_surname = {figure.keys[-1]: figure for figure in figures} | {
        figure.keys[0]: figure for figure in figures if len(figure.keys) > 2
    }
    for number, sentence in enumerate(page.sentences):
        if sentence.headline:
            continue
        for match in _PAIR.finditer(page.clean, *sentence.span):
            pair = [(name_keys(match[group]), match.span(group)) for group in (1, 2)]
            persons = [by_surname.get(keys[0]) if len(keys) == 1 else None for keys, _ in pair]
            for figure, (keys, (start, end)) in zip(persons, pair, strict=True):
                if figure is not None and None not in persons and all(c.run.start != start for c in figure.candidates):
                    figure.candidates.append(Candidate(NameRun(start, end, number, False, ""), page.clean[start:end], keys))
                    figure.candidates.sort(key=lambda c: c.run.start)
