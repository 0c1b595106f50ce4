"""`configuration`: what decides the verdicts, as JSON to be edited and read again."""

import sys
from pathlib import Path

import click

from app.cli.failure import Failure, say
from app.cli.options import configuration_options, default_configuration
from app.config.installation import installation_id
from app.config.paths import Paths
from app.destination.model import Configuration
from app.masking import masked_json
from app.segment.jsontext import dumps_text
from app.services import is_strangers
from app.store.reader import Reader


@click.command("configuration")
@click.argument("file", metavar="[CAPTURE]", required=False, type=click.Path(path_type=Path))
@configuration_options
@click.pass_obj
def configuration_command(
    paths: Paths, file: Path | None, configuration: Configuration | None
) -> None:
    """Print a configuration as JSON: subscriptions with triggers and mappings, and settings.

    It is what the options choose, without any Segment’s presets; with CAPTURE the one that judged
    that file. Edit it and hand it back: --subscriptions FILE.
    """
    if file is not None:
        if configuration is not None:
            raise Failure("Name a capture or choose by options, not both.")
        configuration = _of_capture(paths, file)
    chosen = masked_json((configuration or default_configuration()).to_json())
    sys.stdout.buffer.write(dumps_text(chosen, indent=2).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def _of_capture(paths: Paths, file: Path) -> Configuration | None:
    reader = Reader(file)
    try:
        if is_strangers(file, installation_id(paths.data)):
            say(f"{file} was made by another installation. Look at its configuration before use.")
        return reader.configuration()
    finally:
        reader.close()
