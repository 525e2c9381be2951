"""A pass record on its way through cutting, and back to the byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.domain import cut_record

KEYS = st.sampled_from(["status", "video_path", "confirmed_timestamps", "updated_at", "theirs"])
RECORDS = st.dictionaries(KEYS, st.integers() | st.text(max_size=3) | st.none())


@given(RECORDS, RECORDS)
def test_that_the_way_back_is_exact_keys_and_order_included(
    record: dict[str, object], changes: dict[str, object]
) -> None:
    back = cut_record.before(cut_record.begun(record, changes))

    assert back == record
    assert list(back) == list(record)


@given(RECORDS, RECORDS, RECORDS)
def test_that_a_second_beginning_remembers_the_first_one(
    record: dict[str, object], died: dict[str, object], again: dict[str, object]
) -> None:
    begun = cut_record.begun(cut_record.begun(record, died), again)

    assert cut_record.before(begun) == record
    assert begun["status"] == again.get("status", "extracting")


@given(RECORDS, RECORDS)
def test_that_a_finished_record_remembers_nothing_of_the_work(
    record: dict[str, object], changes: dict[str, object]
) -> None:
    reviewed = cut_record.sent_to_review(record, "diverged", {})
    done = cut_record.finished(cut_record.begun(reviewed, changes), {})

    assert done["status"] == "extracted"
    assert not {cut_record.BEGUN_FROM, cut_record.REASON} & set(done)


@given(RECORDS, RECORDS)
def test_that_a_record_sent_back_is_as_before_but_for_status_and_reason(
    record: dict[str, object], changes: dict[str, object]
) -> None:
    back = cut_record.sent_to_review(cut_record.begun(record, changes), "no space", {})

    told = {"status": "segmentation_review", "review_reason": "no space"}
    assert back == {**record, **told}
