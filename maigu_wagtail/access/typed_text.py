"""A password as it was typed."""


class Typed(str):
    """What was typed; no report of an error shows it, wherever it has got to."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'********'"
