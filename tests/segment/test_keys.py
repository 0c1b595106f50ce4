"""Write keys and secrets in the head of a request."""

from base64 import b64encode

import pytest

from app.segment.keys import header_key, masked_target


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("header", "key"),
    [
        (basic("AbCdEfGhIj:"), "AbCd…"),
        (basic("AbCdEfGhIj"), "AbCd…"),
        (basic("AbCdEfGhIj:password"), "AbCd…"),
        (basic("AbCdEfGhIj:").rstrip("="), "AbCd…"),
        (basic("AbCdEfGhIj:").replace("Basic", "basic"), "AbCd…"),
        ("Basic AbCdEfGhIj:", "AbCd…"),
    ],
)
def test_a_key_is_cut_to_its_first_four_characters(header: str, key: str) -> None:
    assert header_key(header) == key


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        basic(":"),
        basic(":password"),
        basic("TSE_AbCdEfGhIj:"),
        "Bearer TSC_AbCdEfGhIj",
        "Bearer AbCdEfGhIj",
        "bearer AbCdEfGhIjAbCdEfGhIjAbCdEfGhIj12",
        "Bearer eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
        "Digest username=x",
        "Bearer two words",
        "AbCdEfGhIj",
        basic("\x00\x01\x02:"),
        "Basic \xff\xfe",
    ],
)
def test_a_token_or_a_topsort_key_is_no_write_key(header: str) -> None:
    assert header_key(header) is None


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("writeKey=AbCdEfGhIj&event=x", "writeKey=AbCd…&event=x"),
        ("write_key=AbCdEfGhIj", "write_key=AbCd…"),
        ("api_key=AbCdEfGhIj", "api_key=…"),
        ("apiKey=AbCdEfGhIj", "apiKey=…"),
        ("access_token=eyJh.x.y", "access_token=…"),
        ("token=a&key=b&password=c", "token=…&key=…&password=…"),
        ("authorization=Bearer%20abc", "authorization=Bearer%20…"),
        ("x=TSE_AbCdEfGhIj", "x=TSE_…"),
        ("x=%54SE_AbCdEfGhIj&y=1", "x=TSE_…&y=1"),
        ("TSE_AbCdEfGhIj=1", "TSE_…=1"),
        ("x=Bearer+abcdef", "x=Bearer%20…"),
        ("%61pi_key=AbCdEfGhIj", "%61pi_key=…"),
        ("id_token=a&refresh-token=b&oauth.token=c", "id_token=…&refresh-token=…&oauth.token=…"),
        ("topsortApiKey=a&session_id=b&x[secret]=c", "topsortApiKey=…&session_id=…&x[secret]=…"),
        ("x=eyJhbGciOi.eyJzdWIiOi.c2ln", "x=…"),
        ("data=eyJldmVudCI6IngifQ==", "data=eyJldmVudCI6IngifQ=="),
        ("keyword=oak&monkey=1&flag", "keyword=oak&monkey=1&flag"),
    ],
)
def test_secrets_in_a_query_are_masked(query: str, shown: str) -> None:
    assert masked_target("/v1/track", query) == f"/v1/track?{shown}"


def test_a_key_in_the_path_is_masked() -> None:
    assert masked_target("/v2/TSE_AbCdEfGhIj/events", "") == "/v2/TSE_…/events"
    assert masked_target("/v1/track", "") == "/v1/track"
