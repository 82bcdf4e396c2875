"""An installation for this run alone: PostgreSQL, the emulated Looker, and servers."""
import os, shutil, signal, subprocess, sys, tempfile
from pathlib import Path

from faults import Server
from web import CannotRun, call, free_port, say, until

ROOT = Path(__file__).resolve().parent.parent.parent
OWNER = "chaos@example.com"


class Own:
    def __init__(self, options):
        self.options, self.processes = options, []
        versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parent.parent.name))
        if not versions:
            raise CannotRun("PostgreSQL is missing: install it, or name a staging installation with --server.")
        self.programs = versions[-1].parent
        self.program = Path(options.program or ROOT / "Scimify.Portal/bin/Release/net10.0").resolve()
        self.library = next((str(found) for found in Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)
        self.folder = Path(tempfile.mkdtemp(prefix="scimify-chaos-", dir="/tmp"))  # where the user postgres gets to
        self.data, self.port = self.folder / "postgres", free_port()

    def start(self):
        if not self.options.program:
            say("Building ...")
            subprocess.run(["dotnet", "build", ROOT / "Scimify.Portal", "-c", "Release", "--nologo", "-v", "quiet"], check=True, stdout=sys.stderr)
        say("Starting ...")
        self.data.mkdir()
        self.folder.chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(self.data, "postgres", "postgres")
        self.postgres("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.begin()
        self.options.database = f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres"
        self.options.looker, self.options.client, self.options.secret = f"http://127.0.0.1:{free_port()}", "sandbox-client", "sandbox-secret"
        self.serve("looker", self.options.looker, {}, "sandbox")
        until(lambda: call("GET", f"{self.options.looker}/alive", timeout=2)[0] == 200, 60, "The emulated Looker answers")
        call("POST", f"{self.options.looker}/__sandbox/switches", {"latencyMs": self.options.looker_latency})
        servers = [self.server(number) for number in range(1, self.options.servers + 1)]
        for server in servers:
            server.when_ready()
        self.set_up(servers[0].url)
        return servers

    def server(self, number):
        url, clock, fake = f"http://127.0.0.1:{free_port()}", None, {}
        if self.library:
            clock = self.folder / f"clock{number}"
            clock.write_text("+0\n")
            # .NET waits on the monotonic clock, which libfaketime must leave alone. Otherwise its waits end at once, again and again.
            fake = {"LD_PRELOAD": self.library, "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_FORCE_MONOTONIC_FIX": "0"}
        process = self.serve(f"server{number}", url, fake)
        until(lambda: b"Scimify.Portal.dll" in Path("/proc", str(process.pid), "cmdline").read_bytes(), 10, "A server starts")
        return Server(url, str(process.pid), clock)

    def serve(self, name, url, extra, *verb):
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                self.line(*verb, "--urls", url), cwd=self.folder, env={**self.environment(name), **extra},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)
        return process

    def set_up(self, url):
        self.verb("admin", "create", "--email", OWNER, "--role", "Owner")
        key = {"Authorization": "ApiKey " + self.verb("pat", "create", "--email", OWNER, "--name", "chaos")}
        made = self.post(f"{url}/api/v1/integrations", key, {
            "name": "Chaos", "baseUrl": self.options.looker, "clientId": self.options.client, "clientSecret": self.options.secret,
            "policies": {"deletionGuard": {"enabled": False}}})
        token = {"description": "chaos", "expiresAt": None, "integrationUuid": made["uuid"]}
        self.options.token = self.post(f"{url}/api/v1/scim/organization-access-tokens", key, token)["token"]

    def post(self, url, key, body):
        status, _, answer = call("POST", url, body, key)
        if status not in (200, 201):
            raise CannotRun(f"POST {url} was answered {status}: {answer}")
        return answer["results"]

    def verb(self, *words):
        done = subprocess.run(self.line(*words), cwd=self.folder, env=self.environment("server1"), capture_output=True, text=True)
        if done.returncode:
            raise CannotRun(f"{' '.join(words[:2])} failed: {done.stderr.strip()[-500:]}")
        return done.stdout.strip()

    def line(self, *words):
        return ["dotnet", self.program / "Scimify.Portal.dll", *words]

    def environment(self, name):
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("Scimify__", "ConnectionStrings__", "ASPNETCORE_"))}
        return {**inherited, "Scimify__DataDirectory": str(self.folder / name), "Scimify__Database__Provider": "Postgres",
                "ConnectionStrings__Scimify": f"Host=127.0.0.1;Port={self.port};Username=postgres;Database=postgres",
                "Scimify__Looker__AllowInsecureHttp": "true"}

    def begin(self):
        flags = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.data} -c fsync=off"
        self.postgres("pg_ctl", "-w", "-l", self.data / "log", "-o", flags, "start")

    def end(self, mode):
        self.postgres("pg_ctl", "-w", "-m", mode, "stop")

    def postgres(self, program, *arguments):
        user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        subprocess.run(
            [*user, self.programs / program, "-D", self.data / "data", *arguments], cwd="/", check=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self, servers):
        for server in servers:
            if not server.is_gone():
                os.kill(server.pid, signal.SIGKILL)
        for process in self.processes:
            process.kill()
            process.wait()
        if (self.data / "data/postmaster.pid").exists():
            self.end("immediate")
        if self.options.keep:
            say(f"The logs are in {self.folder}.")
        else:
            shutil.rmtree(self.folder)
