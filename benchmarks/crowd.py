"""``python -m benchmarks.crowd ADDRESS --viewers 50 --seconds 60``: people who look at the map.

A process of its own, so that what measures beside it is not kept waiting. It prints ``open`` when
every viewer has the map, and at the end what they saw, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import time

import httpx2
from websockets.exceptions import WebSocketException

from benchmarks.viewer import Account, Viewer

THINK_S = 3.0
"""Between two moves, on average: each time between a half and one and a half of it."""
STEPS = 10
"""On the map before a viewer looks at another page and comes back."""
_OTHERS = ("changes", "claims", "data")
_ARRIVE_S = 0.2


async def crowd(address: str, viewers: int, seconds: float, think: float = THINK_S) -> Account:
    """Let viewers arrive one after the other, look around for some time, and leave.

    Parameters
    ----------
    address : str
        Of the dashboard.
    viewers : int
    seconds : float
        From when the last one has arrived.
    think : float
        Seconds between two moves, on average.
    """
    account = Account()
    people = [Viewer(address, account) for _ in range(viewers)]
    arrived: list[Viewer] = []
    for person in people:
        try:
            await person.open()
            arrived.append(person)
        except (OSError, WebSocketException, httpx2.HTTPError, TimeoutError) as error:
            account.faults[f"did not get in: {type(error).__name__}"] += 1
        await asyncio.sleep(_ARRIVE_S)
    print("open", flush=True)
    account.reruns.clear()
    account.pages.clear()
    account.received = 0
    until = time.monotonic() + seconds
    await asyncio.gather(
        *(
            _look(person, random.Random(n), until, think, account)
            for n, person in enumerate(arrived)
        )
    )
    return account


async def _look(
    person: Viewer, dice: random.Random, until: float, think: float, account: Account
) -> None:
    try:
        position = dice.randrange(len(person.instants))
        moves = dice.randrange(STEPS)
        while time.monotonic() < until:
            await asyncio.sleep(think * dice.uniform(0.5, 1.5))
            moves += 1
            if moves % STEPS == 0:
                await person.go(dice.choice(_OTHERS))
                await asyncio.sleep(think * dice.uniform(0.5, 1.5))
                await person.go("")
            else:
                position = (position + 1) % len(person.instants)
                await person.step(person.instants[position])
    except (OSError, WebSocketException, httpx2.HTTPError) as error:
        account.faults[f"was thrown out: {type(error).__name__}"] += 1
    finally:
        await person.close()


def main() -> None:
    """Run a crowd and print what it saw."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("--viewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--think", type=float, default=THINK_S)
    asked = parser.parse_args()
    spent = time.process_time()
    account = asyncio.run(crowd(asked.address, asked.viewers, asked.seconds, asked.think))
    said = {**account.as_json(), "cpu_s": time.process_time() - spent}
    json.dump(said, sys.stdout)


if __name__ == "__main__":
    main()
