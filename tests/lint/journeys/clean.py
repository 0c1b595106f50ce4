"""Journeys on which no rule may say more than a hint.

Each is a function over a tape, its shop and the time at which it begins; how long people think,
how many products a list has and what ids there are hang on the tape's chance.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from tests.lint.journeys.sdks import App, Browser, Network, Server
from tests.lint.journeys.shop import Product, Shop, Winner
from tests.lint.journeys.wire import Message, Tape

Journey: TypeAlias = Callable[[Tape, Shop, int], None]


def guest(tape: Tape, shop: Shop, at: int) -> None:
    """Without an account: home, list, click, product page, cart, order."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    home(browser)
    winners = listing(browser, shop)
    chosen = click(browser, tape.random.choice(winners))
    product_page(browser, chosen.product)
    add(browser, chosen)
    order(browser, shop, [chosen.product])


def login_halfway(tape: Tape, shop: Shop, at: int) -> None:
    """The user logs in between cart and order; the anonymousId stays."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    chosen = click(browser, tape.random.choice(listing(browser, shop)))
    product_page(browser, chosen.product)
    add(browser, chosen)
    browser.wait(3_000, 20_000)
    browser.visit("/login", "Log in")
    browser.page("other", "login")
    browser.wait(5_000, 40_000)
    browser.identify(f"{tape.random.getrandbits(160):040x}", plan="plus")
    order(browser, shop, [chosen.product])


def server_order(tape: Tape, shop: Shop, at: int) -> None:
    """The order comes from a server, with the browser's id."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    user = f"customer-{tape.random.getrandbits(40):010x}"
    browser.identify(user)
    chosen = click(browser, tape.random.choice(listing(browser, shop)))
    product_page(browser, chosen.product)
    add(browser, chosen)
    browser.wait(20_000, 90_000)
    kind = tape.random.choice(["node", "python", "ruby", "php"])
    server = Server(tape, kind, at=browser.now - tape.start, clock=tape.random.randint(-400, 400))
    ids = {"userId": user, "anonymousId": browser.anonymous_id}
    server.track("Order Completed", _order(tape, shop, [chosen.product]), **ids)


def without_page_calls(tape: Tape, shop: Shop, at: int) -> None:
    """A single-page app that never calls `page()`: only the path changes."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    chosen = click(browser, tape.random.choice(listing(browser, shop, call=False)))
    product_page(browser, chosen.product, call=False)
    add(browser, chosen)
    order(browser, shop, [chosen.product], call=False)


def organic(tape: Tape, shop: Shop, at: int) -> None:
    """Products that won no auction, each with its entity."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    browser.visit("/c/garden", "Garden")
    browser.page("category", "garden")
    products = shop.some(tape.random.randint(2, 8))
    for slot, product in enumerate(products, 1):
        see(browser, product, slot, entity=product.entity())
    product = tape.random.choice(products)
    browser.wait(1_000, 30_000)
    about = {**product.about(), "entity": product.entity()}
    browser.track("Product Clicked", about)
    product_page(browser, product)
    browser.wait(11_000, 50_000)
    browser.track("Product Added", {**about, "quantity": 1})
    order(browser, shop, [product])


def banner(tape: Tape, shop: Shop, at: int) -> None:
    """A banner is seen and clicked, and the click of its product follows at once."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    home(browser)
    browser.wait(300, 1_500)
    (won,) = shop.auction(browser.now, shop.some(1), "banners")
    thing = {"type": "banner", "assetId": f"asset-{tape.random.getrandbits(24):06x}"}
    placement = {"path": "/", "position": 1}
    shown = {"resolvedBidId": won.bid, "object": thing, "placement": placement}
    browser.track("Banner Impression", shown)
    browser.wait(1_500, 25_000)
    browser.track("Banner Click", {**shown, "object": {**thing, "clickType": "product"}})
    browser.wait(0, 400)
    followed = {
        **won.product.about(),
        "resolvedBidId": won.bid,
        "additionalAttribution": won.product.entity(),
    }
    browser.track("Product Clicked", followed)
    product_page(browser, won.product)
    browser.wait(11_000, 60_000)
    browser.track("Product Added", {**followed, "quantity": 1})
    order(browser, shop, [won.product])


def banner_to_list(tape: Tape, shop: Shop, at: int) -> None:
    """A banner leads to a list of organic products; the one clicked there gets its credit."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    home(browser)
    browser.wait(300, 1_500)
    products = shop.some(tape.random.randint(2, 6))
    (won,) = shop.auction(browser.now, products[:1], "banners")
    shown = {"resolvedBidId": won.bid, "object": {"type": "banner", "assetId": "asset-1"}}
    browser.track("Banner Impression", {**shown, "placement": {"path": "/hero", "position": 1}})
    browser.wait(1_500, 25_000)
    browser.track("Banner Click", {**shown, "placement": {"path": "/hero", "position": 1}})
    browser.wait(200, 900)
    browser.visit("/brand", "Brand")
    browser.page("category", "brand")
    for slot, product in enumerate(products, 1):
        see(browser, product, slot, entity=product.entity())
    chosen = tape.random.choice(products)
    browser.wait(2_000, 30_000)
    credit = {"resolvedBidId": won.bid, "additionalAttribution": chosen.entity()}
    browser.track("Product Clicked", {**chosen.about(), **credit})
    product_page(browser, chosen)
    browser.wait(11_000, 60_000)
    browser.track("Product Added", {**chosen.about(), "entity": chosen.entity(), "quantity": 1})
    order(browser, shop, [chosen])


