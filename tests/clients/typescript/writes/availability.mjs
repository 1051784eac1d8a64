// What the integration says of its actions, and what files they take.

import assert from "node:assert/strict";
import { test } from "node:test";
import { extended, refused } from "../acting.mjs";
import { client, ready, serverUrl } from "../service.mjs";

const CONFIRMED = [
  "ats_create_application", "ats_create_candidate", "ats_add_application_note", "ats_add_application_result_link",
  "ats_add_candidate_result_link",
];
const UNVERIFIED = [
  "ats_set_application_stage", "ats_reject_application", "ats_add_application_attachment",
  "ats_add_candidate_attachment", "ats_add_candidate_tag", "ats_remove_candidate_tag",
];

test("the integration says which actions it has", async () => {
  const { data } = await client.general.getIntegrationDetails({ integration_id: ready.integration_id });
  const available = data.write_actions.filter((action) => action.is_available).map(({ id }) => id);
  assert.deepEqual(available.sort(), [...CONFIRMED, ...(extended ? UNVERIFIED : [])].sort());
});

for (const [action, most, confirmed] of [
  ["ats_create_application", 20, true],
  ["ats_create_candidate", 20, true],
  ["ats_add_application_attachment", 1, false],
  ["ats_add_candidate_attachment", 1, false],
]) {
  test(`the limits of files for ${action}`, async () => {
    const response = await fetch(`${serverUrl}/ats/actions/${action}`, {
      headers: { Authorization: `Bearer ${ready.api_key}`, "X-Integration-Id": ready.integration_id },
    });
    const { data, error } = await response.json();
    if (!confirmed && !extended) {
      assert.deepEqual([response.status, error.code], [400, "INTEGRATION.ACTION_NOT_AVAILABLE"]);
      return;
    }
    assert.equal(response.status, 200);
    const { total_size_bytes, types } = data.attachment_restrictions;
    const each = {
      is_supported: true, min_amount: 0, max_amount: most, max_file_size_bytes: total_size_bytes,
      accepted_mime_types: ["*/*"],
    };
    assert.ok(total_size_bytes > 1_000_000);
    assert.deepEqual(types, { CV: each, COVER_LETTER: each, OTHER: each });
  });
}

test("tracked applications cannot be imported", () =>
  refused(
    (ats) =>
      ats.importTrackedApplication({
        tracked_at: new Date(),
        greenhouse: { id_type: "application_id", application_id: "1" },
      }),
    "INTEGRATION.ACTION_NOT_AVAILABLE",
    400,
  ));
