"""How the window folds when it becomes small: one table of limits, read by every part."""

from dataclasses import dataclass

from app.gui.fonts import scaled


@dataclass(frozen=True, slots=True)
class Fold:
    """What the size of the window leaves room for. All limits are `look.md` section 2."""

    narrow: bool
    """Under 1160: buttons show icons, the address loses its words."""
    slim_rail: bool
    """Under 1080: the rail shows icons."""
    detail_height: int
    """The default height of the detail pane."""


def fold_of(width: int, height: int) -> Fold:
    """The fold of a window of this size in px."""
    return Fold(
        narrow=width < scaled(1160),
        slim_rail=width < scaled(1080),
        detail_height=_detail_height(height),
    )


def _detail_height(height: int) -> int:
    """62 % of what table and detail share (432 of 900), 274 under 700."""
    if height < scaled(700):
        return scaled(274)
    bars = scaled(48 + 44 + 92 + 24)
    return round((height - bars) * 432 / (900 - 208))


def whole_rows(room: int, detail: int, row: int) -> int:
    """The height of the detail nearest to `detail` that leaves whole rows of the rest of `room`."""
    rest = room - detail
    rows = max(4, round(rest / row))
    return max(0, room - rows * row)
