"""The hand on a running replay: pause, go on, cancel."""

import asyncio


class Control:
    """Pauses and cancels a run. Used on the run's own event loop only.

    Requests in flight are always answered: pausing and cancelling hold back what waits.
    """

    def __init__(self) -> None:
        self._go = asyncio.Event()
        self._go.set()
        self.cancelled = False
        self.at_surprise = False

    @property
    def paused(self) -> bool:
        """Nothing new is sent until `go_on` or `cancel`."""
        return not self._go.is_set() and not self.cancelled

    def pause(self, *, at_surprise: bool = False) -> None:
        """Hold back what waits; `at_surprise` where an answer differed from the forecast."""
        if not self.cancelled:
            self.at_surprise = at_surprise
            self._go.clear()

    def go_on(self) -> None:
        """Send on."""
        self.at_surprise = False
        self._go.set()

    def cancel(self) -> None:
        """Send nothing more. Cannot be taken back."""
        self.cancelled = True
        self._go.set()

    async def may_send(self) -> bool:
        """Wait while paused; then whether anything may still be sent."""
        await self._go.wait()
        return not self.cancelled
