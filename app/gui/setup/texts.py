"""The words of the set-up page."""

TITLE = "Point the shop at this address"
INTRO = (
    "Events come here instead of going to Segment for as long as the line is in place. "
    "The inspector sends no Segment event on until you replay."
)
ANY_KEY = "any write key will do"

EMULATOR = (
    "The Android emulator reaches this computer at 10.0.2.2; nothing has to be switched on. "
    "An iOS simulator uses the address of this computer."
)
NETWORK = "Let this network post here"
NETWORK_WHO = (
    "Off: only this computer can. On: anyone on this network can send events here, and nobody "
    "can read any. It is off again at the next start."
)
SCAN = (
    "Scan it with the phone: its browser shows a line of JSON where it reaches this computer. "
    "If not, a firewall is in between, or the phone is in another network."
)
NO_NETWORK = "This computer has no address in a network now."
HTTPS = "Speak https too"
HTTPS_WHY = (
    "For SDKs that insist on it, on the same port. A certificate authority is made on this "
    "computer, once; it can vouch for this computer and private networks only, and its key never "
    "leaves your profile."
)
TRUST_TITLE = "Trust the local authority"
TRUST_WHY = (
    "A client takes https from here only when it trusts this certificate. It can vouch for this "
    "computer and private networks, for nothing on the internet."
)
TRUST_HEAD = "Trust the authority"

LOOK_AROUND = "Or look around first"
DEMO = (
    "A scripted shopper sends {count} real Segment messages to this address: good ones, "
    "and every classic mistake. It switches the alternate above on, to show one of them."
)
OPEN = "A capture that was saved before, on this computer or another one."

ALTERNATE = "Product Added counts as a click too"
ALTERNATE_WHY = (
    "Topsort’s guide names it as the alternate for clicks. Leave it off where one action sends "
    "Product Clicked as well: it would count twice."
)

CAUSES: tuple[tuple[str, str], ...] = (
    (
        "Chrome asks for “local network” permission",
        "Chrome 142 and later. Allow it at the left of the address bar, then reload.",
    ),
    (
        "A consent banner holds events back",
        "Accept it once, or look for the SDK’s own queue.",
    ),
    (
        "An ad blocker stops the request",
        "In the browser’s network tab the post to /v1 is red. Switch it off for this page.",
    ),
    (
        "The shop switches Segment.io off",
        "Search the code for “Segment.io: false” or “All: false”.",
    ),
    (
        "The page has not called track() yet",
        "Click a product, or send a test event.",
    ),
)
"""Why settings came and no message did, most likely first; each with its remedy."""

HELP: tuple[tuple[str, str], ...] = (
    (
        "Phone or emulator: which address to use",
        "Choose it under the address. A phone on a cable needs no network: run “adb reverse "
        "tcp:{port} tcp:{port}” and keep 127.0.0.1. Android 9 and later blocks plain http unless "
        "the app’s network security configuration allows it; iOS needs NSAllowsLocalNetworking.",
    ),
    (
        "The shop runs on https: what to do",
        "Browsers let a page on https talk to http://127.0.0.1, because it is this computer. "
        "A page on another device needs https here too: choose it under the address.",
    ),
    (
        "Port {port} is wanted by something else",
        "Close this window, start it again on another one, “topsort-inspector --port 8770”, and "
        "change the line in the shop too.",
    ),
)
"""Questions before anything has come; the answer opens under its line."""
