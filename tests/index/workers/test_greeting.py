"""A worker that would read or encode otherwise than this machine gets no work."""

from dataclasses import replace

import numpy as np
import pytest

from corpus.errors import NotStarted
from index.workers.ray.greeting import Greeting, greeting, welcome
from tests.fakes import BagOfWords

SENTENCE = "The ferry carries forty cars."


def of_this_machine(name: str = "bag-of-words") -> Greeting:
    embedder = BagOfWords(name)
    return greeting(embedder.identity.vectors_sha256, embedder.encode([SENTENCE]))


def test_a_worker_like_this_machine_is_welcome() -> None:
    welcome(of_this_machine(), own=of_this_machine())
    welcome(greeting(), own=greeting())


@pytest.mark.parametrize("name", ["Pincite", "Python", "onnxruntime", "pypdfium2", "nltk"])
def test_another_version_is_refused_with_its_machine_and_both_versions(name: str) -> None:
    own = of_this_machine()
    other = replace(own, host="barge", versions={**own.versions, name: "0.1"})
    with pytest.raises(NotStarted, match=rf"on barge has {name} 0\.1, .* has .+: install the same"):
        welcome(other, own)


def test_a_library_that_is_missing_there_is_refused() -> None:
    own = of_this_machine()
    fewer = {name: one for name, one in own.versions.items() if name != "lxml"}
    with pytest.raises(NotStarted, match="has lxml missing"):
        welcome(replace(own, versions=fewer), own)


def test_another_model_is_refused() -> None:
    with pytest.raises(NotStarted, match="another model than this machine: copy the model"):
        welcome(of_this_machine("another"), of_this_machine())


def test_other_vectors_of_the_same_model_are_refused() -> None:
    own = of_this_machine()
    assert own.vector is not None
    with pytest.raises(NotStarted, match=r"makes other vectors .*cosine -1\.000"):
        welcome(replace(own, vector=-own.vector), own)
    broken = np.full_like(own.vector, np.nan)
    with pytest.raises(NotStarted, match="makes other vectors"):
        welcome(replace(own, vector=broken), own)


def test_a_worker_that_cannot_work_says_why() -> None:
    with pytest.raises(NotStarted, match="cannot work: OCR needs the program"):
        welcome(greeting(refusal="OCR needs the program ocrmypdf"), greeting())


def test_the_versions_name_the_source_itself() -> None:
    versions = greeting().versions
    assert len(versions["Pincite"]) == 12
    assert "missing" not in versions.values()
