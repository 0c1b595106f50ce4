"""The log never shows a secret."""

import io
import logging
import os
import threading
from collections.abc import Iterator

import pytest

from app.config.logs import masked_line, set_up_logging


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    set_up_logging(verbose=True, stream=stream)
    yield stream
    root.handlers[:], root.level = before, level


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer TSE_4fK2abcDEF", "4fK2abcDEF"),
        ("authorization=Basic S0VZOg==", "S0VZOg"),
        ("headers [(b'authorization', b'Bearer abc.def')]", "abc.def"),
        ("{'Cookie': 'session=s3cr3t; other=1'}", "s3cr3t"),
        ("Set-Cookie: tsuid=s3cr3t; Path=/", "s3cr3t"),
        ("key TSC_abcdef1234 was refused", "abcdef1234"),
        ("x-api-key: s3cr3t", "s3cr3t"),
        ('{"api_key":"s3cr3t"}', "s3cr3t"),
        ("/x?access_token=s3cr3t&y=1", "s3cr3t"),
        ("client_secret: s3cr3t", "s3cr3t"),
        ("jwt eyJhbGciOi.eyJzdWIi.c2lnbg", "eyJzdWIi"),
        ('"writeKey":"AbCdEfGhIj"', "EfGhIj"),
        ("GET /v1/projects/AbCdEfGhIj/settings", "EfGhIj"),
        ("bearer   s3cr3t", "s3cr3t"),
    ],
)
def test_secrets_are_masked(text: str, secret: str) -> None:
    assert secret in text
    assert secret not in masked_line(text)
    assert "…" in masked_line(text)


def test_words_that_are_no_secret_stay() -> None:
    text = "Port 8765 is taken. Listening on 8766; the basic probe answered."
    assert masked_line("Port 8765 is taken.") == "Port 8765 is taken."
    assert masked_line(text).startswith("Port 8765 is taken. Listening on 8766;")


def test_arguments_and_tracebacks_are_masked_too(log: io.StringIO) -> None:
    try:
        raise ValueError("refused Bearer s3cr3t")
    except ValueError:
        logging.getLogger("app.x").exception("sent %s", "TSE_s3cr3t")
    assert "s3cr3t" not in log.getvalue()
    assert "ValueError: refused Bearer …" in log.getvalue()


def test_captured_text_cannot_drive_the_terminal(log: io.StringIO) -> None:
    logging.getLogger("app.x").warning("event %s", "\x1b]8;;file:///x\x07click\r\x9b2J")
    assert not any(one in log.getvalue() for one in "\x1b\x07\r\x9b")


def test_setting_up_twice_logs_once(log: io.StringIO) -> None:
    set_up_logging(stream=log)
    logging.getLogger("app.x").warning("one line")
    assert log.getvalue().count("one line") == 1


@pytest.mark.skipif(os.name != "posix", reason="elsewhere it cannot be known")
def test_a_pipe_that_nobody_reads_holds_nobody_up(log: io.StringIO) -> None:
    read, write = os.pipe()
    with open(write, "w", encoding="utf-8") as stream:
        set_up_logging(stream=stream)

        def complain() -> None:
            for number in range(100):
                logging.getLogger("app.x").error("%d %s", number, "ü" * 3_000)

        thread = threading.Thread(target=complain, daemon=True)
        thread.start()
        thread.join(60)
        held_up = thread.is_alive()
        said = os.read(read, 1_000_000)
        assert not held_up
        logging.getLogger("app.x").error("again")
        said += os.read(read, 1_000_000)
    os.close(read)
    assert b" 0 \xc3" in said
    assert b" 99 \xc3" not in said
    assert b"lines of the log were left out)\n" in said
    assert said.endswith(b"again\n")
