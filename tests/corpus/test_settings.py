from pathlib import Path

import pytest

from corpus.errors import SettingError
from corpus.settings import load_settings


def test_the_command_line_overrules_the_environment_and_it_the_default() -> None:
    environ = {"PINCITE_K": "7", "PINCITE_PORT": "9000", "PATH": "/bin"}
    settings = load_settings(environ, port=9001, index=None)
    assert (settings.k, settings.port, settings.index) == (7, 9001, Path("var/index"))


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"PINCITE_K": "many"}, "must be of type int"),
        ({"PINCITE_K": "0"}, "from 1 to"),
        ({"PINCITE_LEXICAL_WEIGHT": "nan"}, "from 0 to 1"),
        ({"PINCITE_K": "9", "PINCITE_MAX_K": "8"}, "k may not be larger"),
        ({"PINCITE_KAY": "5"}, "is no setting"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_limits(environ: dict[str, str], message: str) -> None:
    with pytest.raises(SettingError, match=message):
        load_settings(environ)
