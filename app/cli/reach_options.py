"""The options about who can reach the endpoint, and what is said of it."""

import click

from app.cli.failure import say
from app.cli.terminal import plain
from app.services import Reach

host_option = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; by default this computer only. 0.0.0.0 lets every device of "
    "the network post.",
)
tls_option = click.option(
    "--tls",
    is_flag=True,
    help="Speak https beside http on the same port, by a certificate authority of this computer.",
)


def reach_lines(reach: Reach) -> list[str]:
    """What a person is to know about a reach that is wider than http on this computer."""
    lines: list[str] = []
    if reach.open_to_network:
        lines.append("Anyone on this network can send events here. Nobody can read any.")
        scheme = "https" if reach.https else "http"
        lines += [f"From another device: {scheme}://{one}:{reach.port}" for one in reach.lan]
    if reach.authority is not None:
        lines.append(f"https is spoken on the same port. Authority to trust: {reach.authority}")
    return lines


def say_reach(reach: Reach) -> None:
    """Say it on standard error."""
    for line in reach_lines(reach):
        say(plain(line))
