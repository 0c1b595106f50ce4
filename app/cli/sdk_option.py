"""`--sdk`: where the browser's SDK lies that snippets load from here."""

from pathlib import Path

import click

from app.capture.sdk import PACKAGE, SdkMissing, find_sdk, installed_sdk, sdk_version
from app.cli.failure import Failure, say

sdk_option = click.option(
    "--sdk",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help=f"A project that has {PACKAGE} installed, or the package itself: a snippet can then load "
    "analytics.min.js from here. Without it, node_modules of the current folder is looked in.",
)


def chosen_sdk(named: Path | None) -> Path | None:
    """The folder `dist/umd` to serve scripts from: in the folder that was named, else in the
    current folder's node_modules, if it is there; which one is said on standard error.

    Raises Failure where the folder that was named has none.
    """
    if named is None:
        build = installed_sdk(Path())
        if build is None:
            return None
    else:
        try:
            build = find_sdk(named.absolute())
        except SdkMissing as error:
            raise Failure(str(error)) from None
    version = sdk_version(build)
    what = f"{PACKAGE} {version}" if version else PACKAGE
    say(f"Snippets may load {what} from here: {build}")
    return build
