"""The words of ``recoil generate``: what each means and how it is read."""

from typing import Annotated

from engine.commands.registry import Words
from engine.domain.ids import parse_episode
from engine.domain.money import usd_to_micro

Episode = Annotated[int, Words("The episode: 1, EP001", "--episode", "N", parse_episode)]
AnyEpisode = Annotated[
    int | None, Words("Only this episode: 1, EP001", "--episode", "N", parse_episode)
]
Passes = Annotated[
    tuple[str, ...] | None,
    Words("Only this coverage pass; say it again for more.", "--pass", "ID", str, repeats=True),
]
Grouping = Annotated[str | None, Words("continuity, coverage, oner or solo.", "--grouping", "G")]
ProviderName = Annotated[
    str | None, Words("Who renders: animatic, fal, gemini.", "--provider", "P")
]
Model = Annotated[str | None, Words("The model, for every shot.", "--model", "M")]
Budget = Annotated[
    int | None, Words("The most the episode may cost.", "--budget", "USD", usd_to_micro)
]
MaxPerJob = Annotated[
    int | None,
    Words("The most a job of unknown price may cost.", "--max-per-job", "USD", usd_to_micro),
]
MaxTakes = Annotated[int | None, Words("Takes of a beat.", "--max-takes", "N")]
Concurrency = Annotated[int, Words("Beats at once.", "--concurrency", "N")]
DryRun = Annotated[bool, Words("Say what it would do and cost.", "--dry-run")]
Validate = Annotated[bool, Words("Say what would stop it.", "--validate")]
NewTake = Annotated[bool, Words("One fresh take of one batch.", "--new-take")]
Batch = Annotated[str | None, Words("The batch of --new-take.", "--batch", "B")]
Seed = Annotated[int | None, Words("The seed of the new take.", "--seed", "N")]
MakePrimary = Annotated[bool, Words("The new take counts from now on.", "--make-primary")]
Strategy = Annotated[
    str | None,
    Words("What the new take tries; auto: what its rejection asks for.", "--strategy", "NAME"),
]
Note = Annotated[str, Words("Why the new take is made.", "--note", "TEXT")]
RerenderMissing = Annotated[
    bool, Words("Pay again for takes whose video is gone.", "--rerender-missing")
]
RerenderStale = Annotated[
    bool, Words("Pay again for takes whose references changed.", "--rerender-stale")
]
