"""From where on findings fail a run: a severity, an action, or a score."""

from dataclasses import dataclass

from seatrial.errors import UsageError
from seatrial.model.check import Severity
from seatrial.model.result import Result
from seatrial.model.risk import Action
from seatrial.model.words import did_you_mean

_ACTIONS = {str(action).replace(" ", "-"): action for action in Action}
LEVELS = (*map(str, Severity), *_ACTIONS, "never")


@dataclass(frozen=True, slots=True)
class Threshold:
    """What was said: one of the three, or None of them for never."""

    severity: Severity | None = None
    action: Action | None = None
    score: int | None = None

    @classmethod
    def of(cls, text: str, where: str) -> "Threshold":
        """Read a threshold; ``where`` it stands is told in the UsageError that is raised for what is none."""
        if text.isascii() and text.isdigit() and int(text) <= 100:
            return cls(score=int(text))
        if text not in LEVELS:
            near = did_you_mean(text, LEVELS)
            raise UsageError(f"{where} is one of {', '.join(LEVELS)} or a score from 0 to 100, and not {text!r}{near}")
        if text in _ACTIONS:
            return cls(action=_ACTIONS[text])
        return cls(severity=Severity(text)) if text != "never" else cls()

    def is_met(self, result: Result, severity: Severity) -> bool:
        """Whether a finding of a severity is at or above it."""
        if self.severity is not None:
            return severity.rank >= self.severity.rank
        if result.risk is None:
            return False
        if self.action is not None:
            return result.risk.action.urgency >= self.action.urgency
        return self.score is not None and result.risk.score >= self.score
