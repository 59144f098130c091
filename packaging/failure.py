"""What stops a command before its real work starts."""


class SetupFailure(Exception):  # noqa: N818 - not a bug of ours: the machine lacks something
    """A sentence for the person at the terminal; the command then ends with status 1."""
