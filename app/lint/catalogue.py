"""Every rule, one line each."""

from app.lint.bids import MissingBids
from app.lint.clicks import DuplicateClicks
from app.lint.identity import no_anonymous_id
from app.lint.ingestion import discarded
from app.lint.lists import blank_bid, list_without_bids, partial_list
from app.lint.purchases import price_missing, price_zero, product_id_missing
from app.lint.rule import Rule
from app.lint.shape import plain_page_call
from app.lint.texts import NOUNS, TEXTS


def _title(code: str) -> str:
    return TEXTS[code].title


ACTIONS = tuple(NOUNS)

RULES: tuple[Rule, ...] = (
    Rule("BID-001", "bids", _title("BID-001"), watcher=MissingBids),
    Rule("BID-001s", "bids", _title("BID-001s"), watcher=MissingBids),
    Rule("CLK-001", "clicks", _title("CLK-001"), watcher=DuplicateClicks, shared=True),
    Rule("ING-001", "ingestion", _title("ING-001"), ("discarded",), discarded),
    Rule("PLV-001", "lists", _title("PLV-001"), ("impressionsList",), partial_list),
    Rule("PLV-002", "lists", _title("PLV-002"), ("impressionsList",), list_without_bids),
    Rule("PLV-003", "lists", _title("PLV-003"), ("impressionsList",), blank_bid),
    Rule("PUR-002", "purchases", _title("PUR-002"), ("purchase",), product_id_missing),
    Rule("PUR-003", "purchases", _title("PUR-003"), ("purchase",), price_missing),
    Rule("PUR-004", "purchases", _title("PUR-004"), ("purchase",), price_zero),
    Rule("SHP-013", "shape", _title("SHP-013"), ("pageviews",), plain_page_call),
    Rule("USR-001", "identity", _title("USR-001"), ACTIONS, no_anonymous_id),
)
"""The catalogue; codes are the ids of the rule catalogue in the documentation."""
