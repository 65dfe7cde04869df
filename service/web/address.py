"""Find the address of this service, for links that leave it."""

import re

from flask import request

from corpus.settings import Settings

_HOST = re.compile(
    r"([A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9A-Fa-f:.]{2,45}\])(:\d{1,5})?"
)


def site_address(settings: Settings) -> str:
    """Return the URL of the service, without a slash at the end.

    It is ``public_url``, else the address that the client used, else the listening address.
    """
    if settings.public_url:
        return settings.public_url.rstrip("/")
    if _HOST.fullmatch(request.host):
        return f"{request.scheme}://{request.host}"
    return f"http://{settings.host}:{settings.port}"
