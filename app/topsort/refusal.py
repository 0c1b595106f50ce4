"""What Topsort says when it refuses a request."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why Topsort's contract refuses a request.

    `err_code` is from Topsort's published list (the list is open), `pointer` the place in the
    request body as a JSON pointer (`/purchases/0/items/2/unitPrice`), `path` the same as steps,
    `message` a sentence for a person. `status` is the HTTP status it is answered with.
    `found` and `wants` are the two halves of the sentence, for texts that build their own:
    `is 0`, `a price over 0`.
    """

    err_code: str
    pointer: str
    path: tuple[str | int, ...]
    message: str
    status: int = 400
    found: str = ""
    wants: str = ""
