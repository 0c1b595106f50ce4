"""How long things move. Reduced motion makes all of it 0 ms."""

_reduced = [False]


def reduce(on: bool) -> None:
    """View > Reduce motion."""
    _reduced[0] = on


def duration(milliseconds: int) -> int:
    """The length of an animation in ms; 0 where motion is reduced."""
    return 0 if _reduced[0] else milliseconds
