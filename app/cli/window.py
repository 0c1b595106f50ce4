"""The program without a command: the window, or the terminal where there is no display."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

import click

from app.cli.capturing import DEFAULT_PORT, capture
from app.cli.failure import Failure, say
from app.cli.options import configuration_options
from app.cli.reach_options import host_option, tls_option
from app.cli.sdk_option import chosen_sdk, sdk_option
from app.config.paths import Paths
from app.destination.model import Configuration
from app.services import Inspector
from app.services.retention import saved_retention
from app.store.capture_file import check

_WITHOUT_DISPLAY = frozenset(
    {"offscreen", "minimal", "minimalegl", "vnc", "linuxfb", "eglfs", "vkkhrdisplay"}
)
"""Qt's platforms that draw without a display server."""


@click.command("window", hidden=True)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=DEFAULT_PORT,
    show_default=True,
    help="Where it is taken, the next free one; 0 picks a free one.",
)
@host_option
@tls_option
@sdk_option
@configuration_options
@click.pass_obj
def window_command(
    paths: Paths,
    file: Path | None,
    port: int,
    host: str,
    tls: bool,
    sdk: Path | None,
    configuration: Configuration | None,
) -> int:
    """Open the window, on the capture FILE or on a new one."""
    if file is not None:
        check(file)
    sdk_dir = chosen_sdk(sdk)
    if not has_display(sys.platform, os.environ):
        say("There is no display for a window. Events are captured here in the terminal instead.")
        capture(paths, file, configuration, host=host, port=port, tls=tls, sdk_dir=sdk_dir)
        return 0
    try:
        from app.gui.application import run
    except ImportError as error:
        raise Failure(
            f"The window cannot be shown: {error}. “topsort-inspector capture” needs none.", 1
        ) from error
    paths.create()

    def start(path: Path | None) -> Inspector:
        return Inspector.start(
            path,
            configuration=configuration,
            host=host,
            port=port,
            next_free_port=True,
            may_read_only=True,
            tls=tls,
            sdk_dir=sdk_dir,
            retention=saved_retention(paths),
            paths=paths,
        )

    return run(start, file=file, port=port, data=paths.data)


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown: on Linux a display server, or a Qt platform without one."""
    if not platform.startswith("linux"):
        return True
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return True
    return environ.get("QT_QPA_PLATFORM", "").partition(":")[0] in _WITHOUT_DISPLAY
