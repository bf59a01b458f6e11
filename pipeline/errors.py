"""What the library raises: one family of errors, each with a hint that says what to do next."""


class PipelineError(Exception):
    """Something that a user can put right.

    Attributes:
        message: what is wrong, one line, plain English.
        hint: what to do next, one line; empty where the message says it all.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep the two lines apart, so that a caller can lay them out."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type["PipelineError"], tuple[str, str]]:
        """Survive the way back from a worker process, hint included."""
        return type(self), (self.message, self.hint)


class InputError(PipelineError):
    """What was given to read is missing, unreadable, or not of the expected form."""


class OutputError(PipelineError):
    """The place to write to cannot be used, or holds another run."""


class ModelError(PipelineError):
    """Weights are missing, damaged, or cannot be fetched."""


class UsageError(PipelineError):
    """A value of an argument makes no sense; the command line exits 2 on it."""
