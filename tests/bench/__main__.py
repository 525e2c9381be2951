"""``python -m tests.bench [name ...]`` measures every row, prints the table and writes JSON."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.harness import Row, machine, table, write_json
from tests.bench.material import Material

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every goal was met, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", help="only modules whose name contains one of these")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args(arguments)
    material = Material.prepared()
    rows: list[Row] = []
    for name in _modules(options.names):
        print(f"# {name}", file=sys.stderr, flush=True)
        for row in importlib.import_module(f"tests.bench.{name}").rows(material):
            rows.append(row)
            print(table([row]).splitlines()[-1], file=sys.stderr, flush=True)
    print(f"{machine()}\n{table(rows)}")
    write_json(options.json or material.folder / "figures.json", rows)
    return 0 if all(row.ok for row in rows) else 1


def _modules(names: Sequence[str]) -> Iterator[str]:
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not names or any(name in path.stem for name in names):
            yield path.stem


if __name__ == "__main__":
    sys.exit(main())
