import pytest
from hypothesis import given
from hypothesis import strategies as st

from recoil_desktop.scrubber.scale import TimeScale

scales = st.builds(
    lambda count, width, factor, x: TimeScale.fitted(count, width).zoomed(factor, x * width),
    st.integers(1, 5000),
    st.integers(50, 3000),
    st.floats(1, 400),
    st.floats(0, 1),
)


def test_that_a_fitted_scale_lays_the_whole_video_over_the_whole_width() -> None:
    scale = TimeScale.fitted(240, 960)

    assert (scale.x(0), scale.x(240)) == (0, 960)
    assert scale.is_fitted


@given(scales, st.floats(1.1, 4), st.floats(0, 1))
def test_that_zooming_in_holds_the_frame_under_the_pointer_still(
    scale: TimeScale, factor: float, at: float
) -> None:
    x = at * scale.width

    zoomed = scale.zoomed(factor, x)

    assert zoomed.position(x) == pytest.approx(scale.position(x), abs=1e-6 * scale.count + 1e-6)


@given(scales, st.floats(-5000, 5000), st.floats(0.05, 20))
def test_that_no_move_leaves_the_video(scale: TimeScale, pixels: float, factor: float) -> None:
    moved = scale.panned(pixels).zoomed(factor, scale.width / 3).panned(-pixels / 2)

    assert moved.first >= 0
    assert moved.first + moved.shown <= moved.count + 1e-6


@given(scales, st.integers(0, 4999))
def test_that_a_frame_is_found_again_under_its_own_pixels(scale: TimeScale, frame: int) -> None:
    frame = min(frame, scale.count - 1)
    shown = scale.showing(frame)

    assert shown.frame_under(shown.x(frame) + shown.zoom / 2) == frame
    assert shown.boundary_near(shown.x(frame)) == frame


def test_that_a_wider_window_keeps_a_fitted_video_fitted_and_a_zoomed_one_in_place() -> None:
    fitted = TimeScale.fitted(240, 480)
    zoomed = fitted.zoomed(8, 240)

    assert fitted.resized(960) == TimeScale.fitted(240, 960)
    assert zoomed.resized(960).first == pytest.approx(zoomed.first)
    assert zoomed.resized(960).zoom == zoomed.zoom


def test_that_the_page_turns_when_playback_leaves_it() -> None:
    scale = TimeScale.fitted(1000, 500).zoomed(4, 0)

    turned = scale.following(300)

    assert scale.following(200) is scale
    assert 0 <= turned.x(300) < 100
