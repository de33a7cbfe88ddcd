"""The tree of errors.

    SeatrialError
      UsageError            the command line or the configuration is wrong        exit 2
      ContentError          a check, a definition or a policy is wrong            exit 2
      ParseError            text that does not follow its format                  becomes a gap
        LimitError          text that follows its format but is past a bound      becomes a gap
      VersionError          a version that its scheme refuses                     becomes "not assessed"
      ConnectorError        a source that cannot be read                          becomes a gap
        NotFoundError       there is no such thing
        AuthError           whoever has it does not give it to us
        RateLimitError      whoever has it has given enough of it for now
        IntegrityError      a content that is not the one its digest names
      DatabaseError         an advisory database that cannot be read or made      exit 2, or a gap in a scan
      CannotEditError       a text that cannot be changed as asked (fix.edit)     leaves the finding to a person
        NotLiteralError     a value that comes through a reference                is followed to where it is said

A message is a sentence that names the thing and says what to do next.
"""


class SeatrialError(Exception):
    """Whatever Seatrial itself raises on purpose."""


class UsageError(SeatrialError):
    """The command line or the configuration is wrong; the message says what to write instead."""


class VersionError(SeatrialError):
    """A version that its scheme refuses, or an ecosystem whose order is not known."""


class ConnectorError(SeatrialError):
    """A source could not be read."""


class NotFoundError(ConnectorError):
    """There is no such image, tag or content."""


class AuthError(ConnectorError):
    """It is there, but not for us; the message names the host, and where its credentials were looked for."""


class RateLimitError(ConnectorError):
    """Whoever has it has given enough of it for now; the message says when to come back, as far as it is known."""


class IntegrityError(ConnectorError):
    """A content is not what its digest or its size says; nothing of it is used."""


class DatabaseError(SeatrialError):
    """An advisory database is not what it should be, or a feed that it is made from cannot be had."""


class PositionedError(SeatrialError):
    """An error at a place in a text.  Lines and columns count from 1; 0 is "somewhere in the file"."""

    def __init__(self, message: str, *, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class ContentError(PositionedError):
    """A check, a resource definition or a policy is wrong."""


class ParseError(PositionedError):
    """A text does not follow its format."""


class LimitError(ParseError):
    """A text is past a bound (bytes, depth, aliases, steps).  ``bound`` names it: ``depth 400``."""

    def __init__(self, message: str, *, bound: str, file: str = "", line: int = 0, column: int = 0) -> None:
        super().__init__(message, file=file, line=line, column=column)
        self.bound = bound
