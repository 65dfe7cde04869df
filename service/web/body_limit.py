"""Limit the size of a request body."""

from corpus.settings import Settings

_FORM = "multipart/form-data"
_FORM_FACTOR = 2
"""A file may be so many times too large: its name and the other fields are still read, so that the
form comes back with them. A longer body is refused unread."""


def body_limit(settings: Settings, media_type: str) -> int:
    """Return the number of bytes that are read of a body of this media type."""
    if media_type == _FORM:
        return _FORM_FACTOR * settings.max_upload_bytes + settings.max_body_bytes
    return settings.max_body_bytes


def longest_body(settings: Settings) -> int:
    """Return the number of bytes that are read of any body but an upload of reports or a draft."""
    return body_limit(settings, _FORM)


def draft_limit(settings: Settings) -> int:
    """Return the number of bytes that are read of a body with a draft, which JSON may lengthen."""
    return _FORM_FACTOR * settings.max_draft_bytes + settings.max_body_bytes
