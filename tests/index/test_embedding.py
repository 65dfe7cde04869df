import numpy as np

from corpus.settings import load_settings
from service.engine import embedder_for

SHORT = "The ferry leaves at nine."
LONG = ", ".join(f"the ferry of {at} to Kestrel Bay" for at in range(100)) + "."


def test_a_long_sentence_is_read_in_parts_that_the_model_reads_whole() -> None:
    embedder = embedder_for(load_settings({}))
    assert embedder.parts(SHORT) == [SHORT]
    parts = embedder.parts(LONG)
    assert len(parts) > 2
    assert " ".join(parts).replace(" ,", ",").split() == LONG.split()
    for part in parts:
        assert embedder.parts(part) == [part]
    one, cut = embedder.encode([parts[0], parts[0] + " " + SHORT * 100])
    assert float(one @ cut) < 0.999  # what this part was cut for: the model reads 256 pieces
    np.testing.assert_allclose(np.linalg.norm([one, cut], axis=1), 1, atol=1e-5)
