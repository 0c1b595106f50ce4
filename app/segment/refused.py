"""The refusal of a request."""


class Refused(Exception):  # noqa: N818 (it is an answer rather than an error)
    """A request that is not taken.

    `status` is the HTTP answer, `code` a word for programs, `message` says what is wrong and
    `hint` what to do about it.
    """

    def __init__(self, status: int, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.hint = hint
