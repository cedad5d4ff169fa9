"""Everything that can go wrong and is not a bug; and bugs, where other work has to go on.

    PublisherError                  exit 2 unless the class says otherwise
    ├── UsageError                  what was typed on the command line
    ├── ProjectError                no project here, or a folder that is in the way
    ├── ConfigError                 config.yaml
    ├── CampaignError               a campaign's front matter or body
    ├── SourceError                 a report (or other source) that cannot be read
    ├── TemplateError               a template, or what it makes
    ├── ImageError                  a picture that cannot be used
    ├── SiteError                   the output folder
    │   └── Busy                    another build is writing it
    ├── LedgerError                 the ledger: torn, foreign, newer than this program
    ├── WebError         exit 1     an HTTP exchange that failed; may be retryable
    ├── PublishError     exit 1     the site could not be handed on, or was not seen afterwards
    ├── ServiceError     exit 1     a mailing service refused or failed; may be retryable
    │   ├── Unsupported             the wish cannot be said in this service's API
    │   ├── Uncertain    exit 3     no full answer: the act may or may not have happened
    │   ├── Deferred     exit 3     nothing was done: a quota or time is used up, or another run is at it
    │   └── Conflict     exit 3     a person changed, sent or removed what we would change
    ├── Held             exit 3     what was approved has changed; a person looks once more
    ├── Mistake          exit 1     a bug in one piece of work among others
    ├── FindingsError    exit 1     checks found errors; nothing was written
    └── Several                     more than one of the above; exits with their highest code

Every error says where, what and a hint. The text of an error is shown to users as it is: it begins with the
place, holds no secret, and fits on one line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publisher.model import Finding


def one_line(where: object, what: str, hint: str) -> str:
    """The one voice of errors and findings: the place, what is wrong, and what to do about it."""
    text = f"{where}: {what}" if str(where) else what
    if not hint:
        return text
    return f"{text} {hint}" if what.rstrip("”»\"'").endswith((".", "?", "!", "…")) else f"{text}. {hint}"


class PublisherError(Exception):
    """The root: `where` (a place such as `config.yaml:7:5`, or empty), `what`, and a `hint` on what to do."""

    exit_code = 2

    def __init__(self, what: str, *, where: object = "", hint: str = "") -> None:
        self.where = str(where) if where else ""
        self.what = what
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        """Place first, then what is wrong, then what to do about it."""
        return one_line(self.where, self.what, self.hint)


class UsageError(PublisherError):
    """What was typed cannot be done as typed."""


class ProjectError(PublisherError):
    """There is no project here, or something stands in its way."""


class ConfigError(PublisherError):
    """`config.yaml` cannot be used as it is."""


class CampaignError(PublisherError):
    """A campaign's front matter or body cannot be used as it is."""


class SourceError(PublisherError):
    """A report cannot be read."""


class TemplateError(PublisherError):
    """A template, or the MJML that it makes, is wrong."""


class ImageError(PublisherError):
    """A picture is missing, is not a picture, or is too large to open safely."""


class SiteError(PublisherError):
    """The output folder cannot be written as planned."""


class Busy(SiteError):
    """Another build is writing the output folder; nothing is wrong, and nothing was done."""


class LedgerError(PublisherError):
    """The ledger cannot be trusted or opened."""


class WebError(PublisherError):
    """An HTTP exchange failed.

    `retryable` says whether the same call may succeed later; `reached` whether the request may have arrived.
    """

    exit_code = 1

    def __init__(
        self, what: str, *, where: object = "", hint: str = "", retryable: bool = False, reached: bool = False
    ) -> None:
        self.retryable = retryable
        self.reached = reached
        super().__init__(what, where=where, hint=hint)


class PublishError(PublisherError):
    """The built site could not be handed on, or its feed did not answer with the new build."""

    exit_code = 1


class ServiceError(PublisherError):
    """A mailing service refused or failed; `retryable` says whether the same call may succeed later."""

    exit_code = 1

    def __init__(self, what: str, *, where: object = "", hint: str = "", retryable: bool = False) -> None:
        self.retryable = retryable
        super().__init__(what, where=where, hint=hint)


class Unsupported(ServiceError):
    """The wish cannot be said in this service's API."""


class Uncertain(ServiceError):
    """No complete answer was read: the act may or may not have happened. Never repeat it blindly."""

    exit_code = 3


class Deferred(ServiceError):
    """Nothing was done, and nothing is wrong: a quota or the command's time is used up, or another run is at it.

    A later run goes on.
    """

    exit_code = 3


class Conflict(ServiceError):
    """A person edited, sent, scheduled, trashed or deleted what we would have changed."""

    exit_code = 3


class Held(PublisherError):
    """What was approved is not what is there now: nothing is wrong, and a person has to look once more."""

    exit_code = 3


class Mistake(PublisherError):
    """Something went wrong that the program did not foresee, in one piece of work among others; its cause says where.

    Only where the other pieces have to go on; elsewhere the traceback is what helps.
    """

    exit_code = 1


class FindingsError(PublisherError):
    """Checks found errors, and the act that depends on them was not begun. `findings` holds all of them."""

    exit_code = 1

    def __init__(self, what: str, findings: Sequence[Finding], *, hint: str = "") -> None:
        self.findings = tuple(findings)
        super().__init__(what, hint=hint)


class Several(PublisherError):
    """More than one error at once, so that a person can mend them in one go."""

    def __init__(self, errors: Sequence[PublisherError]) -> None:
        self.errors = tuple(errors)
        self.exit_code = max((error.exit_code for error in self.errors), default=2)
        super().__init__("\n".join(str(error) for error in self.errors))

    def __str__(self) -> str:
        """One line an error."""
        return "\n".join(str(error) for error in self.errors)


def raise_all(errors: Sequence[PublisherError]) -> None:
    """Raise nothing, the one error, or `Several`."""
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise Several(errors)


def as_error(problem: Exception) -> PublisherError:
    """What to say of an exception where other pieces of work go on: itself, or a `Mistake`."""
    if isinstance(problem, PublisherError):
        return problem
    mistake = Mistake(f"a mistake in the program: {type(problem).__name__}: {problem}".partition("\n")[0])
    mistake.__cause__ = problem
    return mistake
