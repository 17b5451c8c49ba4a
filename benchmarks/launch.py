"""Run one command and write down what the kernel counted for it.

This is a process of its own, and a small one: a child starts with the peak memory of its parent, so
a command started from a large process would be charged with what that process holds.

    python -I -S launch.py USAGE.json SECONDS COMMAND…
"""

import json
import os
import signal
import sys
import time
from types import FrameType

CANNOT_START = 127


def main(usage_path: str, time_bound: int, command: list[str]) -> None:
    began = time.perf_counter()
    child = os.fork()
    if not child:
        try:
            os.setsid()
            os.execvp(command[0], command)
        finally:
            os._exit(CANNOT_START)

    stopped_by: list[int] = []

    def stop(number: int, _: FrameType | None) -> None:
        stopped_by.append(number)
        os.killpg(child, signal.SIGKILL)

    for number in (signal.SIGALRM, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    signal.alarm(time_bound)
    _, status, usage = os.wait4(child, 0)
    signal.alarm(0)
    content = {
        "wall_seconds": time.perf_counter() - began,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "peak_bytes": usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024),
        "exit_code": os.waitstatus_to_exitcode(status),
        "timed_out": signal.SIGALRM in stopped_by,
    }
    with open(usage_path, "w", encoding="utf-8") as file:
        json.dump(content, file)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
