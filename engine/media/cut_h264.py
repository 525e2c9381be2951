"""The parts of H.264 that cutting must know: units of a stream and parameter sets in MP4."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IDR, SEI, SEQUENCE_SET, PICTURE_SET, DELIMITER = 5, 6, 7, 8, 9
_MOST_IDS = 32  # of sequence parameter sets; picture sets may have more, but we use equal ids
_SMALLEST_BOX = 7
_FOUR_BYTES = 3  # the code for it, one less
_PROFILES = {66: "baseline", 77: "main", 100: "high"}


def unit_type(unit: bytes) -> int:
    """What a NAL unit carries."""
    return unit[0] & 31


def units_by_start_code(data: bytes) -> Iterator[bytes]:
    """The NAL units of an Annex B stream, as an encoder gives them."""
    start = data.find(b"\0\0\1")
    while start >= 0:
        following = data.find(b"\0\0\1", start + 3)
        if following < 0:
            yield data[start + 3 :]
        else:
            yield data[start + 3 : following].rstrip(b"\0")
        start = following


def unit_types_by_length(data: bytes) -> set[int]:
    """The kinds of NAL units in one MP4 sample with four-byte lengths."""
    kinds, at = set(), 0
    while at + 5 <= len(data):
        kinds.add(data[at + 4] & 31)
        at += 4 + int.from_bytes(data[at : at + 4], "big")
    return kinds


def as_sample(data: bytes) -> bytes:
    """An encoder's picture as an MP4 sample: lengths for start codes, nothing but slices."""
    dropped = {SEI, SEQUENCE_SET, PICTURE_SET, DELIMITER}
    units = [unit for unit in units_by_start_code(data) if unit_type(unit) not in dropped]
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units)


def with_lengths(data: bytes) -> bytes:
    """An encoder's packet as it lies in an MP4: lengths for start codes, nothing left out."""
    return b"".join(struct.pack(">I", len(unit)) + unit for unit in units_by_start_code(data))


@dataclass(frozen=True, slots=True)
class ParameterSets:
    """An ``avcC`` box: how the decoder is set up. May hold several sets, told apart by ids."""

    head: bytes
    sequence: tuple[bytes, ...]
    picture: tuple[bytes, ...]
    tail: bytes

    @classmethod
    def parse(cls, box: bytes) -> Self:
        """Read the box.

        Raises:
            ValueError: this is no ``avcC`` box, or one with lengths other than four bytes.
        """
        if len(box) < _SMALLEST_BOX or box[0] != 1:
            raise ValueError("no avcC box")
        if box[4] & 3 != _FOUR_BYTES:
            raise ValueError("sample lengths are not four bytes")
        sequence, at = _read_sets(box, 6, box[5] & 31)
        if at >= len(box):
            raise ValueError("cut short")
        picture, at = _read_sets(box, at + 1, box[at])
        if not sequence or not picture:
            raise ValueError("no parameter sets")
        return cls(box[:5], sequence, picture, box[at:])

    def build(self) -> bytes:
        """The box again."""
        return b"".join(
            [
                self.head,
                bytes([0xE0 | len(self.sequence)]),
                *(struct.pack(">H", len(unit)) + unit for unit in self.sequence),
                bytes([len(self.picture)]),
                *(struct.pack(">H", len(unit)) + unit for unit in self.picture),
                self.tail,
            ]
        )

    def joined_by(self, encoder_headers: Iterable[bytes]) -> ParameterSets:
        """These sets and those of encoders, given as Annex B headers."""
        units = [unit for header in encoder_headers for unit in units_by_start_code(header)]
        sequence = [unit for unit in units if unit_type(unit) == SEQUENCE_SET]
        picture = [unit for unit in units if unit_type(unit) == PICTURE_SET]
        return ParameterSets(
            self.head, (*self.sequence, *sequence), (*self.picture, *picture), self.tail
        )

    def are_those_of(self, encoder_header: bytes) -> bool:
        """Whether these are the sets of an encoder, given as Annex B header, and no others."""
        units = list(units_by_start_code(encoder_header))
        sequence = tuple(unit for unit in units if unit_type(unit) == SEQUENCE_SET)
        picture = tuple(unit for unit in units if unit_type(unit) == PICTURE_SET)
        return (self.sequence, self.picture) == (sequence, picture)

    @property
    def profile(self) -> str | None:
        """The profile by the encoder's name for it; None for one it should not be asked for."""
        return _PROFILES.get(self.head[1])

    def free_ids(self) -> list[int]:
        """The ids no set in the box uses, highest first: sources mostly count from 0."""
        used = {_golomb(unit, 4, 0)[0] for unit in self.sequence}
        for unit in self.picture:
            own, after = _golomb(unit, 1, 0)
            used |= {own, _golomb(unit, 1, after)[0]}
        return [number for number in reversed(range(_MOST_IDS)) if number not in used]


def _read_sets(box: bytes, at: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units = []
    for _ in range(count):
        length = int.from_bytes(box[at : at + 2], "big")
        if not length or at + 2 + length > len(box):
            raise ValueError("cut short")
        units.append(box[at + 2 : at + 2 + length])
        at += 2 + length
    return tuple(units), at


def _golomb(unit: bytes, byte: int, bit: int) -> tuple[int, int]:
    """An Exp-Golomb number at ``bit`` after ``byte``, and the bit after it (H.264, 9.1)."""
    bits = "".join(f"{value:08b}" for value in unit[byte : byte + 12])[bit:]
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1, bit + 2 * zeros + 1
