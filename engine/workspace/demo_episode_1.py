"""Episode 1 of the demo, "The Letter": Jade comes home, and something was left for her."""

from __future__ import annotations

from engine.domain.names import Strategy
from engine.workspace.demo_script import Filmed, Look, PassScript, PlannedShot

_ALLEY = Look("alley", 1, "jade", "full", 0.47, motion="push in", veil="rain")
_ALLEY_NEAR = Look("alley", 2, "jade", "medium", 0.42, motion="handheld", veil="rain")
_DOOR = Look("shop", 1, motion="pan right", view=(0.42, 0.42, 0.72))
_LIN = Look("shop", 1, "lin", "medium", 0.62, looks_left=True, motion="push in", veil="dust")
_JADE_SHOP = Look("shop", 2, "jade", "close", 0.4, motion="push in", veil="dust")
_LETTER = Look("shop", 2, motion="tilt down", view=(0.5, 0.6, 0.5), veil="dust")

PASSES = (
    PassScript(
        1,
        1,
        Strategy.COVERAGE,
        "A_JADE",
        "Jade in the rain",
        "Night, after the last ferry. She has not been here for nine years.",
        (
            PlannedShot(
                "1",
                2.5,
                "wide",
                Look("alley", 1, motion="tilt down", view=(0.5, 0.46, 0.84), veil="rain"),
                "Lantern Alley after midnight, neon on wet stones, nobody about. The camera "
                "sinks from the cables to the street.",
            ),
            PlannedShot(
                "2",
                2.0,
                "full",
                Look("alley", 2, "jade", "full", 0.45, motion="push in", veil="rain"),
                "JADE, red coat, no umbrella, stops under the first sign and reads the numbers "
                "on the doors.",
            ),
            PlannedShot(
                "3",
                2.25,
                "close",
                Look(
                    "alley",
                    3,
                    "jade",
                    "close",
                    0.4,
                    motion="push in",
                    view=(0.52, 0.44, 0.7),
                    veil="rain",
                ),
                "Close on Jade. She has found it. The shop is still there, and there is light "
                "in it.",
            ),
        ),
        cost_usd=0.84,
        seed=101,
    ),
    PassScript(
        1,
        2,
        Strategy.COVERAGE,
        "A_SHOP",
        "Lin will not look up",
        "Inside, one table, two women, and a counter between them.",
        (
            PlannedShot(
                "4",
                1.75,
                "wide",
                Look("shop", 1, motion="push in", view=(0.5, 0.48, 0.84), veil="dust"),
                "The shop as Jade remembers it: three lamps, four bowls, rain on the window.",
            ),
            PlannedShot(
                "5",
                1.75,
                "medium",
                _LIN,
                'LIN wipes the counter. She says, without looking: "We are closed."',
                True,
            ),
            PlannedShot(
                "6",
                1.5,
                "close",
                Look(
                    "shop",
                    1,
                    "lin",
                    "medium",
                    0.6,
                    looks_left=True,
                    motion="push in",
                    view=(0.52, 0.42, 0.74),
                    veil="dust",
                ),
                "Closer on Lin. She knows the voice. Her hand stops on the wood.",
            ),
            PlannedShot(
                "7",
                2.0,
                "medium",
                Look("shop", 2, "jade", "medium", 0.4, motion="still", veil="dust"),
                'Jade, wet hair, by the door: "I did not come to eat."',
                True,
            ),
        ),
        # The model ran the shots together where it liked, and its own rhythm is not the plan's.
        (
            Filmed(0, 2.75),
            Filmed(1, 1.5),
            Filmed(3, 1.25, _JADE_SHOP),
            Filmed(2, 0.75, Look("shop", 3, motion="pan left", view=(0.4, 0.42, 0.6), veil="dust")),
            Filmed(3, 1.5),
        ),
        cost_usd=0.98,
        seed=102,
    ),
    PassScript(
        1,
        3,
        Strategy.CONTINUITY,
        "A_LETTER",
        "The letter",
        "A drawer that was never opened.",
        (
            PlannedShot(
                "8",
                2.25,
                "medium",
                Look("shop", 3, "lin", "medium", 0.55, motion="pan left", veil="dust"),
                "Lin opens the drawer below the till and does not reach into it.",
            ),
            PlannedShot(
                "9",
                3.0,
                "insert",
                _LETTER,
                "On the counter: an envelope, a harbour stamp, Jade's name in her mother's hand.",
            ),
            PlannedShot(
                "10",
                2.25,
                "close",
                Look("alley", 4, "jade", "close", 0.45, motion="push in", veil="rain"),
                "Outside again. Jade under the sign, the envelope open. We do not see what it "
                "says.",
            ),
        ),
        # A happy accident: the model cut to Jade's face inside the insert.
        (
            Filmed(0, 2.25),
            Filmed(1, 1.5),
            Filmed(1, 1.5, _JADE_SHOP),
            Filmed(2, 2.25),
        ),
        cost_usd=0.91,
        seed=103,
    ),
    PassScript(
        1,
        4,
        Strategy.COVERAGE,
        "B_MARCUS",
        "Marcus on the phone",
        "Across the water somebody is told that she is back.",
        (
            PlannedShot(
                "11",
                2.5,
                "medium",
                Look("apartment", 1, "marcus", "medium", 0.42, motion="push in"),
                "MARCUS at the window of his flat, the phone at his ear, the harbour behind him.",
            ),
            PlannedShot(
                "12",
                2.0,
                "close",
                Look("apartment", 1, "marcus", "close", 0.42, motion="still"),
                'Close: "Then make sure she does not read it."',
                True,
            ),
        ),
        # One shot where two were asked for: the cut is missing.
        (Filmed(0, 4.5),),
        cost_usd=0.56,
        seed=104,
    ),
    PassScript(
        1,
        5,
        Strategy.ONER,
        "A_WALK",
        "Down to the water",
        "One take, from the alley's end to the rail.",
        (
            PlannedShot(
                "13",
                5.5,
                "oner",
                Look("pier", 1, "jade", "full", 0.48, motion="push in"),
                "In one take: Jade walks to the end of the old pier as the sky turns. The "
                "light out there blinks twice.",
            ),
        ),
        (
            Filmed(0, 3.25),
            Filmed(0, 2.25, Look("pier", 2, "jade", "close", 0.42, motion="pan left")),
        ),
        cost_usd=0.66,
        seed=105,
    ),
    PassScript(
        1,
        6,
        Strategy.COVERAGE,
        "A_STORM",
        "Lightning",
        "The weather comes in before she can decide.",
        (
            PlannedShot(
                "14",
                2.0,
                "wide",
                Look("rooftop", 1, motion="pan right"),
                "The harbour from the roofs, the last light going, a storm out at sea.",
            ),
            PlannedShot(
                "15",
                3.0,
                "medium",
                Look("rooftop", 2, "jade", "medium", 0.4, motion="handheld", veil="rain"),
                "Jade on the roof above the shop, the letter in her coat. Lightning, once, and "
                "she does not flinch.",
            ),
            PlannedShot(
                "16",
                2.0,
                "close",
                Look(
                    "rooftop",
                    3,
                    "jade",
                    "close",
                    0.5,
                    looks_left=True,
                    motion="push in",
                    veil="rain",
                ),
                'Close on Jade: "Nine years."',
                True,
            ),
        ),
        # Lightning: three white frames that are no cut.
        (Filmed(0, 2.0), Filmed(1, 3.0, flashes=(33, 34, 35)), Filmed(2, 2.0)),
        cost_usd=0.87,
        seed=106,
    ),
)
