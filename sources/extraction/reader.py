"""The door of the pure extraction: one document's text in, its reading out."""

from spacy.language import Language

from sources.extraction.gazetteer import Gazetteer
from sources.extraction.meetings import claim_meetings
from sources.extraction.mentioning import find_mentions
from sources.extraction.page import lay_out
from sources.extraction.reading import Given, Reading
from sources.extraction.statements import claim_statements
from sources.extraction.version import EXTRACTOR


def read(text: str, given: Given, gazetteer: Gazetteer, model: Language) -> Reading:
    """Read a document as a careful human would: what the text says, and nothing that it does not."""
    page = lay_out(text, given, model)
    mentions = find_mentions(page, gazetteer)
    meetings = claim_meetings(page, mentions, gazetteer)
    statements = claim_statements(page, mentions, meetings)
    return Reading(
        extractor=EXTRACTOR,
        published=page.published,
        persons=mentions.persons,
        meetings=meetings,
        statements=statements,
        notes=page.notes,
    )
