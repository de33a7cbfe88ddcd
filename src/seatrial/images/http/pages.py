"""Answers in pages, one after the other, as registries link them: RFC 8288's ``Link`` with ``rel="next"``."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from seatrial.images.http.client import Clock, Response
from seatrial.images.limits import Limits

_PATIENCE = 10
"""All pages together may take so many times as long as one answer."""
_LONGEST_QUERY = 4096
_NOT_SO_MANY = 400
"""What a registry answers whose pages are shorter: PAGINATION_NUMBER_INVALID."""


@dataclass(slots=True, kw_only=True)
class Pages:
    """The answers to one question; ``cut`` says afterwards why there may be more of them, and is empty otherwise.

    ``ask``      takes a query with its question mark, or nothing.
    ``first``    the query to begin with, as ``n=1000``; where the registry does not like it, it is asked without.
    ``timeout``  seconds for one answer.
    """

    ask: Callable[[str], Response]
    host: str
    clock: Clock
    timeout: float
    limits: Limits
    first: str = ""
    cut: str = ""

    def __iter__(self) -> Iterator[Response]:
        until = self.clock.now() + self.timeout * _PATIENCE
        query = self.first
        seen = {query}
        while True:
            response = self.ask(f"?{query}" if query else "")
            if response.status == _NOT_SO_MANY and query and len(seen) == 1:
                response.close()
                response = self.ask("")
            yield response
            query = next_query(response.headers)
            if not query:
                return
            self.cut = self._end(query, seen, until)
            if self.cut:
                return
            seen.add(query)

    def _end(self, query: str, seen: set[str], until: float) -> str:
        if query in seen:
            return f"the pages of {self.host} lead in circles"
        if len(seen) >= self.limits.pages:
            return f"{self.host} has more than {self.limits.pages} pages"
        if self.clock.now() > until:
            return f"{self.host} takes more than {self.timeout * _PATIENCE:g} seconds"
        return ""


def next_query(headers: Mapping[str, str]) -> str:
    """The question for the next page, of ``Link: </v2/x/tags/list?last=b&n=9>; rel="next"``; else empty.

    Only the query counts.  Registries behind a proxy name a host or a scheme that is not theirs, and others could name
    one that should not be asked: the next page is had from where the first one was.
    """
    for link in headers.get("link", "").split(","):
        target, bracket, parameters = link.strip().removeprefix("<").partition(">")
        if bracket and 'rel="next"' in parameters.replace(" ", "").replace("rel=next", 'rel="next"'):
            query = target.partition("?")[2].partition("#")[0]
            return query if len(query) <= _LONGEST_QUERY and _is_sendable(query) else ""
    return ""


def _is_sendable(query: str) -> bool:
    return query.isascii() and query.isprintable() and " " not in query
