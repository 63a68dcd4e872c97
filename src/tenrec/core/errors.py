"""Every refusal of Tenrec: one tree, each leaf with its HTTP status and PostHog's error shape.

TenrecError
├── BadRequest          400 validation_error
│   └── QueryRefused    400 validation_error, knows where in the query
├── NotAuthenticated    401 authentication_error
├── Forbidden           403 authentication_error
├── NotFound            404 invalid_request
├── Conflict            409 server_error
├── TooLarge            413 invalid_request
├── TooManyRequests     429 throttled_error
├── SettingRefused      a setting that cannot work; stops the start
├── DataFolderTaken     another server holds the data folder; stops the start
└── Unavailable         503 server_error
    ├── JournalFull     the disk or the backlog limit says no
    └── StoreDown       the event store does not answer
"""


class TenrecError(Exception):
    """A refusal that the caller may see: `status`, `type`, `code`, `detail`, `attr`."""

    status = 500
    type = "server_error"
    code = "error"

    def __init__(self, detail: str, *, code: str | None = None, attr: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.attr = attr
        if code is not None:
            self.code = code

    def as_json(self) -> dict[str, str | None]:
        """PostHog's error body."""
        return {"type": self.type, "code": self.code, "detail": self.detail, "attr": self.attr}


class BadRequest(TenrecError):
    """The request cannot be understood; `attr` names the field."""

    status = 400
    type = "validation_error"
    code = "invalid_input"


class QueryRefused(BadRequest):
    """A query that will not run: `start` and `end` are character offsets, end exclusive.

    `fix` is what could stand there instead.
    """

    code = "hogql_error"

    def __init__(
        self,
        detail: str,
        *,
        code: str | None = None,
        start: int | None = None,
        end: int | None = None,
        fix: str | None = None,
    ) -> None:
        super().__init__(detail, code=code)
        self.fix = fix
        self.start = start
        self.end = end


class NotAuthenticated(TenrecError):
    """Nobody we know."""

    status = 401
    type = "authentication_error"
    code = "not_authenticated"


class Forbidden(TenrecError):
    """Somebody we know, who may not."""

    status = 403
    type = "authentication_error"
    code = "permission_denied"


class NotFound(TenrecError):
    """There is no such thing here."""

    status = 404
    type = "invalid_request"
    code = "not_found"


class Conflict(TenrecError):
    """The state of the thing forbids it."""

    status = 409
    code = "conflict"


class TooLarge(TenrecError):
    """A body over its limit."""

    status = 413
    type = "invalid_request"
    code = "request_too_large"


class TooManyRequests(TenrecError):
    """Over a rate limit."""

    status = 429
    type = "throttled_error"
    code = "throttled"


class SettingRefused(TenrecError):
    """A TENREC_* variable that cannot work; `attr` is its name."""


class DataFolderTaken(TenrecError):
    """Another server runs on the same data folder."""


class Unavailable(TenrecError):
    """Not now; the client should come back."""

    status = 503
    code = "service_unavailable"


class JournalFull(Unavailable):
    """The disk is full or the backlog is over its limit; nothing was written."""


class StoreDown(Unavailable):
    """The event store does not answer."""
