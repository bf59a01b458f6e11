"""What a corpus of any size takes on a cluster: measured on this machine, reckoned for others.

Four things are measured, in seconds of one core an article, with the parts that a run is made of:

* extract: a worker's work, from a shard to its finished files; the only part that cores share;
* deal: reading, ids, duplicates, cutting shards and packing them, by the run, meanwhile;
* take: putting finished shards on the disk, by the run, meanwhile;
* join: making one set of tables of them, by the run, at the end.

The model: the workers finish `cores * efficiency / extract` articles a second, but no more than the
run can deal out and take in; then it joins while the workers are idle (they are paid until the
last shard, the machine of the run until the end). Every assumption is printed and an option.

Usage: python -m benchmarks.cluster ARTICLES... [--limit 800] [--articles 100000000] [--cores 16 …]
"""

import argparse
import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.join import join_shards
from pipeline.batch.processes import Workshop
from pipeline.batch.shards import SHARD_ARTICLES, Corpus, Shard
from pipeline.batch.work import whole
from pipeline.outputs.tables import FORMATS
from pipeline.stages.read import read

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Rates:
    """What was measured: seconds of one core, and bytes, an article.

    Attributes:
        extract: a worker's work.
        deal: what the run does before.
        take: what the run does with what comes back.
        join: what the run does at the end.
        disk: what finished shards and the tables take on its disk.
        start: seconds until a worker's networks are loaded.
    """

    extract: float
    deal: float
    take: float
    join: float
    disk: float
    start: float


@dataclass(frozen=True, slots=True)
class Prices:
    """What is assumed: money an hour, and what gets lost.

    Attributes:
        core: a core of a worker.
        head: the machine of the run.
        efficiency: what is left of a core's rate on a cluster: full machines clock lower, two
            hyperthreads are one core, and some work is done twice.
        cluster_start: seconds until the machines are there.
    """

    core: float
    head: float
    efficiency: float
    cluster_start: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run takes.

    Attributes:
        rate: articles a second while it extracts.
        extracting: hours until the last shard.
        joining: hours after that.
        money: in the currency of the prices.
        limited: whether the machine of the run is what the workers wait for.
    """

    rate: float
    extracting: float
    joining: float
    money: float
    limited: bool


def cost(articles: int, cores: int, rates: Rates, prices: Prices) -> Cost:
    """Reckon what ``articles`` take on ``cores``."""
    workers = cores * prices.efficiency / rates.extract
    run = 1 / (rates.deal + rates.take)
    rate = min(workers, run)
    extracting = (prices.cluster_start + rates.start + articles / rate) / HOUR
    joining = articles * rates.join / HOUR
    money = extracting * cores * prices.core + (extracting + joining) * prices.head
    return Cost(rate, extracting, joining, money, limited=workers > run)


def most_cores(rates: Rates, prices: Prices) -> int:
    """Return how many cores the machine of the run keeps busy."""
    return int(rates.extract / prices.efficiency / (rates.deal + rates.take))


def _seconds(work: Callable[[], object]) -> float:
    """Return how long a core works on it, whatever else the machine does meanwhile."""
    start = time.process_time()
    work()
    return time.process_time() - start


def measure(articles: Sequence[str], limit: int) -> tuple[Rates, int]:
    """Return the rates of this machine, and of how many articles they were measured."""
    size = min(SHARD_ARTICLES, max(1, limit // 4))
    shards: list[Shard] = []
    packed: list[bytes] = []

    def deal() -> None:
        for shard in Corpus(read(articles, limit=limit), "benchmark", size):
            shards.append(shard)
            packed.append(pickle.dumps(shard))

    with tempfile.TemporaryDirectory() as folder:
        at_work, taken, joined = (Path(folder, name) for name in ("work", "taken", "joined"))
        joined.mkdir()
        workshop = Workshop(at_work)
        dealing = _seconds(deal)
        starting = _seconds(workshop.load)
        count = sum(shard.records for shard in shards)
        extracting = _seconds(lambda: [workshop.work(pickle.loads(data)) for data in packed])
        finished = [at_work / shard.key for shard in shards]
        files = {path: path.read_bytes() for place in finished for path in place.iterdir()}

        def take() -> None:
            for place in finished:
                with whole(taken / place.name) as into:
                    for path, content in files.items():
                        if path.parent == place:
                            (into / path.name).write_bytes(content)

        taking = _seconds(take)

        def join(places: Sequence[Path]) -> float:
            return _seconds(lambda: join_shards(places, joined, FORMATS, excel=False))

        # The difference: what every table costs once does not grow with the corpus.
        join(finished[:1])
        joining = join(finished) - join(finished[:1])
        tables = sum(path.stat().st_size for path in joined.iterdir())
        disk = sum(map(len, files.values())) + tables
    return Rates(
        extract=extracting / count,
        deal=dealing / count,
        take=taking / count,
        join=joining / (count - shards[0].records),
        disk=disk / count,
        start=starting,
    ), count


def main() -> None:
    """Measure, and print the rates, the assumptions, and what the corpus takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sample", nargs="+", metavar="ARTICLES")
    parser.add_argument("--limit", type=int, default=800, help="articles measured")
    parser.add_argument("--articles", type=int, default=100_000_000, help="articles reckoned for")
    parser.add_argument("--cores", type=int, nargs="+", default=[16, 64, 256, 1024])
    parser.add_argument("--core-price", type=float, default=0.04, help="an hour")
    parser.add_argument("--head-price", type=float, default=1.0, help="an hour, for 128 GB")
    parser.add_argument("--efficiency", type=float, default=0.6)
    parser.add_argument("--cluster-start", type=float, default=300, help="seconds")
    args = parser.parse_args()
    rates, count = measure(args.sample, args.limit)
    prices = Prices(args.core_price, args.head_price, args.efficiency, args.cluster_start)
    print(f"measured on {count} articles, one core of this machine, milliseconds an article:")
    for name in ("extract", "deal", "take", "join"):
        seconds = getattr(rates, name)
        print(f"  {name:8}{seconds * 1000:9.2f}  ({1 / seconds:,.1f} articles/s)")
    print(f"  a worker is ready after {rates.start:.1f} s")
    print(
        f"assumed: a core {prices.core:g} an hour, the machine of the run {prices.head:g}; "
        f"{prices.efficiency:.0%} of the rate of a core; {prices.cluster_start:g} s until the "
        "machines are there"
    )
    print(f"for {args.articles:,} articles:")
    print(f"  {'cores':>6}{'articles/s':>12}{'extract h':>11}{'join h':>8}{'money':>9}")
    for cores in args.cores:
        found = cost(args.articles, cores, rates, prices)
        print(
            f"  {cores:6,}{found.rate:12,.0f}{found.extracting:11,.1f}{found.joining:8,.1f}"
            f"{found.money:9,.0f}{'  waits for the run' if found.limited else ''}"
        )
    print(
        f"  the run keeps {most_cores(rates, prices):,} cores busy; its disk holds "
        f"{rates.disk * args.articles / 1e9:,.0f} GB of finished shards and tables"
    )


if __name__ == "__main__":
    main()
