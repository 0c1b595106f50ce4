"""The rows of the mapping table. Pure: no Qt."""

from dataclasses import dataclass

from app.destination import load_definition
from app.destination.model import LeftOut, Note
from app.gui.configuration.draft import Draft, preset_of
from app.gui.configuration.mapping_words import NOTHING, from_words
from app.gui.detail.nodes import Plate
from app.gui.detail.visible import value_text
from app.gui.events.words import one_line
from app.segment.jsontext import Json
from app.segment.paths import MISSING, path_text
from app.services.mapping_look import FieldLook, MappingLook

_MOST_PLATES = 3


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a mapping.

    `changed`: it is made of something else than in the preset. `known`: the action has it.
    `value` is what the chosen message gives, empty where no message is chosen; `nothing`: it gives
    nothing. `faulty`: its text cannot be used, so that the one before is.
    """

    name: str
    type: str
    required: bool
    known: bool
    source: str
    changed: bool
    faulty: bool
    value: str
    nothing: bool
    plates: tuple[Plate, ...]

    @property
    def sentence(self) -> str:
        """The row as one sentence, for screen readers."""
        parts = [
            one_line(self.name, 120),
            "required" if self.required else "",
            self.type,
            f"from {self.source}",
            "other than in the preset" if self.changed else "",
            "cannot be read, the one before is in use" if self.faulty else "",
            self.value or ("nothing" if self.nothing else ""),
            *(plate.text for plate in self.plates),
        ]
        return ", ".join(part for part in parts if part)


def rows_of(draft: Draft, at: int, look: MappingLook | None) -> tuple[FieldRow, ...]:
    """Every field of the action in its order, then keys of the mapping that it does not have."""
    configuration = draft.configuration
    subscription = configuration.subscriptions[at]
    definition = load_definition(configuration.definition)
    action = definition.data["actions"].get(subscription.action)
    fields = action["fields"] if action is not None else {}
    preset = preset_of(configuration.definition, subscription.name)
    if preset is not None and preset.action == subscription.action:
        usual = preset.mapping
    else:
        usual = definition.default_mapping(subscription.action) if action is not None else {}
    names = [*fields, *(name for name in subscription.mapping if name not in fields)]
    rows = []
    for name in names:
        field = fields.get(name)
        source = subscription.mapping.get(name, MISSING)
        seen = None if look is None else look.fields.get(name)
        value = MISSING if seen is None else seen.value
        rows.append(
            FieldRow(
                name,
                _type_of(field),
                bool(field and field.get("required") is True),
                field is not None,
                NOTHING if source is MISSING else from_words(source),
                source != usual.get(name, MISSING),
                (at, name) in draft.fields,
                "" if look is None else _value(value),
                look is not None and value is MISSING,
                () if seen is None else _plates(seen, known=field is not None),
            )
        )
    return tuple(rows)


def _type_of(field: dict[str, Json] | None) -> str:
    if field is None:
        return "unknown"
    kind = str(field.get("type", ""))
    return f"{kind} list" if field.get("multiple") else kind


def _value(value: Json) -> str:
    if value is MISSING:
        return "left out"
    if isinstance(value, dict):
        return "1 key" if len(value) == 1 else f"{len(value)} keys"
    if isinstance(value, list):
        return "1 item" if len(value) == 1 else f"{len(value)} items"
    if isinstance(value, str):
        return one_line(value)
    return value_text(value)


def _plates(seen: FieldLook, *, known: bool) -> tuple[Plate, ...]:
    plates = [] if known else [Plate("unknown field, left out", "dropped")]
    plates += [
        _left_out_plate(one) for one in seen.left_out if one.reason in ("unknown", "missing")
    ]
    for leaf in seen.leaves:
        if leaf.kind != "path":
            inside = f"{one_line(path_text(leaf.path[1:]), 40)}: " if len(leaf.path) > 1 else ""
            plates.append(Plate(f"{inside}{leaf.kind}"))
        plates += [Plate(_note_words(note), "accent") for note in leaf.notes]
    told = list(dict.fromkeys(plates))
    # What is lost first.
    told.sort(key=lambda one: one.kind != "dropped")
    more = len(told) - _MOST_PLATES
    return (*told[:_MOST_PLATES], *([Plate(f"+{more}")] if more > 0 else []))


def _left_out_plate(one: LeftOut) -> Plate:
    where = one_line(path_text(one.path[1:]), 40) if len(one.path) > 1 else ""
    if one.reason == "unknown":
        return Plate(f"{where}: unknown key" if where else "unknown key")
    return Plate(f"{where}: required" if where else "required", "dropped")


def _note_words(note: Note) -> str:
    detail = one_line(note.detail, 40)
    words = {
        "coerced": f"coerced from {detail}",
        "unwrapped": "out of a list of one",
        "wrapped": "made a list",
        "trimmed": "trimmed",
        "normalised": f"normalised from {detail}",
        "fallback": f"from {detail}",
        "moved": f"moved to {detail}",
    }
    return words[note.kind]