def list_of_one(tape: Tape, shop: Shop, at: int) -> None:
    """A list whose only winner is reported as one list event."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    browser.visit("/search", "Search", "?q=garden")
    browser.page("search", "garden")
    browser.wait(200, 1_500)
    (won,) = shop.auction(browser.now, shop.some(1))
    product = {**won.product.about(), "position": 1, "resolvedBidId": won.bid}
    browser.track("Product List Viewed", {"list_id": "search", "products": [product]})
    click(browser, won)
    product_page(browser, won.product)
    add(browser, won)
    order(browser, shop, [won.product])


def offsite(tape: Tape, shop: Shop, at: int) -> None:
    """An advertisement on another site: no bid, but entity and campaign."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    product = shop.some(1)[0]
    from_outside = {
        "channel": "offsite",
        "entity": product.entity(),
        "externalCampaignId": f"cmp-{tape.random.getrandbits(24):06x}",
        "externalVendorId": product.vendor,
        "dspMetadata": {"gclid": f"{tape.random.getrandbits(80):x}"},
    }
    browser.visit(product.path, product.name, "?gclid=x")
    browser.track("Product Viewed", {**product.about(), **from_outside})
    browser.wait(30, 900)
    browser.track("Product Clicked", {**product.about(), **from_outside})
    browser.page("PDP", product.id)
    browser.wait(11_000, 70_000)
    browser.track("Product Added", {**product.about(), **from_outside, "quantity": 1})
    order(browser, shop, [product])


def two_tabs(tape: Tape, shop: Shop, at: int) -> None:
    """Two products are opened in tabs of their own, one after the other, and read in turns."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    home(browser)
    winners = listing(browser, shop, least=2)
    first, second = tape.random.sample(winners, 2)
    click(browser, first)
    one = browser.tab()
    one.wait(200, 900)
    product_page(one, first.product, pause=(0, 0))
    click(browser, second)
    two = browser.tab()
    two.wait(200, 900)
    product_page(two, second.product, pause=(0, 0))
    one.now = max(one.now, two.now)
    add(one, first)
    two.now = max(two.now, one.now)
    add(two, second)
    order(two, shop, [first.product, second.product])


def slow_network(tape: Tape, shop: Shop, at: int) -> None:
    """Messages take up to half a minute, overtake each other and are sent again."""
    network = Network(least=80, most=30_000, again=35, pause=tape.random.randint(500, 20_000))
    browser = Browser(tape, at=at, clock=_clock(tape), network=network)
    home(browser)
    chosen = click(browser, tape.random.choice(listing(browser, shop)))
    product_page(browser, chosen.product)
    add(browser, chosen)
    order(browser, shop, [chosen.product])


def add_from_product_page(tape: Tape, shop: Shop, at: int) -> None:
    """Half a minute after the click the product page is called, and adds: nothing else there."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    chosen = click(browser, tape.random.choice(listing(browser, shop)))
    browser.wait(25_000, 35_000)
    product_page(browser, chosen.product, pause=(0, 0))
    browser.wait(0, 600)
    browser.track(
        "Product Added",
        {**chosen.product.about(), "quantity": 1, "resolvedBidId": chosen.bid},
    )


def second_click(tape: Tape, shop: Shop, at: int) -> None:
    """Back to the list, and the same tile is really clicked again."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    winners = listing(browser, shop)
    chosen = click(browser, tape.random.choice(winners))
    product_page(browser, chosen.product)
    browser.wait(6_000, 60_000)
    browser.visit("/search", "Search", "?q=lamp")
    browser.page("search", "search")
    click(browser, chosen)
    product_page(browser, chosen.product)
    add(browser, chosen)


def refund(tape: Tape, shop: Shop, at: int) -> None:
    """An order is completed and given back a while later."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    chosen = click(browser, tape.random.choice(listing(browser, shop)))
    product_page(browser, chosen.product)
    add(browser, chosen)
    completed = order(browser, shop, [chosen.product])
    server = Server(tape, "node", at=browser.now - tape.start + tape.random.randint(60_000, 10**6))
    back = {key: completed["properties"][key] for key in ("order_id", "total", "products")}
    server.track("Order Refunded", back, anonymousId=browser.anonymous_id)


