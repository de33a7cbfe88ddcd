"""Lines of a text: their breaks and their indentation."""


def line_break(content: str, offset: int) -> str:
    """The line break that ends the line of an offset; that of the text where none does."""
    at = content.find("\n", offset)
    at = content.rfind("\n") if at < 0 else at
    return "\r\n" if at > 0 and content[at - 1] == "\r" else "\n"


def line_start(content: str, offset: int) -> int:
    return content.rfind("\n", 0, offset) + 1


def indentation(content: str, offset: int) -> str:
    """The blank at the beginning of the line of an offset."""
    line = content[line_start(content, offset) : offset]
    return line[: len(line) - len(line.lstrip(" \t"))]


def begins_line(content: str, offset: int) -> bool:
    """Whether only blanks stand before an offset on its line."""
    return not content[line_start(content, offset) : offset].strip(" \t")


def offset_of(content: str, at: tuple[int, int]) -> int:
    """The offset of a line and column, which count from 1; -1 where the text has no such place."""
    line, column = at
    start = 0
    for _ in range(line - 1):
        start = content.find("\n", start) + 1
        if not start:
            return -1
    end = content.find("\n", start)
    offset = start + column - 1
    return offset if line > 0 < column and offset <= (len(content) if end < 0 else end) else -1


def shown(expression: str) -> str:
    """An expression as a message shows it: its first line, and not all of a long one."""
    first = expression.split("\n", 1)[0].rstrip()
    return first if first == expression and len(first) <= 60 else f"{first[:60]}..."
