create table "cases_case" (
  "case_id" {bytes} not null,
  "root" {bytes} not null,
  "leg" {text},
  "procedure" {text} not null,
  "law" {text} not null,
  "number" {text} not null,
  "office" {text} not null,
  "reception" {text},
  "applicant" {bytes} not null,
  "stage" {text} not null,
  "holder" {bytes},
  "opened_at" {int} not null,
  "clock" {text} not null,
  "due_at" {int} not null,
  "promised_at" {int},
  "taken" {text} not null,
  "asked" {text} not null,
  "ended_at" {int},
  "outcome" {text},
  "version" {int} not null,
  primary key ("case_id")
) {by_key};
create index "cases_case_by_root" on "cases_case" ("root");

create table "cases_queue" (
  "office" {text} not null,
  "case_id" {bytes} not null,
  "role" {text} not null,
  "due_at" {int} not null,
  "procedure" {text} not null,
  "stage" {text} not null,
  "number" {text} not null,
  "holder" {bytes},
  "version" {int} not null,
  primary key ("office", "case_id")
) {by_key};
create index "cases_queue_by_office_role_due_at" on "cases_queue" ("office", "role", "due_at");

create table "cases_person" (
  "person" {bytes} not null,
  "case_id" {bytes} not null,
  primary key ("person", "case_id")
) {by_key};

create table "cases_application" (
  "root" {bytes} not null,
  "event" {text} not null,
  "answers" {text} not null,
  "out" {text} not null,
  "version" {int} not null,
  primary key ("root")
) {by_key};

create table "cases_evidence" (
  "root" {bytes} not null,
  "evidence" {text} not null,
  "register" {text} not null,
  "finding" {text} not null,
  "record" {bytes},
  "subjects" {text} not null,
  "fetched_at" {int} not null,
  "contents" {text} not null,
  primary key ("root", "evidence")
) {by_key};

create table "cases_consent" (
  "root" {bytes} not null,
  "consent" {text} not null,
  "person" {bytes} not null,
  "asked_at" {int} not null,
  "answered_at" {int},
  "answer" {int},
  "version" {int} not null,
  primary key ("root", "consent")
) {by_key};
create index "cases_consent_by_person" on "cases_consent" ("person");

create table "cases_step" (
  "case_id" {bytes} not null,
  "step" {bytes} not null,
  "at" {int} not null,
  "what" {text} not null,
  "role" {text} not null,
  "office" {text},
  "stage" {text} not null,
  "ground" {text},
  "said" {text},
  primary key ("case_id", "step")
) {by_key};

create table "cases_result" (
  "result" {bytes} not null,
  "case_id" {bytes} not null,
  "procedure" {text} not null,
  "kind" {text} not null,
  "code" {text} not null,
  "check_code" {text} not null,
  "number" {text} not null,
  "book" {text},
  "office" {text} not null,
  "issued_at" {int} not null,
  "withdrawn_at" {int},
  "masked" {text} not null,
  "fields" {text} not null,
  "version" {int} not null,
  primary key ("result")
) {by_key};
create index "cases_result_by_case_id" on "cases_result" ("case_id");

create table "cases_check" (
  "check_code" {text} not null,
  "result" {bytes} not null,
  "checks" {int} not null,
  "version" {int} not null,
  primary key ("check_code")
) {by_key};

create table "cases_holder" (
  "person" {bytes} not null,
  "result" {bytes} not null,
  primary key ("person", "result")
) {by_key};

create table "cases_draft" (
  "account" {bytes} not null,
  "event" {text} not null,
  "answers" {text} not null,
  "saved_at" {int} not null,
  "version" {int} not null,
  primary key ("account", "event")
) {by_key};

create table "cases_used" (
  "record" {bytes} not null,
  "root" {bytes} not null,
  primary key ("record")
) {by_key};
