"""The program as a process of its own: `ali-closed`, or `python -m ali_closed`."""

import gc
import os
from typing import Final, NoReturn

GARBAGE: Final = 200_000
"""How many new objects make it worth looking for garbage: a start makes many that all stay."""


def run() -> NoReturn:
    """Run the program and end the process with the contract's exit code."""
    gc.set_threshold(GARBAGE)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # what else is installed has no part in reading an order
    from ali_closed.cli.main import main

    try:
        main()
    finally:
        gc.freeze()  # the process ends, so that nothing needs to be taken apart


if __name__ == "__main__":
    run()
