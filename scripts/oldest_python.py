"""Ends with a sentence on a Python that is too old. Plain syntax, so that an old one can say it."""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Topsort Inspector needs Python 3.11 or newer; this is Python %d.%d (%s).\n"
        "Start it with a newer one, for example: python3.12 %s\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable, sys.argv[0])
    )
    sys.exit(3)
