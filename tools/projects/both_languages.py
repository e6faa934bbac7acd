"""Sentences of acceptance tests in the learner's language; laid beside the tests."""

LANGUAGE = "en"


def both(spanish: str, english: str) -> str:
    """The sentence in the language of this run."""
    return spanish if LANGUAGE == "es" else english
