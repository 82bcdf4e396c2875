"""What an identity provider writes."""
import collections, json, random, threading, time, urllib.parse
from dataclasses import dataclass

from web import CannotRun, call

TRIED_FOR = 180  # seconds for which it repeats a write
SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Person:
    id: str
    given: str
    active: bool


class Lane(threading.Thread):
    """One stream of writes. No other lane touches its people and groups, so what was acknowledged is known."""

    def __init__(self, number, options, servers, watch):
        super().__init__(daemon=True)
        self.run_id, self.number, self.token, self.servers, self.watch = options.run, number, options.token, servers, watch
        self.pause, self.random, self.stop = options.lanes / options.rate, random.Random(options.seed * 1000 + number), threading.Event()
        self.people, self.groups = {}, {}  # user name: Person, or None once deleted; group: [ID, its members' user names]
        self.made, self.acked, self.longest = 0, 0, 0.0
        self.answers, self.wrong, self.failure = collections.Counter(), [], None

    def run(self):
        try:
            while not self.stop.wait(self.random.uniform(0, 2 * self.pause)):
                self.step()
        except Exception as e:
            self.failure = e

    def step(self):
        roll, pick = self.random.random(), self.random.choice
        present, gone = [n for n, p in self.people.items() if p], [n for n, p in self.people.items() if not p]
        if len(present) < 4 or roll < 0.2:
            self.hire(pick(gone) if gone and roll < 0.05 else f"{self.fresh('user')}@{self.run_id}.example.com")
        elif roll < 0.35:
            self.rename(pick(present))
        elif roll < 0.6:
            self.turn(pick(present))
        elif roll < 0.68:
            self.leave(pick(present))
        elif len(self.groups) < 2:
            self.found(self.fresh(self.run_id))
        elif roll < 0.97:
            self.move(pick(list(self.groups)), pick(present))
        else:
            self.dissolve(pick(list(self.groups)))

    def fresh(self, what):
        self.made += 1
        return f"{what}-{self.number}-{self.made}"

    def hire(self, name):
        person = Person("", self.fresh("given"), True)
        self.watch.back(name)
        person.id = self.create("Users", "userName", name, {
            "schemas": [SCHEMAS + "User"], "userName": name, "active": True, "emails": [{"value": name, "type": "work", "primary": True}],
            "name": {"givenName": person.given, "familyName": self.run_id}})
        self.people[name] = person

    def rename(self, name):
        given = self.fresh("given")
        self.patch(f"Users/{self.people[name].id}", op="replace", path="name.givenName", value=given)
        self.people[name].given = given

    def turn(self, name):
        person = self.people[name]
        if not person.active:
            self.watch.back(name)
        self.patch(f"Users/{person.id}", op="replace", path="active", value=not person.active)
        person.active = not person.active
        if not person.active:
            self.watch.left(name)

    def leave(self, name):
        self.send("DELETE", f"Users/{self.people[name].id}", own=(404,))
        self.people[name] = None
        self.watch.left(name)
        for _, members in self.groups.values():
            members.discard(name)

    def found(self, group):
        self.groups[group] = [self.create("Groups", "displayName", group, {"schemas": [SCHEMAS + "Group"], "displayName": group}), set()]

    def move(self, group, name):
        (key, members), user = self.groups[group], self.people[name].id
        if name in members:
            self.patch(f"Groups/{key}", op="remove", path=f'members[value eq "{user}"]')
        else:
            self.patch(f"Groups/{key}", op="add", path="members", value=[{"value": user}])
        members ^= {name}

    def dissolve(self, group):
        self.send("DELETE", f"Groups/{self.groups[group][0]}", own=(404,))
        del self.groups[group]

    def clean(self):
        for group in list(self.groups):
            self.dissolve(group)
        for name in [n for n, p in self.people.items() if p]:
            self.leave(name)

    def create(self, kind, attribute, name, body):
        status, made = self.send("POST", kind, body, own=(409,))
        return made["id"] if status != 409 else self.find(kind, f'{attribute} eq "{name}"')[0]["id"]

    def patch(self, resource, **operation):
        self.send("PATCH", resource, {"schemas": [PATCH], "Operations": [operation]})

    def find(self, kind, wanted):
        found = []
        while True:
            page = self.send("GET", f"{kind}?{urllib.parse.urlencode({'filter': wanted, 'count': 200, 'startIndex': len(found) + 1})}")[1]
            found += page.get("Resources", [])
            if len(found) >= page["totalResults"] or not page.get("Resources"):
                return found

    def send(self, method, path, body=None, own=()):
        """Repeats a request until it is acknowledged. `own` are statuses that a repeated write gets because the first try succeeded."""
        end, is_repeat = time.monotonic() + TRIED_FOR, False
        while time.monotonic() < end:
            status, answer = self.ask(method, path, body, own if is_repeat else ())
            if status and (status < 300 or is_repeat and status in own):
                self.acked += 1
                return status, answer
            if status and status < 500 and status != 429:
                raise CannotRun(f"{method} {path} was answered {status}: {json.dumps(answer)[:500]}")
            is_repeat = True
            time.sleep(0.3)
        raise CannotRun(f"{method} {path} was not acknowledged within {TRIED_FOR} s.")

    def ask(self, method, path, body, own):
        """A server that gave no answer is left alone for a while, as by a load balancer."""
        server, since = self.random.choice([s for s in self.servers if s.avoid < time.monotonic()] or self.servers), time.monotonic()
        status, headers, answer = call(method, f"{server.url}/scim/v2/{path}", body, {"Authorization": f"Bearer {self.token}"})
        took = time.monotonic() - since
        self.answers[status or "none"] += 1
        if status:
            self.longest = max(self.longest, 0 if server.was_ill(since) else took)
        else:
            server.avoid = time.monotonic() + 5
        if status and headers.get("Scimify-Sync") in ("held", "planned"):
            raise CannotRun(f"Scimify answers \"{headers['Scimify-Sync']}\": choose a live integration, and switch its deletion guard off.")
        is_right = status in (429, 503, *own) or status and status < 300 or not status and server.was_ill(since)
        if not is_right:
            self.wrong.append(f"{server.url} gave {status or 'no answer'} to {method} {path} after {took:.1f} s: {json.dumps(answer)[:300]}")
        return status, answer
