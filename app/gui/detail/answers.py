"""An answer of Topsort, made fit to be read by a person. Pure: no Qt.

Topsort's documentation shows an error as one object `{errCode, docUrl, message}`, its service
answers with a list of them; both are read here.
"""

from app.gui.detail.visible import printable
from app.masking import masked
from app.segment.jsontext import Json, JsonError, loads
from app.store.model import Attempt


def answer_text(answer: str) -> str:
    """What an answer says, one line for each error: `bad_request: The body is …`.

    A body that is no JSON, or JSON of another form, stands as it came. Keys are masked, and what
    cannot be seen is written as an escape.
    """
    try:
        value = loads(answer)
    except JsonError:
        return printable(masked(answer)).strip()
    items = value if isinstance(value, list) else [value]
    said = [_error_text(item) for item in items]
    text = "\n".join(one for one in said if one) if said and all(said) else answer
    return printable(masked(text)).strip()


def attempt_text(attempt: Attempt) -> str:
    """The status of an attempt and the whole of what came back."""
    said = answer_text(attempt.answer)
    if attempt.status is None:
        return f"No answer. {said}" if said else "No answer."
    if not said:
        return f"{attempt.status}, empty body"
    separator = "\n" if "\n" in said else ", "
    return f"{attempt.status}{separator}{said}"


def _error_text(item: Json) -> str:
    """One error object in a line; empty for what is none."""
    if not isinstance(item, dict):
        return ""
    parts = (item.get("errCode"), item.get("message"))
    return ": ".join(part for part in parts if isinstance(part, str) and part)
