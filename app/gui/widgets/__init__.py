"""The controls of the window: each paints itself from the tokens and has an accessible name."""

from app.gui.widgets.banner import Banner, BannerArea, Message
from app.gui.widgets.buttons import (
    Button,
    flat_button,
    icon_button,
    main_button,
    plain_button,
)
from app.gui.widgets.checkbox import CheckBox
from app.gui.widgets.field import LinesField, NumberField
from app.gui.widgets.focus import show_focus_rings
from app.gui.widgets.label import PlainLabel, plain_label
from app.gui.widgets.link import Link
from app.gui.widgets.panel import Panel
from app.gui.widgets.progressbar import ProgressBar
from app.gui.widgets.reading import ReadingText
from app.gui.widgets.segmented import Segmented
from app.gui.widgets.side import SidePane
from app.gui.widgets.snippet import Snippet
from app.gui.widgets.splitter import Splitter
from app.gui.widgets.switch import Switch
from app.gui.widgets.toast import show_toast

__all__ = [
    "Banner",
    "BannerArea",
    "Button",
    "CheckBox",
    "LinesField",
    "Link",
    "Message",
    "NumberField",
    "Panel",
    "PlainLabel",
    "ProgressBar",
    "ReadingText",
    "Segmented",
    "SidePane",
    "Snippet",
    "Splitter",
    "Switch",
    "flat_button",
    "icon_button",
    "main_button",
    "plain_button",
    "plain_label",
    "show_focus_rings",
    "show_toast",
]
