#!/usr/bin/env python3
"""Breaks an installation of Scimify while an identity provider writes to it, and compares Looker with what was acknowledged.

Without --server it builds an installation of its own: PostgreSQL, three servers and the emulated Looker. With --server it
works on a staging installation. The last line is "lost 0, doubled 0, late 0". Exit code 0: nothing was found. 1: something
was, and is named. 2: the run was not possible. docs/operations.md has examples.
"""
import argparse, collections, os, random, signal, subprocess, sys, threading, time, traceback

sys.dont_write_bytecode = True
from faults import Faults, Server
from looker import OUT_WITHIN, Looker, Watch, differences
from own import Own
from traffic import TRIED_FOR, Lane
from web import ANSWER_WITHIN, CannotRun, say


def run(options, own):
    servers, lanes, found = [], [], None
    try:
        servers += own.start() if own else [Server(url, control) for url, control in options.server]
        looker = Looker(options.looker, options.client, options.secret, options.run)
        watch = Watch(looker)
        faults = Faults(options, servers, own, watch)
        lanes += [Lane(n, options, servers, watch) for n in range(1, options.lanes + 1)]
        stop = threading.Event()
        watcher = threading.Thread(target=watch.run, args=(stop,), daemon=True)
        for thread in [watcher, *lanes]:
            thread.start()
        time.sleep(options.rest)
        for fault in faults.plan():
            faults.run(fault)
            time.sleep(options.rest)
            check(lanes, watch)
        found = settle(lanes, watch, looker, options)
        stop.set()
        if not own and not options.keep:
            for lane in lanes:
                lane.clean()
        return report(found, lanes, watch)
    finally:
        for lane in lanes:
            lane.stop.set()
        if own:
            own.stop(servers)


def check(lanes, watch):
    for failure in [watch.failure, *(lane.failure for lane in lanes)]:
        if failure:
            raise failure


def settle(lanes, watch, looker, options):
    """The traffic ends. Then Looker has as long as a leaver has, and must still be the same a little later."""
    for lane in lanes:
        lane.stop.set()
    for lane in lanes:
        lane.join(TRIED_FOR + ANSWER_WITHIN)
    check(lanes, watch)
    end = time.monotonic() + OUT_WITHIN + 1
    while (found := list(differences(lanes, looker, options.run))) and time.monotonic() < end:
        time.sleep(1)
    watch.look()
    time.sleep(options.rest)
    return found or list(differences(lanes, looker, options.run))


def report(found, lanes, watch):
    answers, wrong = sum((lane.answers for lane in lanes), collections.Counter()), [w for lane in lanes for w in lane.wrong]
    say(f"{sum(lane.acked for lane in lanes)} requests were acknowledged. Answers: {', '.join(f'{answers[k]} x {k}' for k in sorted(answers, key=str))}.")
    say(f"The slowest answer of a server that was well took {max(lane.longest for lane in lanes):.1f} s.")
    say(f"{watch.counted} times somebody left. The slowest was out {watch.slowest_of_all:.1f} s after the answer, {watch.slowest:.1f} s after answer and last fault.")
    found = sorted({*found, *watch.late})
    for kind, words in found:
        print(f"{kind}: {words}")
    for words in wrong:
        print(f"wrong answer: {words}")
    count = collections.Counter(kind for kind, _ in found)
    print(", ".join(f"{kind} {count[kind]}" for kind in ("lost", "doubled", "late")))
    return 1 if found or wrong else 0


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--server", nargs=2, action="append", metavar=("URL", "CONTROL"), help="a server, and its process ID on this machine, or a command that gets kill, start, freeze or thaw as its last word")
    add("--looker", metavar="URL", help="Looker's API; the environment has LOOKER_CLIENT_ID and LOOKER_CLIENT_SECRET, and SCIM_TOKEN for Scimify")
    add("--database", metavar="CONNINFO", help="for psql, by a user who may end the servers' connections")
    add("--restart-database", metavar="COMMAND")
    add("--program", metavar="FOLDER", help="the published program; default: this clone, built first")
    add("--servers", type=int, default=3, help="how many, without --server (3)")
    add("--looker-latency", type=int, default=100, metavar="MS", help="of each call of the emulated Looker (100)")
    for name, count in (("kills", 3), ("freezes", 2), ("cuts", 2), ("restarts", 1), ("skews", 1)):
        add(f"--{name}", type=int, default=count, help=f"({count})")
    add("--freeze-seconds", default="5-20", metavar="FROM-TO", help="(5-20)")
    add("--rest", type=float, default=4, help="seconds between two faults (4)")
    add("--lanes", type=int, default=6, help="streams of writes (6)")
    add("--rate", type=float, default=10, help="writes a second at most (10)")
    add("--seed", type=int, default=None, help="chooses the same faults and writes again")
    add("--keep", action="store_true", help="keep what the run made: the folder of its own installation, or its people and groups")
    options = parser.parse_args()
    options.seed = options.seed if options.seed is not None else random.randrange(1_000_000)
    options.run = f"chaos{int(time.time())}"
    options.client, options.secret, options.token = (os.environ.get(n) for n in ("LOOKER_CLIENT_ID", "LOOKER_CLIENT_SECRET", "SCIM_TOKEN"))
    if options.server and not (options.looker and options.client and options.secret and options.token):
        parser.error("--server needs --looker, and SCIM_TOKEN, LOOKER_CLIENT_ID and LOOKER_CLIENT_SECRET in the environment.")
    return options


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    given = arguments()
    say(f"--seed {given.seed}")
    try:
        sys.exit(run(given, None if given.server else Own(given)))
    except (CannotRun, OSError, subprocess.CalledProcessError) as e:
        say(e)
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        sys.exit(2)
