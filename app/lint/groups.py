"""Facts that share a key, such as a bid or an order id.

A rule over such a group is a function of the set of its facts: never of the order in which they
came. Its work is bounded all the same: what it says of a fact may hang on the traits that the
group has, on the earliest facts of the group, and on the fact's neighbours in time. So a new
fact changes what is said of few others, or of all of them a few times in the group's life.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from app.lint.facts import Fact
from app.lint.timeline import Timeline

EARLY = 16
"""So many facts of a group are named to the others, and name others."""

FEW = 8
"""Up to so many traits of a group may matter one by one."""

SHAPE = ("click", "view", "order", "carries", "prices", "account")
"""Parts of a fact that windows may need."""

Entry = tuple[Hashable, Hashable, bool]
"""Key, trait, and whether the fact is one that something may be said of."""


@dataclass(frozen=True, eq=False)
class Window:
    """Which facts a rule looks at together.

    `entries` answers, for a fact, the groups that it is in. In a group facts stand in the order
    of `Fact.occ`, or of `Fact.t` where `own` is set. `reach` is how many neighbours on either
    side a rule may look at. `spans` names the bands at whose distance from the earliest fact a
    rule changes its mind. Copies of a message are left out unless `copies` is set. `unlike`: the
    rules say nothing of a group whose facts all have one trait. `needs`: of each of these some,
    out of SHAPE, has to be in a fact that has a place at all.
    """

    name: str
    entries: Callable[[Fact], Iterable[Entry]]
    own: bool = False
    reach: int = 0
    spans: tuple[str, ...] = ()
    copies: bool = False
    unlike: bool = False
    needs: tuple[tuple[str, ...], ...] = ()

    def fits(self, has: set[str]) -> bool:
        """Whether facts of this shape can have a place in it."""
        return all(not has.isdisjoint(some) for some in self.needs)


class Group:
    """The facts of one key, and how often each trait is among them."""

    __slots__ = ("key", "line", "own", "traits")

    def __init__(self, key: Hashable, own: bool) -> None:
        self.key = key
        self.line = Timeline()
        self.traits: dict[Hashable, int] = {}
        self.own = own

    def __len__(self) -> int:
        return len(self.line)

    def time(self, fact: Fact) -> int:
        """The fact's time in this group."""
        return fact.t if self.own else fact.occ

    def index(self, fact: Fact) -> int:
        """Where it stands."""
        return self.line.index(self.time(fact), fact)

    def early(self) -> Iterator[Fact]:
        """The earliest facts."""
        return islice(self.line, EARLY)

    def is_early(self, fact: Fact) -> bool:
        """Whether it is one of those."""
        return len(self.line) <= EARLY or self.index(fact) < EARLY

    def near(self, fact: Fact, reach: int = 1) -> tuple[list[Fact], list[Fact]]:
        """Up to `reach` neighbours before it and after it, each side nearest first."""
        return self.line.near(self.index(fact), reach)

    def others(self, fact: Fact, unlike: Callable[[Fact], bool], most: int = 5) -> list[Fact]:
        """Companions to name: early facts that are `unlike`; none for a fact that came late."""
        if not self.is_early(fact):
            return []
        return list(islice((one for one in self.early() if one is not fact and unlike(one)), most))


Lone = tuple[Fact, Hashable, bool]


class Groups:
    """All groups of one window. A key that only one fact has takes no more than that."""

    def __init__(self, window: Window, spans: Iterable[int] = ()) -> None:
        self.window = window
        self._spans = tuple(spans)
        self._groups: dict[Hashable, Group | Lone] = {}

    def __len__(self) -> int:
        return len(self._groups)

    def of(self, fact: Fact) -> Iterator[Group]:
        """The groups of more than one fact that it is in and may be spoken of in."""
        seen = set()
        for key, _, speaks in self.window.entries(fact):
            group = self._groups.get(key)
            if speaks and isinstance(group, Group) and key not in seen:
                seen.add(key)
                yield group

    def add(self, fact: Fact) -> list[Fact]:
        """Take it in; answer whose findings may be others now, itself included where it has
        company."""
        touched: list[Fact] = []
        for key, trait, speaks in self.window.entries(fact):
            found = self._groups.get(key)
            if found is None:
                self._groups[key] = (fact, trait, speaks)
                continue
            company = [fact]
            if not isinstance(found, Group):
                group = Group(key, self.window.own)
                self._put(group, *found)
                company.append(found[0])
                self._groups[key] = found = group
            affected = self._put(found, fact, trait, speaks)
            if len(found.traits) > 1 or not self.window.unlike:
                touched += company
                touched += affected
        return touched

    def remove(self, fact: Fact) -> list[Fact]:
        """Take it out; answer the others whose findings may be others now."""
        touched: list[Fact] = []
        for key, trait, speaks in self.window.entries(fact):
            found = self._groups.get(key)
            if found is None:
                continue
            if not isinstance(found, Group):
                if found[0] is fact:
                    del self._groups[key]
                continue
            touched += self._take(found, fact, trait, speaks)
            if not found.traits:
                del self._groups[key]
        return touched

    def _put(self, group: Group, fact: Fact, trait: Hashable, speaks: bool) -> list[Fact]:
        count = group.traits.get(trait, 0)
        group.traits[trait] = count + 1
        turned = count == 0 and len(group.traits) <= FEW
        if not speaks:
            return list(group.line) if turned else []
        index = group.line.add(group.time(fact), fact)
        return self._affected(group, index, turned)

    def _take(self, group: Group, fact: Fact, trait: Hashable, speaks: bool) -> list[Fact]:
        count = group.traits.get(trait, 0) - 1
        if count > 0:
            group.traits[trait] = count
        else:
            group.traits.pop(trait, None)
        turned = count <= 0 and len(group.traits) < FEW
        if not speaks:
            return list(group.line) if turned else []
        index = group.index(fact)
        touched = self._affected(group, index, turned)
        group.line.remove(group.time(fact), fact)
        return touched

    def _affected(self, group: Group, index: int, turned: bool) -> list[Fact]:
        """Those who may be spoken of otherwise, now that the fact at `index` comes or goes."""
        if turned:
            return list(group.line)
        touched: list[Fact] = []
        if self.window.unlike and len(group.traits) < 2:
            return touched
        if self.window.reach:
            before, after = group.line.near(index, self.window.reach)
            touched = before + after
        if index <= EARLY:
            touched += islice(group.line, EARLY + 1)
        if index == 0 and len(group.line) > EARLY:
            first, second = (group.line.time(at) for at in (0, 1))
            for span in self._spans:
                touched += group.line.between(first + span, second + span + 1)
        return touched
