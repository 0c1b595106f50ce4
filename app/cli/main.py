"""The command line: `topsort-inspector ...`, also `python -m app ...`."""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from app import __version__
from app.capture.authority_file import AuthorityError
from app.capture.endpoint import BindError
from app.cli.capturing import capture_command
from app.cli.checklist import checklist_command
from app.cli.configuring import configuration_command
from app.cli.copying import copy_command
from app.cli.export import export_command
from app.cli.failure import Failure, say
from app.cli.journeys import journeys_command
from app.cli.judging import map_command
from app.cli.playing import demo_command, sandbox_command
from app.cli.replaying import replay_command
from app.cli.terminal import forget_output
from app.cli.window import window_command
from app.config.logs import set_up_logging
from app.config.paths import find_paths
from app.store.errors import CaptureFileError

_WINDOW = "window"
_INTERRUPTED = 130


class _Group(click.Group):
    """Takes what is no command as the file for the window."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the window's command in where none is named."""
        at = self._first_own(args)
        if at == len(args) or args[at] not in self.commands:
            args = [*args[:at], _WINDOW, *args[at:]]
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command was probably meant where the window's file is a misspelt one."""
        if args[0] == _WINDOW and len(args) > 1:
            self._refuse_misspelt(args[1])
        return super().resolve_command(ctx, args)

    def _refuse_misspelt(self, word: str) -> None:
        if word.startswith("-") or "." in word or "/" in word or Path(word).exists():
            return
        names = [name for name, one in self.commands.items() if not one.hidden]
        near = get_close_matches(word, names, n=1)
        hint = f" Did you mean “{near[0]}”?" if near else f" Commands: {', '.join(names)}."
        raise Failure(f"There is no command and no file “{word}”.{hint}")

    def _first_own(self, args: list[str]) -> int:
        """Index of the first argument that is not an option of the group itself."""
        at = 0
        while at < len(args):
            if args[at] == "--profile-dir":
                at += 2
            elif args[at] in ("--verbose", "--version", "--help") or args[at].startswith(
                "--profile-dir="
            ):
                at += 1
            else:
                break
        return min(at, len(args))


@click.group(
    cls=_Group,
    subcommand_metavar="[FILE] | COMMAND [ARGS]...",
    epilog="The window listens on 127.0.0.1:8765, or on the next free port: --port and --host "
    "choose others, as in “topsort-inspector --port 8770”. “topsort-inspector window --help” "
    "lists all its options.",
)
@click.version_option(__version__, prog_name="topsort-inspector", message="%(prog)s %(version)s")
@click.option(
    "--profile-dir",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where captures and settings live, instead of this system's own places.",
)
@click.option("--verbose", is_flag=True, help="Log more to standard error.")
@click.pass_context
def cli(ctx: click.Context, profile_dir: Path | None, verbose: bool) -> None:
    """See, before launch, the exact fate of every Segment event on its way to Topsort.

    Without a command: the window, on the capture FILE or on a new one.
    """
    set_up_logging(verbose=verbose)
    ctx.obj = find_paths(profile_dir)


for _command in (
    capture_command,
    map_command,
    journeys_command,
    checklist_command,
    configuration_command,
    export_command,
    copy_command,
    demo_command,
    sandbox_command,
    replay_command,
    window_command,
):
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit code.

    0 where all went well, 1 where a command has a bad result to tell, 2 where it could not do
    what was asked: a taken port, a bad file, a wrong option.
    """
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal that cannot show a character shows `?`; that is no reason to stop.
            stream.reconfigure(errors="replace")
    try:
        code = _run(arguments)
        sys.stdout.flush()
        return code
    except (BrokenPipeError, SystemExit):
        # Whoever read our output has seen enough. (click makes an exit of it.)
        forget_output()
        return 0


def _open_closed_streams() -> None:
    """Where a standard stream was closed (`>&-`), what goes there goes nowhere; and no file that
    is opened later gets its number, which others would write to."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result: Any = cli.main(
            args=None if arguments is None else list(arguments),
            prog_name="topsort-inspector",
            standalone_mode=False,
        )
    except Failure as failure:
        failure.show()
        return failure.code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return _INTERRUPTED
    except (AuthorityError, CaptureFileError, BindError) as error:
        say(str(error))
        return 2
    except BrokenPipeError:
        raise
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{error.strerror or error}.")
        return 2
    return result if isinstance(result, int) else 0
