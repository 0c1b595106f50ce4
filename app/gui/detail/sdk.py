"""The name of the SDK that sent a message, in a word."""

from app.segment.jsontext import JsonObject
from app.segment.summary import summarise

_NAMES = {
    "analytics.js": "Browser SDK",
    "@segment/analytics-next": "Browser SDK",
    "analytics-node": "Node SDK",
    "@segment/analytics-node": "Node SDK",
    "analytics-python": "Python SDK",
    "analytics-ruby": "Ruby SDK",
    "analytics-java": "Java SDK",
    "analytics-go": "Go SDK",
    "analytics-php": "PHP SDK",
    "analytics.net": "C# SDK",
    "analytics-kotlin": "Kotlin SDK",
    "analytics-swift": "Swift SDK",
    "analytics-android": "Android SDK",
    "analytics-ios": "iOS SDK",
    "analytics-react-native": "React Native SDK",
}


def sdk_name(message: JsonObject) -> str:
    """`Browser SDK`, the library's own name where it is not one of Segment's, or `no SDK named`."""
    library = summarise(message).library.partition(" ")[0]
    return _NAMES.get(library, library) or "no SDK named"
