"""Several people may ask for the document at the same moment."""

from concurrent.futures import ThreadPoolExecutor

from drf_spectacular.settings import spectacular_settings


def test_document__asked_for_twice_at_once__is_whole_both_times() -> None:
    def make(_: int) -> int:
        generator = spectacular_settings.DEFAULT_GENERATOR_CLASS()
        return len(generator.get_schema(request=None, public=True)["paths"])

    with ThreadPoolExecutor(3) as threads:
        counts = list(threads.map(make, range(3)))
    assert len(set(counts)) == 1
    assert counts[0] > 100
