"""Some writes of the official Python client, and what became of them in the simulated ATS and in the next read.

Run: READY_FILE=… python -m unittest writes, after the other tests: it changes the data that they compare.
"""

import json
import os
import unittest
import urllib.parse
import urllib.request
import uuid

from kombo.errors import KomboAtsError
from test_client import CLIENT, READY, records

CONTROL = READY["simulator_control_url"].rstrip("/")


def simulator(path, **wanted):
    with urllib.request.urlopen(f"{CONTROL}/{path}?{urllib.parse.urlencode(wanted)}") as answer:
        return json.load(answer)


def find(what, **wanted):
    return simulator(f"find/{what}", **wanted)["rows"]


PROFILE = simulator("")["profile"]
# What is to be tested is not left to what happens to run.
assert PROFILE == os.environ.get("PROFILE", PROFILE), "the demo has another profile than PROFILE says"


def somebody():
    return {"first_name": "Ada", "last_name": "Lovelace", "email_address": f"{uuid.uuid4()}@new.example"}


class Writes(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        jobs = records(CLIENT.ats.get_jobs, statuses=["OPEN"], page_size=250)
        cls.job = next(job for job in jobs if len(job.stages) > 2)
        cls.application = CLIENT.ats.create_application(job_id=cls.job.id, candidate=somebody()).data
        cls.candidate = cls.application.candidate

    def read(self, getter, record):
        (found,) = records(getter, ids=[record.id])
        return found

    def unverified(self, function, **request):
        """Done in the extended profile, refused in the strict one; whether it was done."""
        if PROFILE == "extended":
            self.assertEqual(function(**request).warnings, [])
            return True
        self.refused("INTEGRATION.ACTION_NOT_AVAILABLE", function, **request)
        return False

    def refused(self, code, function, **request):
        with self.assertRaises(KomboAtsError) as raised:
            function(**request)
        self.assertEqual(raised.exception.data.error.code, code)
        return raised.exception.data.error.message

    def test_an_application_is_created_once(self):
        person = {**somebody(), "location": {"country": "GB"}}
        key = {"Idempotency-Key": str(uuid.uuid4())}
        first, second = (
            CLIENT.ats.create_application(job_id=self.job.id, candidate=person, http_headers=key) for _ in range(2)
        )
        self.assertEqual(first.data, second.data)
        self.assertEqual([warning.message.split(":")[0] for warning in first.warnings], ["candidate.location"])
        rows = find("candidates", email=person["email_address"])
        self.assertEqual([row["id"] for row in rows], [first.data.candidate.remote_id])
        self.assertEqual(self.read(CLIENT.ats.get_applications, first.data).candidate_id, first.data.candidate_id)
        self.refused(
            "ATS.APPLICATION_ALREADY_EXISTS", CLIENT.ats.create_application, job_id=self.job.id, candidate=person
        )

    def test_an_address_that_is_none(self):
        person = {**somebody(), "email_address": "ada"}
        message = self.refused(
            "PLATFORM.INPUT_INVALID", CLIENT.ats.create_application, job_id=self.job.id, candidate=person
        )
        self.assertTrue(message.startswith("candidate.email_address:"), message)

    def test_a_note(self):
        content = f"Called twice. “Grüße” {uuid.uuid4()}"
        CLIENT.ats.add_application_note(
            application_id=self.application.id, content=content, content_type="PLAIN_TEXT"
        )
        (note,) = find("notes", candidate_id=self.candidate.remote_id)
        self.assertEqual(note["body"], content)

    def test_a_stage(self):
        stage = self.job.stages[-1]
        moved = self.unverified(
            CLIENT.ats.move_application_to_stage, application_id=self.application.id, stage_id=stage.id
        )
        expected = stage.id if moved else self.application.current_stage_id
        self.assertEqual(self.read(CLIENT.ats.get_applications, self.application).current_stage_id, expected)
        (row,) = find("applications", candidate_id=self.candidate.remote_id)
        self.assertEqual(row["current_stage"]["id"] == stage.remote_id, moved)

    def test_a_tag(self):
        request = {"candidate_id": self.candidate.id, "tag": {"name": "Zürich / Süd"}}
        added = self.unverified(CLIENT.ats.add_candidate_tag, **request)
        tags = [tag.name for tag in self.read(CLIENT.ats.get_candidates, self.candidate).tags]
        self.assertEqual(tags, ["Zürich / Süd"] if added else [])
        self.assertEqual(find("candidates", candidate_id=self.candidate.remote_id)[0]["tags"], tags)
        self.unverified(CLIENT.ats.remove_candidate_tag, **request)
        self.assertEqual(self.read(CLIENT.ats.get_candidates, self.candidate).tags, [])


if __name__ == "__main__":
    unittest.main()
