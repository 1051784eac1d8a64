"""Every list of the official Python client, against the running service.

Run: pip install -r requirements.txt, then READY_FILE=… python -m unittest

READY_FILE names a JSON file with base_url, api_key and integration_id.
"""

import itertools
import json
import os
import unittest
from datetime import datetime, timedelta, timezone

from kombo import Kombo
from kombo.errors import KomboAtsError

with open(os.environ["READY_FILE"], encoding="utf-8") as file:
    READY = json.load(file)

BASE = READY["base_url"].rstrip("/")
SERVER_URL = BASE if BASE.endswith("/v1") else f"{BASE}/v1"


def connect(api_key):
    """The unmodified client; only the server URL differs from a program that uses Kombo."""
    return Kombo(api_key=api_key, integration_id=READY["integration_id"], server_url=SERVER_URL)


CLIENT = connect(READY["api_key"])

REQUIRED = {
    "ats_users": CLIENT.ats.get_users,
    "ats_jobs": CLIENT.ats.get_jobs,
    "ats_application_stages": CLIENT.ats.get_application_stages,
    "ats_candidates": CLIENT.ats.get_candidates,
    "ats_applications": CLIENT.ats.get_applications,
    "ats_interviews": CLIENT.ats.get_interviews,
    "ats_tags": CLIENT.ats.get_tags,
    "ats_rejection_reasons": CLIENT.ats.get_rejection_reasons,
}
OPTIONAL = {
    "ats_roles": CLIENT.ats.get_roles,
    "ats_offers": CLIENT.ats.get_offers,
    "ats_notes": CLIENT.ats.get_notes,
    "ats_scorecards": CLIENT.ats.get_ats_scorecards,
    "ats_attachments": CLIENT.ats.get_ats_attachments,
}

# With a small page size only so many records are read, unless WALK=full.
SMALL, FEW = 7, None if os.environ.get("WALK") == "full" else 300


def records(getter, **request):
    """Every record of a list, page by page; each page goes through the client's own models."""
    page = getter(**request)
    while page is not None:
        yield from page.result.data.results
        page = page.next()


def available():
    details = CLIENT.general.get_integration_details(integration_id=READY["integration_id"])
    return {model.id for model in details.data.read_models if model.is_available}


class Lists(unittest.TestCase):
    def assert_walks(self, getter):
        for include_deleted in (False, True):
            whole = [record.id for record in records(getter, page_size=250, include_deleted=include_deleted)]
            self.assertEqual(len(whole), len(set(whole)), "ids repeat")
            small = records(getter, page_size=SMALL, include_deleted=include_deleted)
            ids = [record.id for record in itertools.islice(small, FEW)]
            self.assertEqual(len(ids), len(set(ids)), "ids repeat")
            self.assertLessEqual(set(ids), set(whole))
            self.assertEqual(len(ids), len(whole) if FEW is None else min(len(whole), FEW))

    def test_required_lists(self):
        self.assertLessEqual(set(REQUIRED), available())
        for model, getter in REQUIRED.items():
            with self.subTest(model):
                self.assert_walks(getter)

    def test_lists_that_the_ats_may_lack(self):
        has = available()
        for model, getter in OPTIONAL.items():
            with self.subTest(model):
                if model in has:
                    self.assert_walks(getter)
                    continue
                with self.assertRaises(KomboAtsError) as raised:
                    getter()
                self.assertEqual(raised.exception.data.error.code, "INTEGRATION.MODEL_NOT_AVAILABLE")


class UpdatedAfter(unittest.TestCase):
    """This client sends numeric offsets and six fraction digits, as in `+02:00` and `.123456`."""

    def test_offsets_and_microseconds(self):
        changed = sorted(record.changed_at for record in records(CLIENT.ats.get_jobs, page_size=250))
        middle = changed[len(changed) // 2] + timedelta(microseconds=123)
        answers = []
        for hours in (0, 2, -7.5):
            since = middle.astimezone(timezone(timedelta(hours=hours)))
            found = records(CLIENT.ats.get_jobs, page_size=250, updated_after=since)
            answers.append(sorted(record.id for record in found))
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_the_future_is_empty(self):
        future = datetime.now(timezone(timedelta(hours=2))) + timedelta(days=365)
        self.assertEqual(list(records(CLIENT.ats.get_candidates, updated_after=future)), [])


class General(unittest.TestCase):
    def test_key_and_tools(self):
        self.assertTrue(CLIENT.general.check_api_key().data.environment_id)
        tools = CLIENT.general.get_tools(category="ats").data.tools
        self.assertIn(READY["integration_id"].split(":")[0], [tool.id for tool in tools])

    def test_a_wrong_key(self):
        with self.assertRaises(KomboAtsError) as raised:
            connect("ks_dev_wrong").ats.get_jobs()
        self.assertEqual(raised.exception.data.error.code, "PLATFORM.AUTHENTICATION_INVALID")
        self.assertEqual(raised.exception.status_code, 401)


if __name__ == "__main__":
    unittest.main()
