"""The `.venv` of this checkout: made, filled from a lock, and known to be whole.

Standard library only: this runs before anything is installed. Every failure is a `SetupError`
that says what, where and what to do; `ensure` prints it and ends with code 3.
"""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {
    "run": ROOT / "scripts" / "locks" / "run.txt",
    "dev": ROOT / "scripts" / "locks" / "dev.txt",
}
_PATH_FILE = "topsort-inspector.pth"


class SetupError(Exception):
    """A sentence that says what went wrong, where, and what to do."""


def say(text: str) -> None:
    """Tell the user; always on standard error, since standard output belongs to the program."""
    print(text, file=sys.stderr, flush=True)


def venv_python() -> str:
    """The Python of the environment."""
    folder = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(VENV.joinpath(*folder))


def ensure(kind: str) -> None:
    """Have `.venv` hold exactly what the lock `kind` (`run` or `dev`) names.

    Costs a few milliseconds where that is so already. Ends the program with code 3 and a
    sentence where it can't be done.
    """
    try:
        _ensure(kind)
    except SetupError as error:
        say(f"Set-up stopped: {error}")
        sys.exit(3)
    except OSError as error:
        say(f"Set-up stopped: {_os_sentence(error)}")
        sys.exit(3)
    except KeyboardInterrupt:
        say("\nSet-up interrupted. The next start goes on from here.")
        sys.exit(130)


def _ensure(kind: str) -> None:
    if _is_whole(kind):
        return
    with _alone():
        if _is_whole(kind):
            return
        if not _is_usable():
            _create()
        for stamp in LOCKS:
            _stamp_file(stamp).unlink(missing_ok=True)
        say(f"Installing what {LOCKS[kind].relative_to(ROOT).as_posix()} names into .venv ...")
        _install(LOCKS[kind])
        _write_path_file()
        # The developers' lock holds all that the run lock does, in the same versions.
        for stamp in {"run", kind}:
            _stamp_file(stamp).write_text(_stamp(stamp), "utf-8")
        say("Ready.")


def _stamp_file(kind: str) -> Path:
    return VENV / f"installed-{kind}"


def _stamp(kind: str) -> str:
    """Changes with the lock, the Python and the place of the checkout."""
    lock = hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()
    return f"{lock} {VENV}"


def _is_whole(kind: str) -> bool:
    try:
        return _stamp_file(kind).read_text("utf-8") == _stamp(kind) and _is_usable()
    except FileNotFoundError:
        return False


def _is_usable() -> bool:
    """Whether `.venv` has a Python of its own that still exists, and pip."""
    python = Path(venv_python())
    return (VENV / "pyvenv.cfg").is_file() and python.exists() and any(_site_packages("pip"))


def _site_packages(name: str) -> Iterator[Path]:
    pattern = "Lib/site-packages" if os.name == "nt" else "lib/python3*/site-packages"
    return VENV.glob(f"{pattern}/{name}")


def _create() -> None:
    if sys.prefix != sys.base_prefix and Path(sys.prefix).resolve() == VENV.resolve():
        raise SetupError(
            f"{VENV} is broken, and it can't be mended by its own Python. Delete the folder and "
            "start again with the system's python3."
        )
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = f"python3.{sys.version_info.minor}"
        raise SetupError(
            f"{sys.executable} comes without the venv module. "
            f"On Debian and Ubuntu: apt-get install {version}-venv"
        ) from None
    say(f"Making .venv with Python {sys.version.split()[0]} ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    try:
        venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(VENV)
    except subprocess.CalledProcessError as error:
        output = error.output.decode(errors="replace") if error.output else str(error)
        raise SetupError(f"pip could not be put into {VENV}: {_tail(output)}") from None


def _install(lock: Path) -> None:
    command = [
        venv_python(),
        *("-m", "pip", "install", "--require-hashes", "--requirement", str(lock)),
        *("--disable-pip-version-check", "--no-input", "--quiet", "--progress-bar", "off"),
    ]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode:
        raise SetupError(_pip_sentence(done.stdout.decode(errors="replace"), lock))


def _pip_sentence(output: str, lock: Path) -> str:
    told = _tail(output)
    if "No space left on device" in output or "[Errno 28]" in output:
        return f"the disk of {VENV} is full. Make room (about 600 MB) and start again.\n{told}"
    if "do not match the hashes" in output.lower():
        return f"a downloaded package differs from {lock.name}: it was not installed.\n{told}"
    if "NewConnectionError" in output or "ConnectTimeout" in output or "ProxyError" in output:
        return f"the Python package index can't be reached. Check the network or proxy.\n{told}"
    if "No matching distribution found" in output:
        return (
            "a package has no build for this system or Python, or the package index can't be "
            f"reached. Linux needs glibc 2.34 or newer (Debian 12, Ubuntu 22.04).\n{told}"
        )
    return f"pip could not install {lock.name}.\n{told}"


def _tail(output: str) -> str:
    """pip's own errors; where it names none, the last it said."""
    lines = output.strip().splitlines()
    return "\n".join([line for line in lines if line.startswith("ERROR")] or lines[-6:])


def _write_path_file() -> None:
    """Makes `app` importable from any folder, so that relative file names stay the caller's."""
    for packages in _site_packages(""):
        (packages / _PATH_FILE).write_text(f"{ROOT}\n", "utf-8")


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One set-up at a time in this checkout; the system drops the lock of a killed one."""
    with (ROOT / ".venv-setup.lock").open("w") as handle:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _os_sentence(error: OSError) -> str:
    import errno

    where = error.filename or VENV
    if error.errno == errno.ENOSPC:
        return f"the disk is full at {where}. Make room (about 600 MB) and start again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where} can't be written. Use a checkout that belongs to you."
    return f"{error.strerror or error} ({where})"
