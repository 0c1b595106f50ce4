"""The writer, with an ear for what its slices of analysis change."""

from concurrent.futures import Future

from app.services.news import News
from app.store.derived import DerivedRows
from app.store.writer import Writer


class TellingWriter(Writer):
    """A Writer that tells the news when rows that had verdicts or findings get others.

    Set `news` before the follower starts.
    """

    news: News

    def derive(self, derived: DerivedRows) -> Future[None]:
        """See Writer."""
        known = self.progress.analysed
        future = super().derive(derived)
        if any(row is None or row <= known for row, _ in derived.changed):
            future.add_done_callback(self._told)
        return future

    def forget_derived(self, made_by: str = "") -> Future[None]:
        """See Writer."""
        future = super().forget_derived(made_by)
        future.add_done_callback(self._told)
        return future

    def _told(self, _: Future[None]) -> None:
        self.news.changed()
