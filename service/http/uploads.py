"""List the requests whose bodies may be larger than those of others."""

from corpus.settings import Settings
from service.http.limits import Upload, limits_for
from service.web.access import holds_key
from service.web.body_limit import draft_limit
from service.web.door import Door
from service.web.managers import Managers
from service.web.pages.builds_page import UPLOAD_PATH
from service.web.pages.check_page import SEND_PATH
from service.web.public_url import public_path


def uploads(settings: Settings, door: Door | None = None) -> tuple[Upload, ...]:
    """Return the limits of reports, of drafts, and of what a door takes."""

    def paths(own: str) -> tuple[str, ...]:
        return own, public_path(settings) + own  # a proxy may pass the public path on

    def may_ask(*given: str | None) -> bool:
        return holds_key(settings.api_key, *given)

    reports = limits_for(settings, settings.max_report_upload_bytes)
    reports.is_patient = True
    drafts = limits_for(settings, draft_limit(settings))
    found = [
        Upload(reports, paths(UPLOAD_PATH), Managers(settings).may_send_reports),
        Upload(drafts, paths(SEND_PATH), may_ask),
    ]
    if door is not None:
        found.append(Upload(limits_for(settings, door.body_bytes), paths(door.path), may_ask))
    return tuple(found)
