"""Where everything of a journey stands on its canvas, and the ways of its lines.

Lines keep to ways that hold no label. A label stands at the right of its node and ends before the
next column begins, so that a narrow channel at the left of each column is free from top to
bottom; and between two lanes a band is free from left to right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.analysis.attribution import LineState
from app.analysis.journey import Journey, Silence

Point = tuple[float, float]

LANES = ("auction", "impression", "click", "purchase")
LANE_HEIGHT = 92
PURCHASE_HEIGHT = 192
AXIS_HEIGHT = 32
LEFT = 108
"""Where the first column stands: lane names are at its left."""
STEP = 130
"""The least distance of two columns; a label that is longer gets more, up to MOST_LABEL."""
MOST_LABEL = 190
SILENCE = 30
CHANNEL = 17
"""How far at the left of a column its channel runs."""
NODE = 12
"""Radius of a node with the ground round it."""
BOX = 172
LINE = 32
MOST_LINES = 6
"""Lines of one order that have a row of their own."""
_GAP = 26
"""What a label leaves free before the next column."""
_AFTER_BOX = 46
_QUIET = SILENCE + 22
"""What a silence takes: its column, and the channel of the column that follows."""
_BAND = LANE_HEIGHT / 2 - 12
"""How far from the middle of a lane the band runs that no label reaches."""
_BOX_TOP = 22


@dataclass(frozen=True, slots=True)
class Node:
    """A step of another lane than purchase; `room` is the width that its label may have."""

    step: int
    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Box:
    """An order: its step, its index in `Journey.orders` (None: it is not told) and its rows."""

    step: int
    order: int | None
    x: float
    y: float
    lines: int
    more: int

    @property
    def height(self) -> float:
        """Title and rows."""
        return LINE * (1 + self.lines + (1 if self.more else 0))

    def row_y(self, line: int) -> float:
        """The middle of a line's row."""
        return self.y + LINE * (line + 1.5)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silence: a column of its own."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Way:
    """A line through `points`: corners are rounded, but for `curve`, whose last four points are a
    cubic from the first of them to the last."""

    kind: Literal["bid", "credited", "missed"]
    state: LineState | None
    points: tuple[Point, ...]
    curve: bool
    steps: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tick:
    """A time on the axis."""

    x: float
    words: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything, in px at a base font of 13. `lanes` are the middles of the lanes, `bottom` is
    where the axis runs."""

    width: float
    bottom: float
    lanes: tuple[float, ...]
    nodes: tuple[Node, ...]
    boxes: tuple[Box, ...]
    quiet: tuple[Quiet, ...]
    ways: tuple[Way, ...]
    ticks: tuple[Tick, ...]


def lay_out(journey: Journey, width: float, label: Callable[[int], float]) -> Layout:
    """The layout for a canvas that is at least `width` px wide. `label` is the width in px of the
    label of a step."""
    orders = {one.order.row: index for index, one in enumerate(journey.orders)}
    boxes_of = {
        index: orders.get(step.row) if step.row is not None else None
        for index, step in enumerate(journey.steps)
        if step.lane == "purchase"
    }
    xs, quiet, end = _columns(journey, set(boxes_of), width, label)
    lanes = tuple(LANE_HEIGHT * (lane + 0.5) for lane in range(4))
    top = 3 * LANE_HEIGHT + _BOX_TOP
    boxes = tuple(_box(journey, step, order, xs[step], top) for step, order in boxes_of.items())
    tallest = max((box.height for box in boxes), default=0.0)
    bottom = 3 * LANE_HEIGHT + max(float(PURCHASE_HEIGHT), tallest + 2 * _BOX_TOP)
    # A silence stands close before the column that follows it.
    ends = sorted({*xs.values(), *(one.x + _GAP - 6 for one in quiet)})
    nodes = tuple(
        Node(index, xs[index], lanes[LANES.index(step.lane)], _room(xs[index], ends, end))
        for index, step in enumerate(journey.steps)
        if step.lane in LANES[:3]
    )
    ways = _ways(journey, {node.step: node for node in nodes}, boxes)
    ticks = tuple(Tick(xs[one.steps[0]], one.words) for one in journey.columns)
    purchase = 3 * LANE_HEIGHT + _BOX_TOP + LINE * 0.5
    return Layout(end, bottom, (*lanes[:3], purchase), nodes, boxes, quiet, ways, ticks)


def _columns(
    journey: Journey, purchases: set[int], width: float, label: Callable[[int], float]
) -> tuple[dict[int, float], tuple[Quiet, ...], float]:
    """The x of every step; what room is left over goes to the times between columns."""
    silences: dict[int, list[Silence]] = {}
    for one in journey.silences:
        silences.setdefault(one.before, []).append(one)
    columns = journey.columns
    least = [
        max(
            float(BOX + _AFTER_BOX)
            if step in purchases
            else max(float(STEP), min(label(step), MOST_LABEL) + NODE + 4 + _GAP)
            for step in one.steps
        )
        for one in columns
    ]
    quiet_before = [_silences_of(silences, one.steps) for one in columns]
    last = silences.get(len(journey.steps), [])
    silent = sum(len(some) for some in quiet_before) + len(last)
    if least:
        # Behind the last column there is no other.
        least[-1] -= _AFTER_BOX - 10 if purchases & set(columns[-1].steps) else 0
    needed = LEFT + sum(least) + silent * _QUIET
    spans = [
        0 if some else max(0, after.at - before.at)
        for before, after, some in zip(columns, columns[1:], quiet_before[1:], strict=False)
    ]
    spare = max(0.0, width - needed)
    share = spare / sum(spans) if sum(spans) else 0.0
    xs: dict[int, float] = {}
    quiet: list[Quiet] = []
    x = float(LEFT)
    for at, column in enumerate(columns):
        for one in quiet_before[at]:
            quiet.append(Quiet(x - 14, one.words))
            x += _QUIET
        for step in column.steps:
            xs[step] = x
        x += least[at] + (spans[at] * share if at < len(spans) else 0.0)
    for one in last:
        quiet.append(Quiet(x - 14, one.words))
        x += _QUIET
    return xs, tuple(quiet), max(width, x)


def _silences_of(silences: Mapping[int, list[Silence]], steps: tuple[int, ...]) -> list[Silence]:
    return [one for step in steps for one in silences.get(step, ())]


def _room(x: float, ends: list[float], end: float) -> float:
    following = next((one for one in ends if one > x), end + _GAP - 12)
    return max(60.0, min(following - x, MOST_LABEL + 60.0) - NODE - 4 - _GAP)


def _box(journey: Journey, step: int, order: int | None, x: float, y: float) -> Box:
    lines = len(journey.orders[order].lines) if order is not None else 0
    shown = lines if lines <= MOST_LINES else MOST_LINES - 1
    return Box(step, order, x, y, shown, lines - shown)


# Lines.


def _ways(journey: Journey, nodes: Mapping[int, Node], boxes: tuple[Box, ...]) -> tuple[Way, ...]:
    places = {(node.x, node.y) for node in nodes.values()}
    ways = [
        Way(
            "bid",
            None,
            _between(nodes[one.start], nodes[one.end], places),
            False,
            (one.start, one.end),
        )
        for one in journey.same_bid
        if one.start in nodes and one.end in nodes
    ]
    by_order = {box.order: box for box in boxes if box.order is not None}
    for number, arc in enumerate(journey.arcs):
        box = by_order.get(arc.order)
        if box is None or arc.step is None or arc.step not in nodes or arc.line >= box.lines:
            continue
        points, curve = _arc(nodes[arc.step], box, arc.line, boxes, places, number)
        kind: Literal["credited", "missed"] = "credited" if arc.state == "credited" else "missed"
        ways.append(Way(kind, arc.state, points, curve, (arc.step, box.step)))
    return tuple(ways)


def _between(one: Node, other: Node, places: set[Point]) -> tuple[Point, ...]:
    """From one node to another, between the lanes and through the channel of its column."""
    down = other.y > one.y
    side = 1 if other.y >= one.y else -1
    start = (one.x, one.y + side * (NODE + 2))
    band = one.y + side * _BAND
    if one.y == other.y:
        return (start, (one.x, band), (other.x, band), (other.x, other.y + NODE + 2))
    end = (other.x, other.y - side * (NODE + 2))
    free = all((other.x, y) not in places for y in _lanes_between(one.y, other.y))
    if one.x == other.x and free:
        return (start, end)
    if abs(other.y - one.y) <= LANE_HEIGHT or (free and down):
        return (start, (one.x, band), (other.x, band), end)
    channel = other.x - CHANNEL
    return (
        start,
        (one.x, band),
        (channel, band),
        (channel, other.y),
        (other.x - NODE - 2, other.y),
    )


def _lanes_between(one: float, other: float) -> list[float]:
    low, high = sorted((one, other))
    middles = (LANE_HEIGHT * (lane + 0.5) for lane in range(3))
    return [y for y in middles if low < y < high]


def _arc(
    node: Node,
    box: Box,
    line: int,
    boxes: tuple[Box, ...],
    places: set[Point],
    number: int,
) -> tuple[tuple[Point, ...], bool]:
    """From the row of a line to under its touch, told from the touch on."""
    floor = 3.0 * LANE_HEIGHT
    below = [y for y in _lanes_between(node.y, floor) if (node.x, y) in places]
    if below:
        # A click stands under the impression: out at the left, and down in the channel.
        channel = node.x - CHANNEL
        head: tuple[Point, ...] = (
            (node.x - NODE - 2, node.y),
            (channel, node.y),
            (channel, floor - 6),
        )
    else:
        head = ((node.x, node.y + NODE + 6), (node.x, max(node.y + NODE + 6, floor - 26)))
    x = head[-1][0]
    goal = (box.x, box.row_y(line))
    ahead = box.x > x and not any(
        other is not box and x < other.x + BOX and other.x < box.x for other in boxes
    )
    if ahead:
        # Nothing stands between: one bow, as a hand would draw it.
        return (*head, (x, goal[1]), (max(x, (x + goal[0]) / 2), goal[1]), goal), True
    # Over the other orders, then down at the left of its own.
    band = floor + 4 + 3 * (number % 5)
    channel = box.x - 10 - 3 * (number % 4)
    return (*head[:-1], (x, band), (channel, band), (channel, goal[1]), goal), False
