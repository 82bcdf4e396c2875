"""What Looker has, by its API 4.0, and what it should have."""
import collections, threading, time, urllib.parse

from web import CannotRun, call

OUT_WITHIN = 20  # seconds in which a leaver is out, from the answer or from the beginning of the last fault


class Looker:
    """Looker's API 4.0: what it has of this run."""

    def __init__(self, url, client, secret, run):
        self.api, self.key, self.run, self.token = f"{url.rstrip('/')}/api/4.0", {"client_id": client, "client_secret": secret}, run, None

    def get(self, path, **query):
        for pause in (0, 1, 2, 4):
            time.sleep(pause)
            if self.token is None:
                status, _, body = call("POST", f"{self.api}/login", self.key, form=True)
                self.token = body["access_token"] if status == 200 else None
            if self.token:
                status, _, body = call("GET", f"{self.api}/{path}?{urllib.parse.urlencode(query)}", headers={"Authorization": f"token {self.token}"})
                if status == 200:
                    return body
                self.token = None
        raise CannotRun(f"Looker gives {status or 'no answer'} to {path}.")

    def all(self, path, **query):
        found = []
        while True:
            page = self.get(path, limit=500, offset=len(found), sorts="id", **query)
            found += page
            if len(page) < 500:
                return found

    def accounts(self):
        fields = "id,first_name,email,is_disabled,group_ids"
        return [u for disabled in ("false", "true") for u in self.all("users/search", last_name=self.run, is_disabled=disabled, fields=fields)]

    def groups(self):
        return self.all("groups/search", name=f"{self.run}%", fields="id,name")


class Watch:
    """Looks every second whether those who left are out."""

    def __init__(self, looker):
        self.looker, self.gate, self.leavers, self.late = looker, threading.Lock(), {}, set()
        self.counted, self.slowest, self.slowest_of_all = 0, 0.0, 0.0
        self.fault_end, self.in_fault, self.failure = time.monotonic(), False, None

    def left(self, email):
        with self.gate:
            self.leavers[email] = time.monotonic()

    def back(self, email):
        with self.gate:
            self.leavers.pop(email, None)

    def look(self):
        asked = time.monotonic()
        enabled = {a["email"] for a in self.looker.accounts() if not a["is_disabled"]}
        with self.gate:
            for email, since in [(e, s) for e, s in self.leavers.items() if s < asked]:
                took = asked - max(since, self.fault_end)
                if email not in enabled:
                    self.counted, self.slowest, self.slowest_of_all = self.counted + 1, max(self.slowest, took), max(self.slowest_of_all, asked - since)
                    del self.leavers[email]
                elif not self.in_fault and took > OUT_WITHIN:
                    self.late.add(late(email))

    def run(self, stop):
        while not stop.wait(1):
            try:
                self.look()
            except Exception as e:
                self.failure = e


def late(email):
    return "late", f"{email} left, and was still enabled after {OUT_WITHIN} s"


def differences(lanes, looker, run):
    """What was acknowledged against what Looker and SCIM have: (kind, words)."""
    people = {name: person for lane in lanes for name, person in lane.people.items()}
    groups = {group: members for lane in lanes for group, (_, members) in lane.groups.items()}
    accounts = looker.accounts()
    yield from of_people(people, accounts)
    yield from of_groups(groups, accounts, looker.groups())
    users = {u["userName"]: u for u in lanes[0].find("Users", f'userName ew "@{run}.example.com"')}
    for name in users.keys() | people.keys():
        person, user = people.get(name), users.get(name)
        if (person and (person.id, person.given, person.active)) != (user and (user["id"], user["name"]["givenName"], user["active"])):
            yield "lost", f"{name} was acknowledged as {person}, SCIM has {user}"


def of_people(people, accounts):
    by_email = collections.defaultdict(list)
    for account in accounts:
        by_email[account.get("email")].append(account)
    for account in by_email.pop(None, []):
        yield "doubled", f"account {account['id']} is half made"
    for email in by_email.keys() - people.keys():
        yield "doubled", f"{email} was never acknowledged"
    for email, person in people.items():
        own = by_email[email]
        if len(own) > 1:
            yield "doubled", f"{email} has {len(own)} accounts"
        if not (person and person.active) and any(not a["is_disabled"] for a in own):
            yield late(email)
        if person and (not own or own[0]["first_name"] != person.given or person.active and own[0]["is_disabled"]):
            yield "lost", f"{email} was acknowledged as {person}, Looker has {own}"


def of_groups(groups, accounts, teams):
    ids = collections.defaultdict(list)
    for team in teams:
        ids[team["name"]].append(team["id"])
    for name in ids.keys() - groups.keys():
        yield "lost", f"the deletion of group {name}"
    for name, members in groups.items():
        has = {a.get("email") for a in accounts if set(ids[name]) & set(a["group_ids"])}
        if len(ids[name]) != 1:
            yield "doubled" if ids[name] else "lost", f"Looker has {len(ids[name])} groups {name}"
        elif has != members:
            yield "lost", f"group {name} lacks {sorted(members - has)}, and has {sorted(map(str, has - members))} too many"
