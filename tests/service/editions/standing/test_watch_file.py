"""The file of standing questions."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.errors import BadRequest
from corpus.files import text_sha256
from index.search.scope import Scope
from service.editions.standing.verdicts import Accepted, Standing
from service.editions.standing.watch_file import read_watch_file, watch_file

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
scopes = st.builds(
    Scope,
    st.none() | st.lists(texts, min_size=1, max_size=2).map(tuple),
    st.none() | st.lists(texts, min_size=1, max_size=2).map(tuple),
    st.none() | st.just("2016-02"),
    st.none() | st.just("2017"),
)


def accepted(report: str, quote: str) -> Accepted:
    return Accepted(report, 3, "mu3mmntlqdlv", quote, text_sha256(quote), "0" * 64)


questions = st.lists(
    st.builds(
        Standing,
        texts,
        scopes,
        st.sampled_from(["answered", "uncertain", "no_answer"]),
        st.lists(st.builds(accepted, texts, texts), max_size=2).map(tuple),
    )
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions)
def test_what_is_written_is_read_again(tmp_path: Path, standing: list[Standing]) -> None:
    path = tmp_path / "watch.toml"
    hashes = {"source_sha256": "1" * 64, "text_sha256": "2" * 64}
    path.write_bytes(watch_file({"model": "m"}, {'a "b"\n': hashes}, standing))
    found = read_watch_file(path)
    assert found.standing() == standing
    assert found.engine == {"model": "m"}
    assert {name: one.model_dump() for name, one in found.reports.items()} == {'a "b"\n': hashes}


def test_a_quote_that_does_not_have_its_hash_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    one = Standing("Who?", Scope(), "answered", (accepted("ferry", "The master."),))
    content = watch_file({}, {}, [one]).replace(b"The master.", b"The mate.")
    path.write_bytes(content)
    with pytest.raises(BadRequest, match="does not have its quote_sha256"):
        read_watch_file(path)
