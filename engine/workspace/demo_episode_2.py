"""Episode 2 of the demo, "High Tide": what the letter says, and who wanted it back."""

from __future__ import annotations

from engine.domain.names import Strategy
from engine.workspace.demo_script import Filmed, Look, PassScript, PlannedShot

PASSES = (
    PassScript(
        2,
        1,
        Strategy.COVERAGE,
        "A_PIER",
        "The keeper's light",
        "Before sunrise. Time passes between the boards and the sea.",
        (
            PlannedShot(
                "1",
                2.5,
                "wide",
                Look("pier", 3, motion="push in"),
                "The old pier before sunrise, fog on the water, the lighthouse still burning.",
            ),
            PlannedShot(
                "2",
                2.5,
                "medium",
                Look("pier", 1, "lin", "medium", 0.6, looks_left=True, motion="still"),
                "Lin at the rail. She has waited for this morning longer than Jade has been away.",
            ),
            PlannedShot(
                "3",
                2.25,
                "medium",
                Look("pier", 4, "jade", "medium", 0.4, motion="pan right"),
                "Later. Jade comes along the boards and stops a step too far away.",
            ),
        ),
        # The second change is a dissolve: nothing a detector would call a cut.
        (Filmed(0, 2.5), Filmed(1, 2.5), Filmed(2, 2.25, dissolve=14)),
        cost_usd=0.9,
        seed=201,
    ),
    PassScript(
        2,
        2,
        Strategy.COVERAGE,
        "A_ROOF",
        "Five ways to say no",
        "Marcus has come up all those stairs.",
        (
            PlannedShot(
                "4",
                1.75,
                "wide",
                Look("rooftop", 4, motion="pan left"),
                "Dusk over the harbour, towers coming on one by one.",
            ),
            PlannedShot(
                "5",
                1.5,
                "medium",
                Look("rooftop", 2, "marcus", "medium", 0.58, looks_left=True, motion="push in"),
                'MARCUS, dark suit, out of breath: "Sell it. It is a shop."',
                True,
            ),
            PlannedShot(
                "6",
                1.5,
                "close",
                Look("rooftop", 5, "jade", "close", 0.4, motion="push in"),
                'Jade: "It is an address."',
                True,
            ),
            PlannedShot(
                "7",
                1.5,
                "close",
                Look("rooftop", 3, "marcus", "close", 0.6, looks_left=True, motion="still"),
                "Marcus looks at the sea and not at her.",
            ),
            PlannedShot(
                "8",
                2.0,
                "full",
                Look("rooftop", 6, "jade", "full", 0.4, motion="pull out"),
                "Wide. Two people on a roof, and a city that could not care less.",
            ),
        ),
        # Every shot a little long, and the beam of the lighthouse across the lens: the times are
        # far from the plan, but the cuts are clear.
        (
            Filmed(0, 2.125),
            Filmed(1, 1.875),
            Filmed(2, 1.75),
            Filmed(3, 1.875),
            Filmed(4, 2.25, flashes=(25, 26)),
        ),
        cost_usd=1.16,
        seed=202,
    ),
    PassScript(
        2,
        3,
        Strategy.COVERAGE,
        "B_FLAT",
        "What Marcus burned",
        "A drawer of his own.",
        (
            PlannedShot(
                "9",
                2.0,
                "wide",
                Look("apartment", 2, motion="pan right"),
                "The flat at night, the city out of focus, one lamp.",
            ),
            PlannedShot(
                "10",
                2.0,
                "medium",
                Look("apartment", 3, "marcus", "medium", 0.55, looks_left=True, motion="push in"),
                "Marcus holds a second envelope over the ashtray. He has had it for years.",
            ),
            PlannedShot(
                "11",
                2.0,
                "close",
                Look("apartment", 4, "marcus", "close", 0.45, motion="push in"),
                "Close on Marcus as it catches. He is not enjoying this.",
            ),
        ),
        # Cuts far from the plan, and one too many: for the editor.
        (
            Filmed(0, 0.9),
            Filmed(0, 0.9, Look("alley", 5, motion="push in", veil="rain")),
            Filmed(1, 1.2),
            Filmed(1, 1.6, Look("apartment", 5, "marcus", "full", 0.5, motion="still")),
            Filmed(2, 1.4),
        ),
        cost_usd=0.78,
        seed=203,
    ),
    PassScript(
        2,
        4,
        Strategy.CONTINUITY,
        "A_WARD",
        "Third floor",
        "The letter led here.",
        (
            PlannedShot(
                "12",
                2.0,
                "wide",
                Look("corridor", 1, motion="push in"),
                "A hospital corridor at night. One of the lamps is out.",
            ),
            PlannedShot(
                "13",
                2.0,
                "full",
                Look("corridor", 2, "jade", "full", 0.5, motion="push in"),
                "Jade walks away from us, counting doors.",
            ),
            PlannedShot(
                "14",
                2.25,
                "close",
                Look("corridor", 3, "lin", "close", 0.55, looks_left=True, motion="still"),
                'Lin was here first: "She asked for you every day."',
                True,
            ),
        ),
        cost_usd=0.78,
        seed=204,
    ),
    PassScript(
        2,
        5,
        Strategy.COVERAGE,
        "A_TIDE",
        "High tide",
        "The mother is alive.",
        (
            PlannedShot(
                "15",
                3.5,
                "wide",
                Look("pier", 5, motion="pull out"),
                "The pier at high tide, the boards just above the water, three people far out.",
            ),
            PlannedShot(
                "16",
                3.0,
                "medium",
                Look("corridor", 4, "jade", "medium", 0.42, motion="push in"),
                "Jade before the last door, one hand on the frame.",
            ),
        ),
        # Two happy accidents in the first shot.
        (
            Filmed(0, 1.25),
            Filmed(0, 1.0, Look("pier", 2, "lin", "close", 0.56, looks_left=True, motion="still")),
            Filmed(0, 1.25, Look("rooftop", 1, "jade", "full", 0.5, motion="pan right")),
            Filmed(1, 3.0),
        ),
        cost_usd=0.84,
        seed=205,
    ),
    PassScript(
        2,
        6,
        Strategy.SOLO,
        "SOLO_ENV",
        "The light goes out",
        "Last image.",
        (
            PlannedShot(
                "17",
                3.0,
                "wide",
                Look("pier", 6, motion="tilt up", view=(0.5, 0.5, 0.8)),
                "Full morning. The lighthouse goes dark. End of episode two.",
            ),
        ),
        cost_usd=0.36,
        seed=206,
    ),
)
