"""Exact frames for the scrubber: any frame by its number, the newest wish first."""

from __future__ import annotations

import logging
import threading
from contextlib import ExitStack, closing
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from engine.errors import RecoilError
from engine.media.frame_desk import Desk, Wish
from engine.media.frame_finder import FrameFinder
from engine.media.picture import Picture, Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.domain.timing import Timeline
    from engine.media.picture import Shape

log = logging.getLogger(__name__)

DEFAULT_MEMORY = 512 * 1024 * 1024
"""Bytes that decoded frames may fill."""
_PROXY_SHARE = 8  # an eighth of the memory is enough for frames that decode in a millisecond
_REST = 0.06  # seconds without a wish after which the playhead rests
_STEP = 4  # a move of this many frames is a step, not a jump
_GIVE_WAY = 0.005  # seconds to wait with looking ahead while another video owes a frame
_SOON = 24  # so many frames ahead of somebody who steps back the group before is fetched


class FrameServer:
    """Decodes frames of one video in a thread of its own and hands them to ``deliver``.

    Only the newest wish counts. ``deliver`` and ``fail`` are called on the server's thread;
    after ``fail`` nothing more comes.
    """

    def __init__(
        self,
        path: Path,
        timeline: Timeline,
        deliver: Callable[[Shown], None],
        fail: Callable[[RecoilError], None],
        *,
        box: tuple[int, int] = (720, 720),
        memory: int = DEFAULT_MEMORY,
    ) -> None:
        self.path = path
        self.timeline = timeline
        self.shape: Shape | None = None
        """How the video is seen; known before the first picture is delivered."""
        self.lead = Fraction(0)
        """Seconds from the start of the file to its first frame; known at the same moment."""
        self._deliver = deliver
        self._fail = fail
        self._memory = memory
        self._desk = Desk(box)
        self._thread = threading.Thread(target=self._run, name=f"frames of {path.name}")
        self._thread.daemon = True  # a forgotten close must not keep the program alive
        self._thread.start()

    def show(self, frame: int) -> None:
        """Wish for the exact picture of ``frame`` and nothing else."""
        self._desk.put(Wish(self._inside(frame)))

    def sweep(self, frame: int) -> None:
        """Wish for ``frame`` while dragging: a near picture may come before the exact one."""
        self._desk.put(Wish(self._inside(frame), is_passing=True))

    def set_box(self, width: int, height: int) -> None:
        """The size in pixels that pictures are made to fit; they are never enlarged."""
        self._desk.box = max(width, 2), max(height, 2)

    def use_proxy(self, path: Path) -> None:
        """Take frames from this preview copy from now on, and sharpen them when at rest."""
        self._desk.offer_proxy(path)

    def stop(self) -> None:
        """End soon: nothing more is decoded. ``close`` must still follow."""
        self._desk.close()

    @property
    def has_ended(self) -> bool:
        """Whether the thread is gone, so that ``close`` does not wait."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop and wait until the thread has ended."""
        self.stop()
        self._thread.join()

    def _inside(self, frame: int) -> int:
        return min(max(frame, 0), self.timeline.count - 1)

    def _run(self) -> None:
        try:
            with ExitStack() as stack:
                share = self._memory // _PROXY_SHARE
                original = FrameFinder(self.path, self.timeline, self._memory - share)
                stack.enter_context(closing(original))
                self.shape, self.lead = original.shape, original.lead
                _Service(self._desk, original, self._deliver, stack, share).run()
        except RecoilError as error:
            log.warning("%s", error)
            self._fail(error)
        finally:
            self._desk.close()


class _Service:
    """The work of the server's thread: answer, sharpen, look ahead, wait."""

    def __init__(
        self,
        desk: Desk,
        original: FrameFinder,
        deliver: Callable[[Shown], None],
        stack: ExitStack,
        proxy_memory: int,
    ) -> None:
        self._desk = desk
        self._original = original
        self._proxy: FrameFinder | None = None
        self._proxy_memory = proxy_memory
        self._deliver = deliver
        self._stack = stack
        self._blurred: Wish | None = None
        self._last = 0
        self._move = 0
        self._is_moving = False

    def run(self) -> None:
        patience: float | None = None
        while not self._desk.is_closed:
            self._desk.wait(patience)
            self._adopt_proxy()
            wish = self._desk.take_wish()
            if wish is not None:
                self._answer(wish)
                self._desk.has_answered()
                patience = 0
            else:
                patience = self._use_the_moment()

    def _use_the_moment(self) -> float | None:
        """Do a piece of what nobody waits for; answer how long to wait for the next wish."""
        if self._desk.others_owe():
            return _GIVE_WAY
        if self._is_moving:
            if self._proxy is None and self._keep_up():
                return 0
            self._is_moving = False
            return _REST
        return 0 if self._improve() else None

    def _keep_up(self) -> bool:
        """Stay ahead of somebody who steps; False when there is nothing to do or no pattern."""
        if -_STEP <= self._move < 0:
            return self._original.fetch_one(_SOON)
        return 0 < self._move <= _STEP and self._original.fetch_on()

    def _answer(self, wish: Wish) -> None:
        self._move, self._last = wish.frame - self._last, wish.frame
        self._is_moving = True
        finder = self._proxy or self._original
        picture = finder.find(wish.frame, self._desk.box, self._wanted(finder), self._near(wish))
        if picture is not None:
            self._blurred = wish if self._is_reduced(picture) else None
            self._hand_over(wish, picture, is_last=self._blurred is None)

    def _improve(self) -> bool:
        """Do one piece of what nobody waits for; False when nothing is left to do."""
        if self._blurred is None:
            return self._proxy is None and (
                self._original.fetch_one() or self._original.convert_one(self._desk.box)
            )
        wish, self._blurred = self._blurred, None
        wanted = self._wanted(self._original)
        picture = self._original.find(wish.frame, self._desk.box, wanted)
        if picture is not None:
            self._hand_over(wish, picture, is_last=True)
        return True

    def _near(self, wish: Wish) -> Callable[[Picture], None] | None:
        if not wish.is_passing:
            return None
        return lambda picture: self._hand_over(wish, picture, is_last=False)

    def _hand_over(self, wish: Wish, picture: Picture, *, is_last: bool) -> None:
        picture = replace(picture, is_reduced=self._is_reduced(picture))
        self._deliver(Shown(wish.frame, picture, is_last))

    def _wanted(self, finder: FrameFinder) -> Callable[[int], bool]:
        def is_wanted(passed: int) -> bool:
            newer = self._desk.newest()
            if self._desk.is_closed:
                return False
            return newer is None or finder.is_on_the_way(passed, newer.frame)

        return is_wanted

    def _is_reduced(self, picture: Picture) -> bool:
        return picture.width < self._original.shape.fitted(self._desk.box)[0]

    def _adopt_proxy(self) -> None:
        path = self._desk.take_proxy()
        if path is None:
            return
        try:
            proxy = FrameFinder(path, self._original.timeline, self._proxy_memory)
        except RecoilError as error:
            log.warning("preview not used: %s", error)
            return
        self._stack.enter_context(closing(proxy))
        self._proxy = proxy
