"""People at work on a daemon until it is gone: what each was told is written down."""

import hashlib
import http.client
import threading
import time
import urllib.parse

from disaster_recovery.site import PENDING, STORED
from harness import forest

ROW = {"data": {"pm25": 40}}
# An account may have so many keys, and each model of a name takes its time to import.
MOST_KEYS, MOST_MODELS = 12, 6
FORM = "application/x-www-form-urlencoded"


def password_of(name):
    # Without the name in it, which the daemon would refuse.
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def log_in(served, name):
    fields = {"grant_type": "password", "username": name, "password": password_of(name)}
    return served.post("/token", urllib.parse.urlencode(fields), FORM)


class Load:
    """Threads that make accounts, keys, models and promotions, and ask for predictions.

    `accounts`, `keys`, `models` and `promotions` have what was acknowledged with `X-Replica: stored`, in order.
    """

    def __init__(self, served, label, predictors=2):
        self.served, self.label = served, label
        self.ended = threading.Event()
        self.accounts, self.keys, self.models, self.promotions = [], [], {}, []
        self.begun_promotions = []
        self.pending = 0
        self.predictions, self.sent_predictions = [], 0
        self.refused = []
        self.lock = threading.Lock()
        jobs = [self.make_accounts, self.make_keys, self.make_models] + [self.predict] * predictors
        self.threads = [threading.Thread(target=self.guarded, args=(job,), daemon=True) for job in jobs]
        for thread in self.threads:
            thread.start()

    def guarded(self, job):
        try:
            job()
        except (OSError, ValueError, EOFError, http.client.HTTPException):
            return  # the daemon was killed: what was on its way counts as not acknowledged

    def finish(self):
        """Ends the load after what is on its way."""
        self.ended.set()
        self.join()

    def join(self):
        for thread in self.threads:
            thread.join(timeout=90)
            assert not thread.is_alive(), "a client still waits for an answer"

    def write(self, path, body=None, content_type=None):
        """The answer to a change, and whether the replica has it."""
        answer = self.served.post(path, body, content_type)
        if answer.status not in (200, 201):
            self.refused.append((path, answer.status, answer.body))
            self.ended.set()
            return None, False
        mark = answer.headers["X-Replica"]
        if mark == PENDING:
            self.pending += 1
        elif mark != STORED:
            self.refused.append((path, answer.status, f"X-Replica: {mark}"))
        return answer, mark == STORED

    def make_accounts(self):
        number = 0
        while not self.ended.is_set():
            number += 1
            name = f"{self.label}{number}"
            body = {"username": name, "email": f"{name}@example.org", "password": password_of(name)}
            if self.write("/users", body)[1]:
                self.accounts.append(name)
            time.sleep(0.05)

    def make_keys(self):
        for number in range(MOST_KEYS):
            if self.ended.is_set():
                return
            answer, stored = self.write("/api-keys", {"name": f"{self.label} {number}"})
            if stored:
                self.keys.append(answer.json()["key"])
            time.sleep(0.2)

    def make_models(self):
        name = f"{self.label}-model"
        for number in range(MOST_MODELS):
            body = forest.small(5 + number, seed=number)
            if self.ended.is_set():
                return
            answer, stored = self.write(f"/models?model_name={name}", body, "application/octet-stream")
            if stored:
                self.models[answer.json()["model_id"]] = hashlib.sha256(body).hexdigest()
        while not self.ended.is_set() and self.models:
            model = list(self.models)[len(self.begun_promotions) % len(self.models)]
            self.begun_promotions.append(model)
            if self.write(f"/models/{model}/promote?new_stage=production")[1]:
                self.promotions.append(model)
            time.sleep(0.05)

    def predict(self):
        while not self.ended.is_set():
            with self.lock:
                self.sent_predictions += 1
            answer = self.served.post("/predict", ROW)
            if answer.status != 200:
                self.refused.append(("/predict", answer.status, answer.body))
                return
            with self.lock:
                self.predictions.append(time.monotonic())
            time.sleep(0.01)
