"""Journeys as JSON, for programs."""

from decimal import Decimal

from app.analysis.assumptions import Assumptions
from app.analysis.attribution import Credits, LineCredit, OrderCredit
from app.analysis.credit_words import LineWords, OrderWords
from app.analysis.journey import Journey
from app.analysis.journey_words import witness_words
from app.analysis.journeys import Users, UserSummary
from app.analysis.seen import Touch
from app.analysis.winners import Followed, Witness
from app.segment.jsontext import Json, JsonObject
from app.segment.times import iso


def user_line(summary: UserSummary, journey: Journey) -> JsonObject:
    """One user: times are ISO texts, spans milliseconds, amounts numbers."""
    return {
        "user": summary.name,
        "knownBy": _KNOWN_BY.get(summary.user[:1]),
        "userIds": list(journey.persons),
        "summary": summary.words,
        "events": journey.events,
        "sessions": journey.sessions,
        "first": iso(journey.first),
        "last": iso(journey.last),
        "steps": [
            {
                "messageId": step.message_id if step.row is not None else None,
                "time": iso(step.at),
                "lane": step.lane,
                "event": step.name,
                "verdict": step.outcome,
                "tie": step.tie,
                "products": step.products,
                "bids": list(step.bids),
                "copies": step.copies,
                "findings": [{"code": code, "severity": level} for code, level in step.findings],
            }
            for step in journey.steps
        ],
        "silences": [
            {"before": one.before, "from": iso(one.start), "to": iso(one.end)}
            for one in journey.silences
        ],
        "sameBid": [{"from": one.start, "to": one.end, "bid": one.bid} for one in journey.same_bid],
        "orders": [
            _order(one, words) for one, words in zip(journey.orders, journey.words, strict=True)
        ],
        "winners": [_winner(one) for one in journey.followed],
        "winnersInWords": witness_words(journey.followed),
    }


def last_line(users: Users, credits: Credits, witness: Witness) -> JsonObject:
    """What is to be said of all: how much there is, what is assumed, winners by page path."""
    return {
        "capture": True,
        "users": len(users.users),
        "orders": users.orders,
        "forgotten": credits.forgotten,
        "assumed": assumed(credits.assumptions),
        "winners": [
            {
                "path": one.path,
                "winners": one.winners,
                "impressions": one.impressions,
                "clicks": one.clicks,
                "purchases": one.purchases,
                "silent": one.silent,
            }
            for one in witness.paths
        ],
    }


def assumed(assumptions: Assumptions) -> JsonObject:
    """What is assumed of Topsort's attribution, and how sure each part is."""
    return {
        "words": assumptions.sentence,
        "halo": assumptions.halo,
        "formats": {
            name: {"model": rule.model, "window_days": rule.window_days}
            for name, rule in assumptions.formats.items()
        },
        "details": [
            {"what": one.words, "sure": one.sure, "why": one.why} for one in assumptions.listed()
        ],
    }


def amount_json(value: Decimal | None) -> Json:
    """An amount as a number; null where it is not known."""
    return None if value is None else float(value)


_KNOWN_BY = {"a": "anonymousId", "u": "userId"}


def _order(credit: OrderCredit, words: OrderWords) -> JsonObject:
    order = credit.order
    return {
        "messageId": order.message_id,
        "orderId": order.order_id,
        "time": iso(order.at),
        "outcome": order.state,
        "value": amount_json(order.value),
        "currency": order.currency,
        "repeats": credit.repeats.message_id if credit.repeats else None,
        "linesLeftOut": order.more,
        "lines": [_line(one, said) for one, said in zip(credit.lines, words.lines, strict=True)],
    }


def _line(credit: LineCredit, words: LineWords) -> JsonObject:
    miss = credit.miss
    wins: Json = None
    if credit.winner is not None:
        wins = _touch(credit.winner) | {
            "earlier": credit.gap,
            "left": credit.left,
            "byVendor": credit.by_vendor,
            "bidSharedWith": credit.shared_with[2:] or None,
        }
    return {
        "product": credit.line.product,
        "value": amount_json(credit.line.value),
        "state": credit.state,
        "wins": wins,
        "nearestMiss": None
        if miss is None
        else _touch(miss.touch) | {"earlier": miss.gap, "why": list(miss.obstacles)},
        "words": words.sentence,
        "fix": words.fix,
        "rule": words.rule or None,
    }


def _touch(touch: Touch) -> JsonObject:
    return {
        "messageId": touch.message_id,
        "event": touch.event,
        "kind": touch.kind,
        "time": iso(touch.at),
        "user": touch.user[2:],
        "product": touch.product,
        "bid": touch.bid,
        "format": touch.format,
        "state": touch.state,
    }


def _winner(one: Followed) -> JsonObject:
    return {
        "bid": one.winner.bid,
        "product": one.winner.product,
        "path": one.winner.path,
        "time": iso(one.winner.at),
        "impression": _id_of(one.impression),
        "click": _id_of(one.click),
        "purchase": one.purchase.message_id if one.purchase else None,
        "lost": _id_of(one.lost),
        "silent": one.silent,
    }


def _id_of(touch: Touch | None) -> Json:
    return None if touch is None else touch.message_id
