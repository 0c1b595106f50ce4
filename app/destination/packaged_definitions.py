"""The definitions that ship with the program: the destination as Segment ran it at a time."""

from functools import lru_cache

from app.destination.schema import Shape, schema_of
from app.packaged import resource
from app.segment.jsontext import JsonObject, loads

_FOLDER = "destinations"


class UnknownDefinitionError(ValueError):
    """There is no definition of that id; `known` holds those that there are, newest first."""

    def __init__(self, id: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no definition “{id}”. Known: {', '.join(known)}.")
        self.id = id
        self.known = known


def known_definitions() -> tuple[str, ...]:
    """The ids of all packaged definitions, newest first."""
    names = (entry.name for entry in resource(_FOLDER).iterdir())
    return tuple(sorted((name[:-5] for name in names if name.endswith(".json")), reverse=True))


@lru_cache(maxsize=16)
def read_definition(id: str) -> JsonObject:
    """The JSON of a definition, not to be changed. Raises UnknownDefinitionError."""
    if id not in known_definitions():
        raise UnknownDefinitionError(id, known_definitions())
    data: JsonObject = loads(resource(f"{_FOLDER}/{id}.json").read_bytes())
    return data


@lru_cache(maxsize=16)
def schemas_of(id: str) -> dict[str, Shape]:
    """The payload schema of each action of a definition. Raises UnknownDefinitionError."""
    actions = read_definition(id)["actions"]
    return {name: schema_of(action["fields"]) for name, action in actions.items()}
