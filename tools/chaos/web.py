"""HTTP, and waiting."""
import http.client, json, socket, sys, time, urllib.error, urllib.parse, urllib.request

ANSWER_WITHIN = 20  # seconds after which a call is given up


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class CannotRun(Exception):
    pass


def call(method, url, body=None, headers=None, form=False, timeout=ANSWER_WITHIN):
    """Status, headers and JSON; None as the status if no answer came."""
    data = None if body is None else (urllib.parse.urlencode(body) if form else json.dumps(body)).encode()
    kind = "application/x-www-form-urlencoded" if form else "application/scim+json" if "/scim/v2" in url else "application/json"
    request = urllib.request.Request(url, data, {**({"Content-Type": kind} if data else {}), **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            status, got, text = answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as e:
        try:
            status, got, text = e.code, e.headers, e.read()
        except OSError:
            return None, {}, None
    except (OSError, urllib.error.URLError, http.client.HTTPException):
        return None, {}, None
    try:
        return status, got, json.loads(text) if text else None
    except ValueError:
        return status, got, None


def until(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise CannotRun(f"{what}: not within {seconds} s.")
        time.sleep(0.1)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
