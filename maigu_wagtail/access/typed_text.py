"""A string type for passwords as entered."""


class Typed(str):
    """A string that error reports never show, wherever they find it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'********'"
