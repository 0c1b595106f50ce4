"""What a rule is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from app.lint.facts import Fact
from app.lint.finding import Finding, Severity
from app.lint.groups import Group, Window
from app.lint.scene import Scene, Setting
from app.lint.tally import Tally
from app.lint.texts import Text
from app.lint.users import User

USER = ("anonymousId", "userId")
"""What a rule reads that tells users apart: the userId stands in where there is no anonymousId."""

CLOCKS = (
    "originalTimestamp",
    "timestamp",
    "sentAt",
    "receivedAt",
    "context.library.name",
    "channel",
)
"""What a rule reads that compares times: Segment's correction is part of some, and whether a
server sent a message decides on which clock two are compared."""


class Watcher(Protocol):
    """A rule, or several, that matches the messages of one user with each other.

    A watcher keeps what it knows in the `User` and the `Fact`s; findings are then a function of
    the set of facts, never of the order in which they came.
    """

    codes: tuple[str, ...]
    together: str
    """Watchers of one word are asked together, because what one says hangs on another."""

    def __init__(self, setting: Setting, tally: Tally) -> None:
        """Watch one run; what concerns the capture as a whole goes into the tally."""

    def joined(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Take in a new fact; answer those whose findings may be others now, itself among them
        where there may be any of its own."""

    def left(self, user: User, fact: Fact) -> Iterable[Fact]:
        """Take a fact out again, because an earlier copy of its message has come."""

    def forget(self, user: User, fact: Fact) -> None:
        """Drop a fact that is too old to matter; what was found stands."""

    def findings(self, user: User | None, fact: Fact) -> Iterable[Finding]:
        """What there is to say about one fact now; `user` is None where it has none."""


@dataclass(frozen=True, eq=False)
class Rule:
    """One rule of the catalogue.

    - `code`: its id in the catalogue; rules that look through unlike windows may share one.
    - `severity`: the worst that it says.
    - `reads`: places in the message that it looks at, as the packaged mappings have them
      (`properties.products[].price`); what redaction must leave readable.
    - `when`: for a rule over one message, what makes it run: an action of one of its deliveries
      (`click`), `discarded`, `unmapped`, or `any` for every message that is not discarded.
    - `lost`: a rule over one message that has nothing to say where all deliveries are accepted,
      and is not asked then.

    The rule itself is one of these, by the window that it looks through:

    - `run`: over one message.
    - `over`: over the facts of one key, which `window` names. It says what there is to say of
      one fact, which is in these groups.
    - `watcher`: over the messages of one user, for what takes a state of its own.
    - `capture`: over the capture as a whole, which the tally counts.

    `shared`: its finding is about several messages alike and stands on each of them. `set_up`: a
    fault of the set-up. The rows keep a quiet mark, and one finding of the capture counts them,
    in the words of `text.capture`.
    """

    code: str
    text: Text
    severity: Severity
    reads: tuple[str, ...]
    when: tuple[str, ...] = ()
    run: Callable[[Scene], Iterable[Finding]] | None = None
    window: Window | None = None
    over: Callable[[Fact, list[Group], Setting], Iterable[Finding]] | None = None
    watcher: type[Watcher] | None = None
    capture: Callable[[Tally, Setting], Iterable[Finding]] | None = None
    lost: bool = False
    shared: bool = False
    set_up: bool = False

    @property
    def title(self) -> str:
        """Two or three words."""
        return self.text.title
