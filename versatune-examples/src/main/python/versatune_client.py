# Copyright 2026 the VersaTune for Java authors
# SPDX-License-Identifier: Apache-2.0
"""Talks to `versatune serve`: iterables of rows and of domains, and a callback that reports losses.

    run = VersaTune(["java", "-jar", "versatune-examples.jar", "serve", "--config", "versatune.yaml"])
    yield from run.rows(batch=32)  # inside an IterableDataset, without worker processes
    run.report(100, {"law": 2.1, "code": 0.9})  # inside TrainerCallback.on_evaluate
    run.save("checkpoint-100/versatune.json")   # inside TrainerCallback.on_save
    run.end()
"""
import json
import subprocess

PROTOCOL = 2


class VersaTuneError(RuntimeError):
    """The server could not do what was asked; nothing has changed."""


class VersaTune:
    def __init__(self, command):
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        greeting = self._read()
        if greeting.get("version") != PROTOCOL:
            raise VersaTuneError(f"the server speaks version {greeting.get('version')}, not {PROTOCOL}")
        self.names, self.step = greeting["domains"], greeting["step"]
        self.weights = greeting["weights"]

    def rows(self, batch=32):
        """Yields the rows to come as dicts, until the epoch caps; asks for `batch` at a time."""
        while rows := self._ask({"rows": batch})["rows"]:
            yield from rows

    def domains(self, batch=32):
        """Yields the domain of each example instead, for rows of your own."""
        while names := self._ask({"next": batch})["domains"]:
            yield from names

    def report(self, step, losses):
        """Reports the losses by domain at a step; returns the new weights."""
        answer = self._ask({"report": {"step": step, "losses": losses}})
        self.step, self.weights = answer["step"], answer["weights"]
        return self.weights

    def on_evaluate(self, args, state, control, metrics=None, **kwargs):
        """For a TrainerCallback: reports eval_<domain>_loss once every domain has one."""
        losses = getattr(self, "_losses", {})
        for name in self.names:
            if f"eval_{name}_loss" in (metrics or {}):
                losses[name] = metrics[f"eval_{name}_loss"]
        self._losses = losses
        if len(losses) == len(self.names):
            self._losses = {}
            self.report(state.global_step, losses)

    def save(self, file):
        """Saves the run to a file, to go on from with --state."""
        return self._ask({"save": str(file)})["saved"]

    def end(self):
        """Saves the run and ends the server."""
        self._ask({"end": True})
        self._process.stdin.close()
        return self._process.wait()

    def _ask(self, request):
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        if "error" in answer:
            raise VersaTuneError(answer["error"])
        return answer

    def _read(self):
        line = self._process.stdout.readline()
        if not line:
            raise VersaTuneError(f"the server is gone, exit code {self._process.wait()}")
        return json.loads(line)
