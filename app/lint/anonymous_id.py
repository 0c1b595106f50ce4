"""What stands where the destination looks for the anonymousId."""

from app.destination.model import FieldError
from app.lint.complaints import complaint
from app.segment.jsontext import JsonObject
from app.topsort.words import shown


def wants_anonymous_id(error: FieldError) -> bool:
    """Whether it complains of an `opaqueUserId` that is read from `anonymousId` alone."""
    return complaint(error).path == ("opaqueUserId",) and error.sources == (("anonymousId",),)


def lack_of_anonymous_id(message: JsonObject) -> str | None:
    """What stands where the anonymousId should be: `missing`, `null`, `empty`, `an object`;
    None where there is one."""
    value = message.get("anonymousId")
    if value is None:
        return "null" if "anonymousId" in message else "missing"
    if isinstance(value, str):
        return None if value else "empty"
    return shown(value) if isinstance(value, dict | list) else None


def has_user_id(message: JsonObject) -> bool:
    """Whether there is a userId, which a person may take for a substitute."""
    user = message.get("userId")
    return isinstance(user, str | int | float) and user != ""
