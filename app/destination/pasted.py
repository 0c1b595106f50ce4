"""A configuration out of any text that somebody opens or pastes.

JSON in every spelling of `subscriptions`, Terraform's code, a HAR, raw HTTP or a cURL command
with the answer below it. No key and no token of it is kept.
"""

import codecs
import re
from collections.abc import Mapping

from app.destination.recorded import (
    bodies_of_curl,
    bodies_of_har,
    body_of_http,
    is_curl,
    is_har,
    is_http,
)
from app.destination.remark import NO_CODE, Code, Remark
from app.destination.subscriptions import NO_ACTIONS, Reading, read_subscriptions
from app.segment.jsontext import Json, JsonError, loads

MAX_BYTES = 64_000_000
"""More than any configuration has; a HAR may be as large."""

_TERRAFORM = re.compile(
    r"^[ \t]*(?:resource[ \t]+\"|(?:import|terraform|locals)[ \t]*\{|(?:provider|variable|module|"
    r"data|output)[ \t]+\")",
    re.MULTILINE,
)
_JSON_STARTS = ("{", "[", '"')
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_configuration(
    text: str | bytes,
    *,
    definition: str | None = None,
    actions: Mapping[str, str] = NO_ACTIONS,
) -> Reading:
    """Read a configuration. `definition` and `actions` are those of `read_subscriptions`.

    Never fails over what `text` holds.
    """
    if len(text) > MAX_BYTES:
        return _refused(f"It is larger than {MAX_BYTES // 1_000_000} MB.")
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-16" if text.startswith(_UTF_16) else "utf-8-sig")
        except UnicodeDecodeError as error:
            return _refused(f"It is no text: byte {error.start} is not valid {error.encoding}.")
    text = text.removeprefix("\ufeff")
    if not text.strip():
        return _refused("It is empty.")
    code: Code = NO_CODE
    try:
        if text.lstrip().startswith(_JSON_STARTS):
            data = _json(text)
        elif is_curl(text):
            data = _first_that_reads(bodies_of_curl(text), "the command sends")
        elif is_http(text):
            data = _first_that_reads([body_of_http(text)], "stands below the headers")
        elif _TERRAFORM.search(text):
            # hcl2 takes a tenth of a second to load: only its readers pay for that.
            from app.destination.terraform import read_terraform

            code = read_terraform(text)
            data = code.data
        else:
            return _refused("It is no JSON, no Terraform code and no cURL command.")
    except JsonError as error:
        return _refused(f"It cannot be read: {error}.")
    if any(one.error for one in code.remarks):
        return Reading(None, code.remarks)
    return read_subscriptions(data, definition=definition, actions=actions, code=code)


def _refused(reason: str) -> Reading:
    return Reading(None, (Remark((), reason),))


def _json(text: str) -> Json:
    data = loads(text)
    return list(bodies_of_har(data)) if is_har(data) else data


def _first_that_reads(bodies: list[str], where: str) -> Json:
    """All bodies that hold JSON. Raises JsonError where none does."""
    found: list[Json] = []
    fault = JsonError(f"there is no JSON in what {where}")
    for body in bodies:
        try:
            found.append(loads(body))
        except JsonError as error:
            if body.lstrip().startswith(_JSON_STARTS):
                fault = JsonError(f"the JSON in what {where} is broken: {error.reason}")
    if not found:
        raise fault
    return found
