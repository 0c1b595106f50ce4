"""The SDK that sent a message, in a word: one table for the list and the detail."""

from app.segment.jsontext import JsonObject
from app.segment.summary import summarise

_SDKS = {
    "analytics.js": "Browser",
    "@segment/analytics-next": "Browser",
    "analytics-node": "Node",
    "@segment/analytics-node": "Node",
    "analytics-python": "Python",
    "analytics-ruby": "Ruby",
    "analytics-java": "Java",
    "analytics-go": "Go",
    "analytics-php": "PHP",
    "analytics.net": "C#",
    "Analytics-CSharp": "C#",
    "analytics-kotlin": "Kotlin",
    "analytics-swift": "Swift",
    "analytics-android": "Android",
    "analytics-ios": "iOS",
    "analytics-react-native": "React Native",
    "@segment/analytics-react-native": "React Native",
    "analytics_flutter": "Flutter",
}


def sdk_word(library: str) -> str:
    """`Browser` for `analytics.js`; a name that is not one of Segment's libraries stays."""
    return _SDKS.get(library, library)


def sdk_name(message: JsonObject) -> str:
    """`Browser SDK`, the library's own name where it is not one of Segment's, or `no SDK named`."""
    library = summarise(message).library.partition(" ")[0]
    return f"{_SDKS[library]} SDK" if library in _SDKS else library or "no SDK named"
