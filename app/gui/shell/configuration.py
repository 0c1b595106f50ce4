"""The configuration in a few words, and the one switch of the set-up page."""

from app.destination import load_definition
from app.destination.model import Configuration

ALTERNATE = "Product Added"
"""The event that Topsort's guide names as the alternate for clicks."""


def alternate_on(configuration: Configuration) -> bool:
    """Whether the alternate for clicks is switched on."""
    return any(one.alternate and one.enabled for one in configuration.subscriptions)


def with_alternate(configuration: Configuration, on: bool) -> Configuration:
    """The presets with the alternate switched on or off; settings stay as they are."""
    definition = load_definition(configuration.definition)
    made = definition.configuration(enable=[ALTERNATE] if on else [])
    return Configuration(made.definition, made.subscriptions, configuration.settings)


def configuration_words(configuration: Configuration) -> str:
    """`Topsort presets`, `Topsort presets, Product Added on`, or `changed`."""
    for on, words in ((False, "Topsort presets"), (True, f"Topsort presets, {ALTERNATE} on")):
        if configuration.hash == with_alternate(configuration, on).hash:
            return words
    return "changed"
