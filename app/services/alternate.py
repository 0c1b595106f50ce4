"""The alternate for clicks, which a configuration has switched on or off."""

from dataclasses import replace

from app.destination.model import Configuration

ALTERNATE = "Product Added"
"""The event that Topsort's guide names as the alternate for clicks."""


def alternate_on(configuration: Configuration) -> bool:
    """Whether the alternate for clicks is switched on."""
    return any(one.alternate and one.enabled for one in configuration.subscriptions)


def with_alternate(configuration: Configuration, on: bool) -> Configuration:
    """The configuration with its alternate switched on or off; all else stays. One without an
    alternate stays as it is."""
    return replace(
        configuration,
        subscriptions=tuple(
            replace(one, enabled=on) if one.alternate else one
            for one in configuration.subscriptions
        ),
    )
