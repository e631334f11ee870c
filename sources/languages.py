"""Which language a text is written in."""

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 20_000  # characters
FEW_WORDS = 12  # below, only a sure guess stands against what is stated
SURE = 0.95


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str, stated: str | None = None) -> str:
    """The language as ISO 639-1. What a document states of itself stands unless its words surely say otherwise."""
    sample = text[:SAMPLE]
    found, probability = _identifier().classify(sample)
    if stated and (stated == found or probability < SURE or len(sample.split()) < FEW_WORDS):
        return stated
    if not stated and len(sample.split()) < FEW_WORDS and probability < SURE and sample.isascii():
        return "en"
    return str(found)
