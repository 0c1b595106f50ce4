"""What is wrong with a filter text, and how to mend it."""


class FilterError(ValueError):
    """A mistake in a filter; `str()` is the whole text for a person.

    - `message`: the mistake alone, one sentence or two; text[start:end] is the wrong span.
    - `nearest`: the word that was probably meant, to stand in place of the span, or None.
    - `as_text`: the whole filter with the wrong part quoted, so that it is searched as text;
      None where that is no remedy.
    """

    def __init__(
        self,
        message: str,
        start: int,
        end: int,
        nearest: str | None = None,
        as_text: str | None = None,
    ) -> None:
        self.message = message
        self.start = start
        self.end = end
        self.nearest = nearest
        self.as_text = as_text
        super().__init__(_whole(message, nearest, as_text))


def _whole(message: str, nearest: str | None, as_text: str | None) -> str:
    if nearest and as_text:
        return f"{message} Nearest: {nearest} or search it as text"
    if nearest:
        return f"{message} Nearest: {nearest}"
    if as_text:
        return f"{message} Search it as text"
    return message
