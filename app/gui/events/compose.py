"""Filters made out of filters: a term added, times replaced."""

from datetime import datetime

from app.store.query import AllOf, AnyOf, Query, Term


def joined(query: Query, text: str, *, instead: tuple[str, ...] = ()) -> str:
    """The text of `query` with `text` added to it. Its terms of the fields `instead` make room."""
    old = _without(query, instead)
    if not old or not text:
        return old or text
    if f" {text} " in f" {old} ":
        return old
    return f"({old}) {text}" if isinstance(query.root, AnyOf) else f"{old} {text}"


def _without(query: Query, fields: tuple[str, ...]) -> str:
    """The text of `query` less the terms of these fields that hold for the whole of it."""
    root = query.root
    parts = root.parts if isinstance(root, AllOf) else (root,)
    text = query.text
    for part in reversed(parts):
        if isinstance(part, Term) and part.field in fields:
            text = text[: part.start] + text[part.end :]
    return " ".join(text.split()) if fields else text.strip()


def literal_time(ms: int) -> str:
    """A moment as `since:` takes it: `14:01:15` today, with the date on other days. Local time."""
    try:
        moment = datetime.fromtimestamp(ms / 1000)
    except (OverflowError, OSError, ValueError):
        return "today"
    kept = "milliseconds" if ms % 1000 else "seconds"
    if moment.date() == datetime.now().date():
        return moment.time().isoformat(kept)
    return moment.isoformat(timespec=kept)
