"""The configuration in a few words."""

from app.destination import load_definition
from app.destination.model import Configuration
from app.services.alternate import ALTERNATE, with_alternate


def configuration_words(configuration: Configuration) -> str:
    """`Topsort presets`, `Topsort presets, Product Added on`, or `changed`."""
    presets = load_definition(configuration.definition).configuration()
    for on, words in ((False, "Topsort presets"), (True, f"Topsort presets, {ALTERNATE} on")):
        if configuration.hash == with_alternate(presets, on).hash:
            return words
    return "changed"
