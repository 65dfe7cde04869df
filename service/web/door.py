"""Define a route that a command adds to the application, behind the same guards."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint

from corpus.settings import Settings
from service.answers.engine import Engine

MCP = "mcp"
"""Name of the blueprint that answers assistants."""


@dataclass(frozen=True, slots=True)
class Door:
    """A route that a command adds.

    Attributes:
        path: where it is.
        body_bytes: bytes that it reads of a body.
        blueprint: makes the route.
    """

    path: str
    body_bytes: int
    blueprint: Callable[[Settings, Engine], Blueprint]
