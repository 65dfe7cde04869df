"""The records of builds that several services of one index share."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from service.builds.build import Build
from service.builds.records import Records


def waiting(number: int) -> Build:
    return Build(number, "request", "waiting", created=1.0)


def test_two_services_never_give_one_number_to_two_builds(tmp_path: Path) -> None:
    services = [Records(tmp_path / "builds") for _ in range(4)]

    def numbers(records: Records) -> list[int]:
        return [records.reserve(0) for _ in range(20)]

    with ThreadPoolExecutor(4) as pool:
        given = [number for found in pool.map(numbers, services) for number in found]
    assert sorted(given) == list(range(1, 81))


def test_a_build_of_another_service_is_as_its_record_says_until_that_service_stops(
    tmp_path: Path,
) -> None:
    own, other = Records(tmp_path), Records(tmp_path)
    number = own.reserve(0)
    own.save(waiting(number))
    assert other.get(number) == waiting(number)
    own.release_all()  # as the system does for a process that was killed
    assert other.get(number).state == "stopped"


def test_a_number_is_given_where_no_record_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "builds").write_text("a file, not a folder")
    records = Records(tmp_path / "builds")
    assert records.reserve(0) == 1
    assert records.reserve(1) == 2
