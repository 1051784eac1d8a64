// The lists of the official client, and what each must hold by the simulated ATS's own account.

import { client, world } from "./service.mjs";

/**
 * What a list must hold and what it may hold on top, as remote ids. `forgets` says that the simulated ATS
 * no longer knows what was deleted, so that deleted records cannot be compared.
 * @typedef {{must: Set<string>, may: Set<string>, forgets?: boolean}} Expected
 */

const isLive = (row) => !row.deleted_at;

async function templateJobs() {
  return new Set((await world("jobs")).filter((job) => job.is_template).map((job) => job.id));
}

/** One record per row; `optional` rows may or may not be served. */
async function rows(resource, includeDeleted, { skip = () => false, optional = () => false } = {}) {
  const served = (await world(resource)).filter((row) => !skip(row) && (includeDeleted || isLive(row)));
  const ids = (list) => new Set(list.map((row) => row.id));
  return { must: ids(served.filter((row) => !optional(row))), may: ids(served.filter(optional)) };
}

/** Records that exist only inside others: those of live rows must be there, those of deleted rows may. */
async function derived(resource, pick) {
  const all = await world(resource);
  return { must: new Set(all.filter(isLive).flatMap(pick)), may: new Set(all.flatMap(pick)), forgets: true };
}

/**
 * `expected` is missing where the simulated ATS has no list to compare with.
 * @type {{name: string, model: string, required: boolean, list: Function, expected?: (d: boolean) => Promise<Expected>}[]}
 */
export const models = [
  {
    name: "users",
    model: "ats_users",
    required: true,
    list: (request) => client.ats.getUsers(request),
    expected: (includeDeleted) => rows("users", includeDeleted),
  },
  {
    name: "jobs",
    model: "ats_jobs",
    required: true,
    list: (request) => client.ats.getJobs(request),
    expected: (includeDeleted) => rows("jobs", includeDeleted, { skip: (job) => job.is_template }),
  },
  {
    name: "application stages",
    model: "ats_application_stages",
    required: true,
    list: (request) => client.ats.getApplicationStages(request),
    expected: async (includeDeleted) => {
      const templates = await templateJobs();
      return rows("job_stages", includeDeleted, { optional: (stage) => templates.has(stage.job_id) });
    },
  },
  {
    name: "candidates",
    model: "ats_candidates",
    required: true,
    list: (request) => client.ats.getCandidates(request),
    expected: (includeDeleted) => rows("candidates", includeDeleted),
  },
  {
    name: "applications",
    model: "ats_applications",
    required: true,
    list: (request) => client.ats.getApplications(request),
    expected: (includeDeleted) => rows("applications", includeDeleted),
  },
  {
    name: "interviews",
    model: "ats_interviews",
    required: true,
    list: (request) => client.ats.getInterviews(request),
    expected: (includeDeleted) => rows("scheduled_interviews", includeDeleted),
  },
  {
    name: "tags",
    model: "ats_tags",
    required: true,
    list: (request) => client.ats.getTags(request),
    expected: () => derived("candidates", (candidate) => candidate.tags ?? []),
  },
  {
    name: "rejection reasons",
    model: "ats_rejection_reasons",
    required: true,
    list: (request) => client.ats.getRejectionReasons(request),
    expected: () =>
      derived("applications", ({ rejection_reason: reason }) => (reason?.id ? [reason.id] : [])),
  },
  {
    name: "roles",
    model: "ats_roles",
    required: false,
    list: (request) => client.ats.getRoles(request),
  },
  {
    name: "offers",
    model: "ats_offers",
    required: false,
    list: (request) => client.ats.getOffers(request),
  },
];

/** Every record of a list, at most about `limit` of them. Each page goes through the client's own schemas. */
export async function walk(list, request, limit = Infinity) {
  const records = [];
  for await (const page of await list(request)) {
    const { results } = page.result.data;
    if (results.length > (request.page_size ?? 100)) throw new Error("a page is larger than asked for");
    records.push(...results);
    if (records.length >= limit) break;
  }
  return records;
}

const walks = new Map();

/** All live records of a list, read once per test file. */
export function all(name) {
  if (!walks.has(name)) {
    const { list } = models.find((known) => known.name === name);
    walks.set(name, walk(list, { page_size: 250 }));
  }
  return walks.get(name);
}
