"""What is to be known of the authority where no certificate is made: its name, place and errors.

`cryptography` takes longer to load than the rest of a command, so only who makes certificates
loads it.
"""

from pathlib import Path

AUTHORITY_NAME = "Topsort Inspector local authority"
"""As lists of certificates show it; the ways to remove it name it."""


class AuthorityError(OSError):
    """The authority cannot be made or read; the text is a full sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


def certificate_path(folder: Path) -> Path:
    """Where the certificate of the authority in `folder` lies once it is made."""
    return folder / "authority.pem"
