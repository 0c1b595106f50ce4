"""What is shown, logged or written out holds no key whole."""

import pytest

from app.masking import is_secret, masked, masked_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("TSE_AbCd.ef~g-h", "TSE_…"),
        ("key=TSC_abc&x=1", "key=TSC_…&x=1"),
        ("/v2/TSE_abc/events", "/v2/TSE_…/events"),
        ("Authorization: Bearer a.b+c/d==", "Authorization: Bearer …"),
        ("bearer  abc", "bearer  …"),
        ("x eyJhbGc.eyJzdWI.sig-1 y", "x … y"),
        ('{"k":"TSE_abc"}', '{"k":"TSE_…"}'),
    ],
)
def test_secrets_are_reduced_to_their_kind(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert is_secret(text)


@pytest.mark.parametrize("text", ["", "Product Viewed", "TSE_", "eyJ alone", "the bearer of it"])
def test_other_text_stays(text: str) -> None:
    assert masked(text) == text
    assert not is_secret(text)


def test_json_is_masked_at_every_depth_and_left_alone_without_secrets() -> None:
    value = {"a": [{"Bearer abc": 1}, "TSE_x1", 2.5, None, True]}
    assert masked_json(value) == {"a": [{"Bearer …": 1}, "TSE_…", 2.5, None, True]}
    clean = {"a": [{"b": 1}, "x", 2.5, None, True]}
    assert masked_json(clean) is clean
