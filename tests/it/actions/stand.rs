//! A service that has been synced, and records of it that actions can be done to.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::gem_sim::{Options, Profile};

use crate::support::{Answer, TestService};

/// A pending application to an open job, as it was after the first sync.
pub(crate) struct Stand {
    pub(crate) service: TestService,
    pub(crate) job: Value,
    pub(crate) application: Value,
    pub(crate) candidate: Value,
    /// A reason to reject it.
    pub(crate) reason: Value,
}

/// Everything that nobody has verified is switched on.
pub(crate) fn everything() -> Value {
    json!({
        "unverified": {
            "offers": true, "sources": true, "set_stage": true, "reject": true, "attachments": true, "tags": true,
            "further_applications": true,
        }
    })
}

impl Stand {
    /// With everything that Gem may have, and all of it switched on.
    pub(crate) async fn extended(pool: PgPool) -> Self {
        Self::start(pool, Profile::Extended, everything()).await
    }

    /// With what is confirmed.
    pub(crate) async fn strict(pool: PgPool) -> Self {
        Self::start(pool, Profile::Strict, json!({})).await
    }

    /// The settings are completed by an acting user.
    pub(crate) async fn start(pool: PgPool, profile: Profile, settings: Value) -> Self {
        let options = Options { candidates: 60, rate: None, profile, ..Options::default() };
        Self::at(TestService::start_with(pool, options, settings).await).await
    }

    /// At a service that has not been synced.
    pub(crate) async fn at(service: TestService) -> Self {
        let users = service.world("users").await;
        let active = users.iter().find(|user| user["disabled"] == false && user["deleted_at"].is_null());
        service.set_setting("acting_user_id", &active.unwrap()["id"]).await;
        service.sync().await;
        let jobs = service.walk("/v1/ats/jobs?statuses=OPEN", 250).await;
        let applications = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
        let (application, job) = applications
            .iter()
            .filter(|application| application["current_stage_id"].is_string())
            .filter(|application| application["candidate"]["email_addresses"][0]["email_address"].is_string())
            .find_map(|application| {
                let job = jobs.iter().find(|job| job["id"] == application["job_id"])?;
                (job["stages"].as_array().unwrap().len() > 2).then(|| (application.clone(), job.clone()))
            })
            .unwrap();
        let candidates = format!("/v1/ats/candidates?ids={}", application["candidate_id"].as_str().unwrap());
        let candidate = service.get(&candidates).await.results()[0].clone();
        let reason = service.walk("/v1/ats/rejection-reasons", 250).await[0].clone();
        Self { service, job, application, candidate, reason }
    }

    /// The path of the application, with what is done to it.
    pub(crate) fn of_application(&self, what: &str) -> String {
        format!("/v1/ats/applications/{}/{what}", self.application["id"].as_str().unwrap())
    }

    /// The same of the candidate.
    pub(crate) fn of_candidate(&self, what: &str) -> String {
        format!("/v1/ats/candidates/{}/{what}", self.candidate["id"].as_str().unwrap())
    }

    /// The path to apply for the job.
    pub(crate) fn of_job(&self) -> String {
        format!("/v1/ats/jobs/{}/applications", self.job["id"].as_str().unwrap())
    }

    /// The application as readers see it now.
    pub(crate) async fn read_application(&self) -> Value {
        let path = format!("/v1/ats/applications?ids={}", self.application["id"].as_str().unwrap());
        self.service.get(&path).await.results()[0].clone()
    }

    /// The candidate as readers see it now.
    pub(crate) async fn read_candidate(&self) -> Value {
        let path = format!("/v1/ats/candidates?ids={}", self.candidate["id"].as_str().unwrap());
        self.service.get(&path).await.results()[0].clone()
    }

    /// A live stage of the job that the application is not in.
    pub(crate) fn other_stage(&self) -> &Value {
        let stages = self.job["stages"].as_array().unwrap();
        let other = |stage: &&Value| {
            stage["id"] != self.application["current_stage_id"] && stage["status"] == "ACTIVE"
        };
        stages.iter().find(other).unwrap()
    }

    /// What the simulator has of a kind, such as `notes`, by a condition.
    pub(crate) async fn find(&self, what: &str, query: &str) -> Vec<Value> {
        let url = format!("{}/find/{what}?{query}", self.service.sim.control_url());
        let answer = self.service.ask_sim(self.service.connections.outbound.http.get(url)).await;
        answer["rows"].as_array().unwrap().clone()
    }

    /// The rows of the application and its candidate as the simulator holds them.
    pub(crate) async fn in_gem(&self, resource: &str, record: &Value) -> Value {
        let rows = self.service.world(resource).await;
        rows.into_iter().find(|row| row["id"] == record["remote_id"]).unwrap()
    }

    /// The requests that changed something in the simulator, since it last forgot.
    pub(crate) async fn effects(&self) -> Vec<Value> {
        let mut requests = self.requests().await;
        requests.retain(|request| request["effect"] == true);
        requests
    }

    /// All requests that the simulator had since it last forgot.
    pub(crate) async fn requests(&self) -> Vec<Value> {
        let url = format!("{}/requests", self.service.sim.control_url());
        let requests = self.service.ask_sim(self.service.connections.outbound.http.get(url)).await;
        requests.as_array().unwrap().clone()
    }

    /// An action without a key.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.service.act("POST", path, None, &body).await
    }

    /// Syncs both ways, and sees that neither finds anything that was not there already.
    pub(crate) async fn confirmed_by_syncs(&self) {
        for report in [self.service.sync_changes().await, self.service.sync().await] {
            for model in Model::ALL {
                let counts = report.counts.of(model);
                assert_eq!(counts.changed(), 0, "{model:?}: {counts:?}");
            }
        }
    }
}

/// A person whom nobody knows.
pub(crate) fn somebody(email: &str) -> Value {
    json!({ "first_name": "Ada", "last_name": "Lovelace", "email_address": email })
}
