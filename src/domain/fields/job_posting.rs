//! Postings. Whether and when one was published only decides which of them describes the job.

use super::held;
use crate::domain::ats::JobPosting;

held!(JobPosting {
    "title": title,
    "description_html": description_html,
    "status": status,
    "visibility": visibility,
    "url": url,
    "job_id": job_remote_id,
    "remote_created_at": remote_created_at,
    "remote_updated_at": remote_updated_at,
});
