"""A bag-of-words classifier, small enough to be written whole as JSON."""


def tokenize(text: str) -> list[str]:
    """The words of a text in lower case and NFC form."""
    raise NotImplementedError


class Classifier:
    """Softmax regression over the words of a text.

    Args:
        parts: what `to_dict` gives: the labels, the words and the weights.
        version: who answers, such as "intents/3".
    """

    def __init__(self, parts: dict, version: str = "unregistered") -> None:
        raise NotImplementedError

    def to_dict(self) -> dict:
        """What JSON can hold; `Classifier(model.to_dict())` answers as this one does."""
        raise NotImplementedError

    def classify(self, text: str) -> tuple[str, float]:
        """The most likely label and its probability; a text without known words has an answer too."""
        raise NotImplementedError
