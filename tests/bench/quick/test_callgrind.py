import shutil
import sys
from pathlib import Path

import pytest

from bench.peers.systems import System
from bench.quick import counting
from bench.quick.callgrind import ALL, Dump, least, mean_parts, parse, part_of, read_dump
from bench.quick.counting import Plan, count
from bench.quick.machine_code import Callgrind, vector_instructions

REAL = Path(__file__).parent / "counts.out"
"""What callgrind wrote of one call of zlib.crc32."""
VALGRIND = shutil.which("valgrind")
PACKAGES = "/opt/venv/lib/python3.11/site-packages"


def test_a_real_dump_adds_up_to_the_total_that_callgrind_states() -> None:
    dump = read_dump(REAL)
    assert dump.name == "0"
    assert dump.total == 7273  # its line "totals:"
    objects = {Path(name).name: count for name, count in dump.objects.items()}
    assert objects["libz.so.1.2.13"] == 81 + 2 + 1  # crc32_z, and crc32 without it
    assert objects["libpython3.11.so.1.0"] == 5018
    assert dump.parts == {ALL: 7273, "python": 6138, "other": 892, "C library": 243}


def test_the_cost_of_a_call_belongs_to_the_function_that_is_called() -> None:
    lines = [
        "ob=(1) /usr/bin/python3.11",
        "fn=(1) outer",
        "5 10",
        "cob=(2) /usr/lib/libsqlite3.so.0",
        "cfn=(2) inner",
        "calls=3 7",
        "+1 400",
        "* 1",
        "ob=(2)",
        "fn=(2)",
        "7 400",
        "-3",
        "totals: 411",
    ]
    assert parse(lines).objects == {"/usr/bin/python3.11": 11, "/usr/lib/libsqlite3.so.0": 400}


def test_a_dump_that_does_not_add_up_is_refused() -> None:
    lines = REAL.read_text(encoding="utf-8").replace("calls=1 0 \n0 81", "0 81", 1).splitlines()
    with pytest.raises(ValueError, match="total is 7273, that of its lines 7354"):
        parse(lines)
    with pytest.raises(ValueError, match="total is None"):
        parse(line for line in lines if not line.startswith("totals:"))


@pytest.mark.parametrize(
    ("object_file", "part"),
    [
        (f"{PACKAGES}/onnxruntime/capi/onnxruntime_pybind11_state.so", "onnxruntime"),
        (f"{PACKAGES}/tantivy/tantivy.abi3.so", "tantivy"),
        (f"{PACKAGES}/faiss_cpu.libs/libgomp-e985bcbb.so.1.0.0", "faiss"),
        (f"{PACKAGES}/numpy.libs/libscipy_openblas64_.so", "numpy"),
        (f"{PACKAGES}/tokenizers/tokenizers.abi3.so", "tokenizers"),
        ("/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6", "sqlite"),
        ("/usr/lib/python3.11/lib-dynload/_sqlite3.cpython-311.so", "sqlite"),
        ("/usr/lib/python3.11/lib-dynload/_bisect.cpython-311.so", "python"),
        ("/usr/lib/libpython3.11.so.1.0", "python"),
        ("/usr/bin/python3.11", "python"),
        ("/usr/lib/x86_64-linux-gnu/libc.so.6", "C library"),
        ("/usr/lib/x86_64-linux-gnu/libcrypto.so.3", "other"),
        ("???", "other"),
    ],
)
def test_an_object_file_belongs_to_a_part_of_the_program(object_file: str, part: str) -> None:
    assert part_of(object_file) == part


def test_of_several_rounds_the_least_count_of_each_question_stands() -> None:
    python, other = "/usr/bin/python3.11", "???"
    dumps = [
        Dump("0", {python: 100, other: 40}),
        Dump("1", {python: 200}),
        Dump("0", {python: 101, other: 20}),
        Dump("1", {python: 260}),
        Dump("", {python: 1}),
    ]
    found = least(dumps)
    assert {name: dump.total for name, dump in found.items()} == {"0": 121, "1": 200}
    # The means of 101 and 200, and of 20 and 0.
    assert mean_parts(found.values()) == {ALL: 160, "python": 150, "other": 10}


def test_requests_to_callgrind_change_nothing_without_valgrind() -> None:
    callgrind = Callgrind()
    assert not callgrind.is_running
    callgrind.start()
    callgrind.zero()
    callgrind.dump("a name")
    callgrind.stop()


def test_the_vector_instructions_are_those_that_the_kernel_names() -> None:
    flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    known = "AVX-512" if "avx512f" in flags else "AVX2" if "avx2" in flags else "no AVX2"
    assert vector_instructions() == known


PLAN = Plan(System("ours", "ours", "ours"), ["warm"], ["one", "two"], 2)


def test_without_valgrind_it_is_said_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert count([PLAN], tmp_path, 60) == "apt-get install valgrind"


def test_what_fails_under_valgrind_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "valgrind"
    script = "#!/bin/sh\ntest $1 = --version && exit\n"
    fake.write_text(f"{script}echo the index is missing >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert count([PLAN], tmp_path, 60) == "valgrind ended with 3: the index is missing"
    fake.write_text(f"{script}exec sleep 60\n")
    assert count([PLAN], tmp_path, 0.2) == "they took more than 0 s"


@pytest.mark.slow
@pytest.mark.skipif(not VALGRIND, reason="valgrind counts nothing here: apt-get install valgrind")
def test_the_instructions_of_a_real_question_are_counted_and_repeat(alliance_index: Path) -> None:
    system = System(
        "first", "ours", alliance_index.name, {"PINCITE_ADAPTER": "", "PINCITE_RERANKER": "none"}
    )
    question = "How many U.S. troops are stationed in Japan?"
    plan = Plan(system, [question], [question], 2)
    first, second = (count([plan], alliance_index.parent, 500) for _ in range(2))
    assert isinstance(first, counting.Counts), first
    assert isinstance(second, counting.Counts), second
    assert ".".join(map(str, sys.version_info[:3])) in first.counted_by
    assert "AVX-512" not in first.counted_by
    one, other = first.parts["first"], second.parts["first"]
    assert one[ALL] == pytest.approx(other[ALL], rel=0.005)
    assert one[ALL] == sum(count for part, count in one.items() if part != ALL)
    assert {"python", "onnxruntime", "sqlite", "faiss", "tantivy"} <= set(one)
    assert one["onnxruntime"] > 1_000_000
