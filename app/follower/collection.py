"""How often Python looks for garbage in a process that does nothing but judge."""

import gc

_THRESHOLDS = (20_000, 50, 100)
"""Python's own are 700, 10 and 10."""


def collect_seldom() -> None:
    """Collect garbage seldom from now on, and never look at what is there already.

    Nearly all that judging makes is freed at once, without the collector, or is remembered for
    long; cycles, such as two clicks taken for one action, are few and small. With Python's own
    thresholds the collector went through all that is remembered again and again, which took
    every seventh second of judging.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
