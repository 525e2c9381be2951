"""Decodes how a clip begins while it is still being encoded, which spares waiting for it later."""

from __future__ import annotations

import zlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import av

from engine.media import cut_h264
from engine.media.cut_verify import UNFILTERED

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Tried:
    """What an encoder made.

    ``checksums`` are those of its pictures as they lie in an MP4, in decoding order. The first
    ``count`` of them were decoded under ``header``, all bits making sense.
    """

    header: bytes
    checksums: Sequence[int]
    count: int


class Trial:
    """A decoder that follows an encoder in a thread of its own, through the first group.

    Use it in a ``with`` statement. One thread, as in the verification: several overlook damage.
    """

    def __init__(self) -> None:
        self._header = b""
        self._checksums: list[int] = []
        self._frames: list[Future[int]] = []
        self._is_first_group = True
        self._decoder = av.CodecContext.create("h264", "r")
        self._decoder.thread_count, self._decoder.thread_type = 1, "NONE"
        self._decoder.options = UNFILTERED
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="trial")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def take(self, packet: av.Packet, header: bytes) -> None:
        """The next picture of an encoder whose parameter sets are ``header``."""
        data = bytes(packet)
        if not self._checksums:
            self._header = self._decoder.extradata = header
        elif packet.is_keyframe:
            self._is_first_group = False
        self._checksums.append(zlib.crc32(cut_h264.with_lengths(data)))
        if self._is_first_group:
            self._frames.append(self._pool.submit(self._decode, av.Packet(data)))

    def result(self) -> Tried:
        """What was found, when the last picture has been taken.

        None counts when one does not decode: the verification finds it again and says why.
        """
        last = self._pool.submit(self._decode, None)
        count = len(self._frames)
        try:
            decoded = sum(frames.result() for frames in (*self._frames, last))
        except av.FFmpegError:
            decoded = 0
        return Tried(self._header, self._checksums, count if decoded == count else 0)

    def _decode(self, packet: av.Packet | None) -> int:
        frames = self._decoder.decode(packet)
        return sum(not frame.is_corrupt for frame in frames)
