"""Start Topsort Inspector from a clone: `python3 scripts/run.py [ARGS]`.

Makes `.venv` at the first start; then it is `python -m app ARGS`.
"""

import os
import subprocess
import sys

import oldest_python  # noqa: F401
from environment import SetupError, ensure, say, venv_python
from system_packages import ensure_system

COMMANDS = {
    *("capture", "map", "journeys", "checklist", "configuration", "export", "copy"),
    *("demo", "sandbox", "replay"),
}
"""Commands that open no window."""


def opens_window(arguments: list[str]) -> bool:
    """Whether these arguments end in a window: no command, no question about the program, and a
    screen to show it on."""
    if any(word in COMMANDS for word in arguments) or {"--help", "--version"} & set(arguments):
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def main() -> None:
    """Set up where needed, then become the program."""
    arguments = sys.argv[1:]
    ensure("run")
    if opens_window(arguments):
        try:
            ensure_system("window")
        except SetupError as error:
            say(f"The window can't open yet: {error}")
            sys.exit(3)
    # -P: a folder `app` where the user stands must not be taken for ours.
    command = [venv_python(), "-P", "-m", "app", *arguments]
    if os.name == "posix":
        os.execv(command[0], command)
    try:
        sys.exit(subprocess.call(command))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
