"""Sees to what Debian and Ubuntu must provide; other systems have it or need nothing."""

import os
import shutil
import subprocess
from pathlib import Path

from environment import SetupError, say

_LIST = Path(__file__).parent / "system-packages.txt"


def missing(*parts: str) -> list[str]:
    """Packages that the named parts (`window`, `tests`) need and that are not installed.

    Empty where the system is not Debian's or Ubuntu's: there is no list for it.
    """
    if not shutil.which("dpkg-query"):
        return []
    installed = _installed()
    absent = []
    for line in _LIST.read_text("utf-8").splitlines():
        words = line.split("#")[0].split()
        if not words or words[0] not in parts:
            continue
        package, command = words[1], words[2] if len(words) > 2 else ""
        if package not in installed and not (command and shutil.which(command)):
            absent.append(package)
    return absent


def ensure_system(*parts: str) -> None:
    """Install what is missing as root; otherwise say the one command to type.

    Raises SetupError where the installation fails or is left to the user.
    """
    absent = missing(*parts)
    if not absent:
        return
    command = f"apt-get install --yes --no-install-recommends {' '.join(absent)}"
    if not (hasattr(os, "geteuid") and os.geteuid() == 0):
        raise SetupError(f"this system lacks packages. Type:\n  sudo {command}")
    say(f"Installing {len(absent)} packages of the system: {' '.join(absent)} ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["apt-get", "update"], command.split()):
        done = subprocess.run(
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        if done.returncode:
            told = "\n".join(done.stdout.decode(errors="replace").strip().splitlines()[-4:])
            raise SetupError(f"“{' '.join(words)}” failed:\n{told}")


def _installed() -> set[str]:
    """Names of installed packages and of what they provide (`libglib2.0-0t64` provides the
    older name)."""
    listing = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status}\t${Package}\t${Provides}\n"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    names: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = line.split("\t")
        if status == "installed":
            names.add(package)
            names.update(one.split("(")[0].strip() for one in provides.split(","))
    return names
