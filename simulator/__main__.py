"""Start the simulator: python -m simulator --config company.json."""

import argparse
import gc
import logging
import sys
from pathlib import Path

from waitress import serve

from simulator.app import create_simulator
from simulator.config import ConfigError, load_config
from simulator.state.stream import MOST_PAGES

# Every open page keeps one thread; the others answer calls, also those an app makes during a callback.
THREADS = MOST_PAGES + 32


def main() -> int:
    """Serve one company until stopped; return 2 with one sentence when the configuration cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m simulator", description="A local WeCom with phones on a web page.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--config", type=Path, required=True, help="JSON file with the company; see docs/simulator.md")
    given = parser.parse_args()
    try:
        app = create_simulator(load_config(given.config))
    except ConfigError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    # Ordered faults break connections on purpose; the server need not report each one.
    logging.getLogger("waitress").setLevel(logging.ERROR)
    # What is said stays, by the ten thousand messages; to look through it again and again finds no rubbish.
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    sys.stderr.write(f"simulator: http://{given.host}:{given.port}/\n")
    serve(app, host=given.host, port=given.port, threads=THREADS, ident="nginx", channel_timeout=600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
