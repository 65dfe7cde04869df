"""Pack what the chain of trainings needs on another machine: python -m training.pack --help.

That machine (``training.chain``) has no reports, no index and no network. The examples carry
deep lists of candidates with their lexical shares, so that the first stage is run again there
with another encoder. Where the encoder stays (``--ranked``), they carry its candidates and cosines.
"""

import argparse
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

from bench.sets import DATA, REPORT_DEV, SEED
from index.encode.sentence_transformer import packaged_model_folder
from training.data import ELSEWHERE as RANKED_ELSEWHERE
from training.data import RANKED, ExampleSet, write_examples, write_texts
from training.data import WITHIN as RANKED_WITHIN
from training.examples import MADE, example_set, measured_set
from training.mpnet import OUT as TEACHER
from training.network import WEIGHTS, layers_in
from training.pack.parts import MIB, PART, lay_out
from training.pack.weights import packed_student, write_model
from training.reranker import OUT
from training.texts import TRAINING_SETS, training_texts

MEASURED = (SEED, REPORT_DEV, "xquad_en", "squad2_dev_half", "covidqa", "multirc_dev")
WITHIN, ELSEWHERE = 120, 48
_WORDNET = [f"{kind}.{name}" for name in ("noun", "verb", "adj") for kind in ("data", "index")]
_MAKING = "making"


def pack(options: argparse.Namespace) -> list[Path]:
    """Write the pack and return the folders of its parts."""
    making = options.out / _MAKING
    for earlier in (*options.out.glob(f"{PART}*"), making):
        shutil.rmtree(earlier, ignore_errors=True)
    making.mkdir(parents=True)
    write_model("default", packaged_model_folder(), making)
    write_model("teacher", options.teacher_model, making)
    with tarfile.open(making / "wordnet.tar.gz", "w:gz") as archive:
        for name in _WORDNET:
            archive.add(options.wordnet / name, name)
    texts = [text for name in options.sets for text in training_texts(name, options.data)]
    write_texts(texts, making / "texts.jsonl.gz")
    folders = [(name, options.data) for name in options.sets]
    folders += [(name, options.made) for name in MADE if (options.made / name).is_dir()]
    prefix, depths, kept = "", (WITHIN, ELSEWHERE), without_cosines
    if options.ranked:
        prefix, depths, kept = RANKED, (RANKED_WITHIN, RANKED_ELSEWHERE), _as_they_are
    for name, folder in folders:
        found = example_set(name, folder, *depths)
        write_examples(kept(found), making / f"{prefix}examples-{name}.jsonl.gz")
        print(f"{name}: {len(found.examples)} examples", flush=True)
    for name in options.measured:
        found = measured_set(name, options.data, *depths)
        write_examples(kept(found), making / f"{prefix}measured-{name}.jsonl.gz")
        print(f"{name}: {len(found.examples)} questions to measure with", flush=True)
    for folder in options.students:
        shutil.copyfile(folder / WEIGHTS, making / packed_student(layers_in(folder)))
    for wheel in options.wheels:
        shutil.copyfile(wheel, making / wheel.name)
    parts = lay_out(list(making.iterdir()), options.out, int(options.limit * MIB))
    making.rmdir()
    return parts


def _as_they_are(examples: ExampleSet) -> ExampleSet:
    return examples


def without_cosines(examples: ExampleSet) -> ExampleSet:
    """Return a set with the shares alone; another encoder gives other cosines."""
    kept = [
        replace(one, first_stage={key: (0.0, share) for key, (_, share) in one.first_stage.items()})
        for one in examples.examples
    ]
    return ExampleSet(examples.name, examples.sentences, kept)


def main() -> None:
    """Pack, and print how to send the parts and start the chain."""
    parser = argparse.ArgumentParser(prog="python -m training.pack")
    parser.add_argument("--out", type=Path, default=OUT / "pack", help="folder of the parts")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the question sets")
    parser.add_argument(
        "--made", type=Path, default=OUT / "sets", help="folder of the sets of training.lists"
    )
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument(
        "--teacher-model", type=Path, default=TEACHER, help="folder that training.mpnet wrote"
    )
    parser.add_argument("--sets", nargs="+", default=TRAINING_SETS, help="to train on")
    parser.add_argument("--measured", nargs="*", default=MEASURED, help="to measure with")
    parser.add_argument(
        "--ranked",
        action="store_true",
        help="keep the encoder: pack its candidates and cosines, to train the reranker alone",
    )
    parser.add_argument(
        "--students",
        type=Path,
        nargs="*",
        default=[],
        metavar="DIR",
        help="folders of weights that the students start from, as training.restore writes them",
    )
    parser.add_argument(
        "--wheels", type=Path, nargs="*", default=[], help="of packages that machine lacks"
    )
    parser.add_argument(
        "--limit", type=float, default=32, help="MiB of a part; the working tree travels beside it"
    )
    options = parser.parse_args()
    if not (options.teacher_model / "config.json").is_file():
        parser.error(f"{options.teacher_model} holds no model: run python -m training.mpnet first")
    for part in pack(options):
        size = sum(file.stat().st_size for file in part.iterdir()) / MIB
        print(f"{part.name}  {size:5.1f} MiB  carry={part}  command: ls {part}")
    print(f"then: python -m training.chain --pack {options.out} --out {OUT / 'chain'}")


if __name__ == "__main__":
    main()
