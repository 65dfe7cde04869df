"""Read the files of a build and encode its sentences, on this machine or by Ray on several."""

from collections.abc import Callable

from corpus.limits import Limits
from corpus.sandbox.ocr import Ocr
from corpus.settings import Settings
from index.workers.protocol import Workers


def workers_of(
    settings: Settings,
    limits: Limits,
    ocr: Ocr | None,
    starting: Callable[[], None] = lambda: None,
) -> Workers:
    """Return the workers that the settings name; they start when they get work.

    Args:
        starting: called before workers start, where that takes long.

    Raises:
        SettingError: when Ray is named and is not installed.
    """
    if settings.ray:
        from index.workers.ray.workers import RayWorkers

        return RayWorkers(settings, limits, starting)
    from index.workers.local import LocalWorkers

    return LocalWorkers(limits, settings.jobs, ocr)
