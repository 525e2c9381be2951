from fractions import Fraction

from engine.domain.verdict import Finding
from recoil_desktop.scrubber.blocks import extra_blocks, pieces, shot_blocks
from recoil_desktop.scrubber.scene import Tone
from tests.helpers.reviews import a_review, with_verdict


def titles(sheet, cuts):
    return [(block.title, block.note, block.tone) for block in shot_blocks(sheet, cuts)]


def test_that_enough_cuts_give_every_shot_its_place_in_order() -> None:
    sheet = a_review(planned=(24, 24, 24))

    blocks = shot_blocks(sheet, (20, 60))

    assert [(b.title, b.frames.first, b.frames.end) for b in blocks] == [
        ("SH33A", 0, 20),
        ("SH33B", 20, 60),
        ("SH33C", 60, 72),
    ]
    assert [block.shot_id for block in blocks] == [shot.shot_id for shot in sheet.shots]


def test_that_a_missing_cut_fuses_the_two_shots_it_should_part() -> None:
    sheet = a_review(planned=(24, 24, 24))

    assert titles(sheet, (49,)) == [
        ("SH33A + SH33B", "missing cut", Tone.BAD),
        ("SH33C", "0.96 s", Tone.GOOD),
    ]


def test_that_a_missing_last_cut_fuses_the_last_two_shots() -> None:
    sheet = a_review(planned=(24, 24, 24))

    assert [title for title, *_ in titles(sheet, (24,))] == ["SH33A", "SH33B + SH33C"]


def test_that_an_extra_cut_is_a_part_of_its_shot() -> None:
    sheet = a_review(planned=(24, 24, 24))

    found = titles(sheet, (24, 35, 48))

    assert found[2] == ("SH33B · part 2", "extra cut", Tone.WARN)
    assert [title for title, *_ in found] == ["SH33A", "SH33B", "SH33B · part 2", "SH33C"]


def test_that_no_cut_at_all_is_one_piece_with_every_shot() -> None:
    sheet = a_review(planned=(24, 24, 24))

    (piece,) = pieces(sheet, ())

    assert (piece.first, piece.last) == (0, 2)


def test_that_a_shot_much_shorter_than_planned_says_so() -> None:
    sheet = a_review(planned=(48, 48))

    assert titles(sheet, (12,))[0] == ("SH33A", "too short", Tone.WARN)


def test_that_a_black_shot_says_so_while_it_lies_over_the_black_frames() -> None:
    sheet = with_verdict(a_review(planned=(24, 24)), 1, Finding.BLACK, "regenerate it")

    assert titles(sheet, (24,))[1] == ("SH33B", "black", Tone.BAD)


def test_that_detected_cuts_which_were_not_placed_are_lettered_extras() -> None:
    sheet = a_review(planned=(48, 48))

    extras = extra_blocks(sheet, (48,), (10, 30, 49, 70))

    assert [(e.title, e.frames.first, e.frames.end) for e in extras] == [
        ("SH33A a", 10, 48),
        ("SH33A b", 30, 48),
        ("SH33B a", 70, 96),
    ]


def test_that_a_loose_video_has_numbered_clips() -> None:
    sheet = a_review(planned=(24, 24), pass_id=None)

    assert [block.title for block in shot_blocks(sheet, (24,))] == ["Clip 1", "Clip 2"]
    assert sheet.timeline.span(shot_blocks(sheet, (24,))[0].frames).length == Fraction(1)
