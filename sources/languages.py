"""Which language a text is written in."""

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

SAMPLE = 20_000  # characters
FEW_WORDS = 12  # below, only a sure guess stands against what is stated
SURE = 0.95
ENGLISH = ("en", "pcm")  # by names of Africa and Asia the model takes English for Nigerian Pidgin
HARDLY = 0.05  # the names in an English text may be of any language; in a text of another, the model sees next to no English


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect(text: str, stated: str | None = None) -> str:
    """The language as ISO 639-1. What a document states of itself stands unless its words surely say otherwise."""
    sample = text[:SAMPLE]
    ranked = {str(language): float(probability) for language, probability in _identifier().rank(sample)}
    ranked["en"] = sum(ranked.pop(language, 0.0) for language in ENGLISH)
    found = max(ranked, key=ranked.__getitem__)
    few = len(sample.split()) < FEW_WORDS
    if stated and (stated == found or ranked[found] < SURE or few):
        return stated
    if not stated and ranked[found] < SURE and (ranked["en"] > HARDLY or (few and sample.isascii())):
        return "en"
    return found
