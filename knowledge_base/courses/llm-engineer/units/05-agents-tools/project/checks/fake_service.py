"""A clock, an API and a model that do what a check tells them."""

import copy
import json
import random
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
BANK = "Banco de Isla Bruma"
MORNING = "2026-03-02T09:00:00Z"
KEY = "sk-bruma-4417"


class Clock:
    """Seconds that pass only when someone waits; `waits` keeps the waits."""

    def __init__(self):
        self.now, self.waits = 1000.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        """Wait without waiting."""
        self.waits.append(seconds)
        self.now += seconds


class Service:
    """A transport: plays its answers in order, the last one again and again.

    An answer is (status, headers, body), an exception to raise, or a number: seconds that an attempt hangs.
    """

    def __init__(self, *answers, clock=None):
        self.answers, self.clock, self.requests = list(answers), clock, []

    def __call__(self, path, params, headers, timeout):
        self.requests.append((path, dict(params), dict(headers), timeout))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, int | float):
            self.clock.now += min(answer, timeout)
            raise TimeoutError("the read timed out")
        if isinstance(answer, Exception):
            raise answer
        return answer


class Bank:
    """A transport that knows every pair: the rate of base/quote is in `rates`, 404 for the rest."""

    def __init__(self, **rates):
        self.rates = rates or {"LUN_SAL": 18.4731}
        self.requests = []

    def __call__(self, path, params, headers, timeout):
        del headers, timeout
        self.requests.append((path, dict(params)))
        if path == "/v1/pairs":
            return 200, {}, json.dumps({"pairs": [pair.replace("_", "/") for pair in self.rates]})
        pair = f"{params['base']}_{params['quote']}"
        if pair not in self.rates:
            return 404, {}, '{"error": "not found"}'
        return ok(*pair.split("_"), self.rates[pair])


def ok(base="LUN", quote="SAL", rate=18.4731, **more):
    """A good answer; `more` replaces or adds fields, and None takes one away."""
    body = {"base": base, "quote": quote, "rate": rate, "as_of": MORNING, "source": BANK, **more}
    return 200, {}, json.dumps({name: value for name, value in body.items() if value is not None})


def client_of(transport, clock=None, **more):
    """The learner's client over a transport, with a clock of ours."""
    from assistant.client import RateClient

    clock = clock or Clock()
    more.setdefault("rng", random.Random(0))
    return RateClient(transport, key=KEY, clock=clock, sleep=clock.sleep, **more)


class Scripted:
    """A model that is a list of replies; `seen` keeps the messages of each request."""

    def __init__(self, *replies):
        self.replies, self.seen, self.tools = list(replies), [], []

    def __call__(self, messages, tools):
        self.seen.append(copy.deepcopy(list(messages)))
        self.tools.append(copy.deepcopy(list(tools)))
        if not self.replies:
            raise AssertionError("the model was asked more often than it has replies")
        return copy.deepcopy(self.replies.pop(0))


def says(text):
    """A reply that answers."""
    return {"role": "assistant", "content": text}


def asks(*calls):
    """A reply that asks for tools; a call is (id, name, arguments), the arguments an object or text."""
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {
                "id": call_id,
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
                },
            }
            for call_id, name, arguments in calls
        ],
    }


def rate_call(call_id="c1", base="LUN", quote="SAL"):
    """A reply that asks for one rate."""
    return asks((call_id, "get_rate", {"base": base, "quote": quote}))


def assistant_of(model, transport=None, clock=None, **more):
    """The learner's assistant."""
    from assistant.agent import Assistant

    clock = clock or Clock()
    return Assistant(model, client_of(transport or Bank(), clock), clock=clock, **more)


def broken_thread(messages):
    """What is wrong with the calls and results of a conversation; empty when nothing is."""
    found, open_calls = [], []
    for message in messages:
        if message["role"] == "tool":
            if message["tool_call_id"] in open_calls:
                open_calls.remove(message["tool_call_id"])
            else:
                found.append(f"the result {message['tool_call_id']} answers no call before it")
        else:
            found += [f"the call {call_id} has no result" for call_id in open_calls]
            open_calls = [call["id"] for call in message.get("tool_calls") or []]
    return found + [f"the call {call_id} has no result" for call_id in open_calls]
