"""Fills a project of the running server with a believable web shop."""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from tenrec.cli.demo.events import Scale, make_events
from tenrec.cli.demo.progress import Progress
from tenrec.cli.demo.target import end_of_story, first_token, wait_until_countable
from tenrec.cli.demo.upload import upload
from tenrec.core.config import Config
from tenrec.core.errors import BadRequest


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--users", type=int, default=20_000, help="how many people (20000)")
    parser.add_argument("--events", type=int, default=1_000_000, help="how many events (1000000)")
    parser.add_argument("--days", type=int, default=90, help="how far back the story goes (90)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, another story (1)")
    parser.add_argument("--url", help="address of the server (from the TENREC_* settings)")
    parser.add_argument("--token", help="token of the project (the first project's)")


def run(options: argparse.Namespace) -> int:
    config = Config.from_env(os.environ)
    url = (options.url or config.site_url).rstrip("/")
    token = options.token or first_token(config)
    scale, is_known = _scale(options, config.data_dir, token)
    print(
        f"· {scale.events:,} events of {scale.users:,} users over {scale.days} days, to {url}",
        file=sys.stderr,
    )
    if is_known:
        print("· begun before: what is already there is not counted again", file=sys.stderr)
    progress = Progress(scale.events)
    upload(make_events(scale), url, token, progress.advance)
    progress.finish()
    print("· sent; waiting until everything is countable", file=sys.stderr)
    wait_until_countable(url)
    print(_where_to_look(url, scale.end))
    return 0


def _scale(options: argparse.Namespace, folder: Path, token: str) -> tuple[Scale, bool]:
    users, events, days, seed = options.users, options.events, options.days, options.seed
    if not 1 <= users <= events:
        raise BadRequest("--users must be at least 1 and not more than --events", attr="users")
    if not 1 <= days <= 3650:
        raise BadRequest("--days must be from 1 to 3650", attr="days")
    name = f"{token} users={users} events={events} days={days} seed={seed}"
    end, is_known = end_of_story(folder, name)
    return Scale(users, events, days, seed, end), is_known


def _where_to_look(url: str, end: datetime) -> str:
    return f"""✓ countable now; the story ends {end:%Y-%m-%d %H:%M} UTC

  Open {url} and ask, for example:

    select event, count() as events, count(distinct person_id) as people
      from events group by event order by events desc
    select person.properties.first_campaign as campaign, count() as orders
      from events where event = 'order completed' group by campaign order by orders desc
    select toStartOfWeek(timestamp) as week, count(distinct person_id) as people
      from events group by week order by week
"""