def app_user(tape: Tape, shop: Shop, at: int) -> None:
    """On a phone: messages are kept and posted in one batch."""
    app = App(
        tape,
        tape.random.choice(["android", "ios"]),
        at=at,
        clock=tape.random.randint(-9_000, 9_000),
    )
    app.screen("Search", "search", "search")
    app.wait(200, 1_500)
    winners = shop.auction(app.now, shop.some(tape.random.randint(1, 6)))
    for won in winners:
        app.wait(5, 900)
        app.track("Product Viewed", {**won.product.about(), "resolvedBidId": won.bid})
    chosen = tape.random.choice(winners)
    app.wait(1_500, 20_000)
    app.track("Product Clicked", {**chosen.product.about(), "resolvedBidId": chosen.bid})
    app.wait(50, 600)
    app.screen("Product", "PDP", chosen.product.id)
    app.wait(11_000, 40_000)
    app.track("Product Added", {**chosen.product.about(), "resolvedBidId": chosen.bid})
    app.wait(10_000, 60_000)
    app.track("Order Completed", _order(tape, shop, [chosen.product]))
    app.wait(1_000, 30_000)
    app.flush()


def other_events(tape: Tape, shop: Shop, at: int) -> None:
    """What the e-commerce spec has beside the events that Topsort takes."""
    browser = Browser(tape, at=at, clock=_clock(tape))
    product = shop.some(1)[0]
    for event, properties in (
        ("Products Searched", {"query": "lamp"}),
        ("Product List Filtered", {"filters": [{"type": "color", "value": "red"}]}),
        ("Cart Viewed", {"cart_id": "c-1", "products": [product.line()]}),
        ("Checkout Started", {"order_id": "o-1", "products": [product.line()]}),
        ("Product Removed", {**product.about(), "quantity": 1}),
    ):
        browser.wait(500, 9_000)
        browser.track(event, properties)
    browser.call({"type": "group", "groupId": "g-1", "traits": {"name": "Shop club"}})


def home(browser: Browser) -> None:
    """The first page."""
    browser.visit("/", "Shop")
    browser.page("home", "home")
    browser.wait(1_000, 20_000)


def listing(
    browser: Browser, shop: Shop, *, call: bool = True, least: int = 1, **more: Any
) -> list[Winner]:
    """A page of results: winners and other products come into view; answers the winners."""
    random = browser.tape.random
    browser.visit("/search", "Search", "?q=lamp")
    if call:
        browser.page("search", "search")
    browser.wait(150, 1_200)
    products = shop.some(random.randint(least, 8))
    winners = shop.auction(browser.now, products[: max(least, random.randint(1, len(products)))])
    browser.wait(50, 400)
    for won in winners:
        see(browser, won.product, won.slot, resolvedBidId=won.bid, **more)
    for slot, product in enumerate(products[len(winners) :], len(winners) + 1):
        see(browser, product, slot, entity=product.entity(), **more)
    return winners


def see(browser: Browser, product: Product, slot: int, **properties: Any) -> Message:
    """A tile comes into view."""
    browser.wait(2, 1_500)
    placement = {"path": browser.path, "position": slot}
    return browser.track(
        "Product Viewed", {**product.about(), **properties, "placement": placement}
    )


def click(browser: Browser, won: Winner, **properties: Any) -> Winner:
    """A tile of a winner is clicked."""
    browser.wait(1_200, 40_000)
    about = {**won.product.about(), "resolvedBidId": won.bid}
    placement = {"path": browser.path, "position": won.slot}
    browser.track("Product Clicked", {**about, "placement": placement, **properties})
    return won


def product_page(
    browser: Browser, product: Product, *, call: bool = True, pause: tuple[int, int] = (150, 1_500)
) -> None:
    """The product's page loads."""
    browser.wait(*pause)
    browser.visit(product.path, product.name)
    if call:
        browser.page("PDP", product.id)


def add(browser: Browser, won: Winner, **properties: Any) -> Message:
    """The product goes into the cart, after a look at its page."""
    browser.wait(11_000, 70_000)
    about = {**won.product.about(), "quantity": 1, "resolvedBidId": won.bid}
    return browser.track("Product Added", {**about, **properties})


def order(browser: Browser, shop: Shop, products: list[Product], *, call: bool = True) -> Message:
    """The order is completed."""
    browser.wait(15_000, 120_000)
    browser.visit("/checkout/thanks", "Thank you")
    if call:
        browser.page("other", "thanks")
    return browser.track("Order Completed", _order(browser.tape, shop, products))


def _order(tape: Tape, shop: Shop, products: list[Product]) -> Message:
    more = [one for one in shop.some(tape.random.randint(0, 4)) if one not in products]
    lines = [one.line(tape.random.randint(1, 4)) for one in [*products, *more]]
    total = round(sum(line["price"] * line["quantity"] for line in lines), 2)
    return {
        "order_id": f"R-{tape.random.getrandbits(48):012d}",
        "currency": "USD",
        "total": total,
        "revenue": total,
        "products": lines,
    }


def _clock(tape: Tape) -> int:
    """What a browser's clock is off, in milliseconds: mostly little, at times a lot."""
    return tape.random.choice([0, 0, -1_300, 700, 240_000, -3_600_000])


CLEAN: dict[str, Journey] = {
    one.__name__: one
    for one in (
        guest,
        login_halfway,
        server_order,
        without_page_calls,
        organic,
        banner,
        banner_to_list,
        list_of_one,
        offsite,
        two_tabs,
        slow_network,
        add_from_product_page,
        second_click,
        refund,
        app_user,
        other_events,
    )
}
