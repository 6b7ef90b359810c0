create table "jobs_job" (
  "key" {text} not null,
  "kind" {text} not null,
  "payload" {text} not null,
  "due" {int} not null,
  "next" {int},
  "attempts" {int} not null,
  "reason" {text},
  "dead_at" {int},
  "version" {int} not null,
  primary key ("key")
) {by_key};
create index "jobs_job_by_next_key" on "jobs_job" ("next", "key");
