"""`--fail`, `--accept-origin` and `--accept-key`, read and refused."""

import pytest

from app.capture.faults import Fault
from app.cli.switch_options import fault_of


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("429", Fault("429", 1, 5)),
        ("429x3", Fault("429", 3, 5)),
        ("429:30x3", Fault("429", 3, 30)),
        ("429*2", Fault("429", 2, 5)),
        (" 500x2 ", Fault("500", 2)),
        ("slow", Fault("slow", 1, 10)),
        ("slow:0x7", Fault("slow", 7, 0)),
        ("DROPx1000000", Fault("drop", 1_000_000)),
    ],
)
def test_a_fault_is_read(text: str, fault: Fault) -> None:
    assert fault_of(text) == fault


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no fault"),
        ("430x2", "no fault “430”"),
        ("x3", "no fault"),
        ("429x", "no fault"),
        ("429x-1", "no fault"),
        ("429x0", "1 to 1,000,000"),
        ("429:301", "0 to 300"),
        ("500:3", "takes no seconds"),
        ("drop:1", "takes no seconds"),
        ("slow:1.5", "no fault"),
        ("429x٣", "no fault"),
        ("429x9999999999", "no fault"),
    ],
)
def test_what_is_no_fault_says_how_to_write_one(text: str, word: str) -> None:
    with pytest.raises(ValueError, match="for example 429x3") as caught:
        fault_of(text)
    assert word in str(caught.value)
