"""What goes wrong."""
import os, random, signal, subprocess, sys, time
from pathlib import Path

from web import CannotRun, call, say, until


class Server:
    """A server, and how to break it: by its process ID, or by a command that gets kill, start, freeze or thaw as its last word."""

    def __init__(self, url, control, clock=None):
        self.url, self.control, self.clock, self.avoid, self.ill = url.rstrip("/"), control, clock, 0, []
        if not control.isdigit():
            return
        try:
            self.pid, process = int(control), Path("/proc", control)
            words = lambda name: (process / name).read_bytes().decode().rstrip("\0").split("\0")
            self.line, self.folder, output = words("cmdline"), os.readlink(process / "cwd"), os.readlink(process / "fd/1")
            self.environment = dict(word.split("=", 1) for word in words("environ") if "=" in word)
            self.log = output if os.path.isfile(output) else os.devnull
        except OSError as e:
            raise CannotRun(f"Process {control} cannot be read: {e}.") from e

    def do(self, what):
        if what in ("kill", "freeze"):
            self.ill.append([time.monotonic(), None])
        if not self.control.isdigit():
            subprocess.run(f"{self.control} {what}", shell=True, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        elif what == "start":
            with open(self.log, "ab") as log:
                started = subprocess.Popen(
                    self.line, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
            self.pid = started.pid
        else:
            os.kill(self.pid, {"kill": signal.SIGKILL, "freeze": signal.SIGSTOP, "thaw": signal.SIGCONT}[what])
            if what == "kill":
                until(self.is_gone, 10, f"{self.url} ends")
        if what in ("start", "thaw"):
            self.when_ready()
            self.ill[-1][1] = time.monotonic()

    def is_gone(self):
        try:
            return Path("/proc", str(self.pid), "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            return True

    def when_ready(self):
        until(lambda: call("GET", f"{self.url}/readyz", timeout=2)[0] == 200, 120, f"{self.url}/readyz answers 200")

    def was_ill(self, since):
        return any(end is None or end + 1 > since for _, end in self.ill)


class Faults:
    def __init__(self, options, servers, own, watch):
        self.options, self.servers, self.own, self.watch, self.random = options, servers, own, watch, random.Random(options.seed)
        self.low, self.high = (float(n) for n in options.freeze_seconds.split("-"))

    def plan(self):
        options, missing = self.options, {}
        if not options.database:
            missing["cut"] = "The database is not cut: --database is missing."
        if not self.own and not options.restart_database:
            missing["restart"] = "The database is not restarted: --restart-database is missing."
        if not self.servers[0].clock:
            missing["skew"] = "The clock is not set: " + ("libfaketime is missing (in Debian the package faketime)." if self.own else "that needs an installation of its own.")
        counts = {"kill": options.kills, "freeze": options.freezes, "cut": options.cuts, "restart": options.restarts, "skew": options.skews}
        for fault in [f for f in missing if counts[f]]:
            say(missing[fault])
        plan = [fault for fault, count in counts.items() if fault not in missing for _ in range(count)]
        self.random.shuffle(plan)
        return plan

    def run(self, fault):
        self.watch.in_fault = True
        try:
            getattr(self, fault)(self.random.choice(self.servers))
        finally:
            if self.watch.in_fault:
                self.ended()

    def ended(self):
        """From here on leavers have to be out in time. If a server is down, the others see to it."""
        self.watch.fault_end, self.watch.in_fault = time.monotonic(), False

    def kill(self, server):
        say(f"kill -9 {server.url}")
        server.do("kill")
        try:
            self.ended()
            time.sleep(self.random.uniform(0, 3))
        finally:
            server.do("start")

    def freeze(self, server):
        """Sometimes as if its machine had slept for ten minutes, and sometimes with another server killed meanwhile."""
        length, sleeps = self.random.uniform(self.low, self.high), self.random.random() < 0.4 and server.clock
        say(f"freeze {server.url} for {length:.0f} s" + (", which its clock says are 10 minutes" if sleeps else ""))
        server.do("freeze")
        try:
            self.ended()
            time.sleep(length / 2)
            if len(self.servers) > 2 and self.random.random() < 0.3:
                self.kill(self.random.choice([other for other in self.servers if other is not server]))
            time.sleep(length / 2)
        finally:
            if sleeps:
                server.clock.write_text("+600\n")
            server.do("thaw")
        if sleeps:
            self.back(server)

    def cut(self, _):
        say("cut all connections to the database")
        sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        psql = self.own.programs / "psql" if self.own else "psql"
        subprocess.run([psql, self.options.database, "-qAtXc", sql], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def restart(self, _):
        away = self.random.uniform(0, 12)
        say(f"restart the database, away for {away:.0f} s" if self.own else "restart the database")
        if self.own:
            self.own.end(self.random.choice(["fast", "immediate"]))
            time.sleep(away)
            self.own.begin()
        else:
            subprocess.run(self.options.restart_database, shell=True, check=True, stdin=subprocess.DEVNULL, stdout=sys.stderr)
        for server in self.servers:
            server.when_ready()

    def skew(self, server):
        hours = self.random.choice([-2, 2])
        say(f"clock of {server.url} {hours:+} h")
        server.clock.write_text(f"{hours:+}h\n")
        self.back(server)

    def back(self, server):
        """Once the server has noticed what its clock shows, it is right again."""
        time.sleep(8)
        server.clock.write_text("+0\n")
