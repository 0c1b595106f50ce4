"""The shop: its products and the auctions that it runs."""

import base64
import json
from dataclasses import dataclass
from random import Random
from typing import Any

ORIGIN = "https://shop.example"


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the catalogue; `price` is in the marketplace's currency."""

    id: str
    name: str
    price: float
    vendor: str
    path: str

    def about(self) -> dict[str, Any]:
        """Its properties in the words of Segment's e-commerce spec."""
        return {"product_id": self.id, "name": self.name, "price": self.price}

    def line(self, quantity: int = 1) -> dict[str, Any]:
        """One line of an order."""
        return {**self.about(), "quantity": quantity, "vendorId": self.vendor}

    def entity(self) -> dict[str, str]:
        """What an event without a bid names."""
        return {"type": "product", "id": self.id}


@dataclass(frozen=True, slots=True)
class Winner:
    """A product that won a slot, and its bid."""

    product: Product
    bid: str
    slot: int


class Shop:
    """Products and bids; equal chance, equal shop."""

    def __init__(self, random: Random, products: int = 40) -> None:
        self._random = random
        self.products = [self._product(number) for number in range(products)]

    def some(self, count: int) -> list[Product]:
        """Different products."""
        return self._random.sample(self.products, count)

    def auction(self, at: int, products: list[Product], kind: str = "listings") -> list[Winner]:
        """One auction at `at`, in milliseconds since 1970: every product given wins a slot."""
        auction = _uuid7(at // 1_000, 36, self._random)
        newer = self._random.random() < 0.7
        return [
            Winner(
                product,
                self._newer_bid(at, auction) if newer else self._older_bid(auction, kind),
                slot,
            )
            for slot, product in enumerate(products, 1)
        ]

    def _product(self, number: int) -> Product:
        price = round(self._random.uniform(1.5, 180), 2)
        return Product(
            f"SKU{1000 + number}",
            f"Product number {number}",
            price,
            f"vendor{number % 7}",
            f"/p/product-number-{number}",
        )

    def _newer_bid(self, at: int, auction: bytes) -> str:
        """Three fields of a protobuf message in base64url (topsort.md 2.1, shape B)."""
        parts = (auction, _uuid7(at, 48, self._random), _uuid7(at, 48, self._random))
        raw = b"".join(bytes((number << 3 | 2, 16)) + part for number, part in enumerate(parts, 1))
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

    def _older_bid(self, auction: bytes, kind: str) -> str:
        """A JSON array in base64 (topsort.md 2.1, shape A)."""
        text = auction.hex()
        dashed = "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))
        bid = f"b_{self._random.getrandbits(30):06x}"
        raw = json.dumps([bid, dashed, kind, "default", ""], separators=(",", ":"))
        return base64.b64encode(raw.encode()).decode("ascii")


def _uuid7(time: int, bits: int, random: Random) -> bytes:
    """16 bytes that begin with `bits` of time and are chance behind it."""
    number = (time & ((1 << bits) - 1)) << (128 - bits) | random.getrandbits(128 - bits)
    return number.to_bytes(16, "big")
