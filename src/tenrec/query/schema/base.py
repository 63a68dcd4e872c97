"""What every query node is: strict about its members, since a saved typing error helps nobody."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A piece of a query; members that the schema does not know are refused."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Node(Part):
    """Something with a `kind`; clients may keep a `response` beside it, which we do not read."""

    version: float | None = None
    response: dict[str, Any] | None = None
