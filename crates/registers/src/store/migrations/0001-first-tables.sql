create table "registers_law" (
  "law" {text} not null,
  "digest" {bytes} not null,
  "files" {text} not null,
  "activated_at" {int} not null,
  "act" {bytes} not null,
  primary key ("law")
) {by_key};

create table "registers_filling" (
  "register" {text} not null,
  "names" {int} not null,
  "after" {bytes},
  "version" {int} not null,
  primary key ("register")
) {by_key};

create table "registers_merged" (
  "record" {bytes} not null,
  "register" {text} not null,
  "kept" {bytes} not null,
  "merged_at" {int} not null,
  "act" {bytes} not null,
  "version" {int} not null,
  primary key ("record", "register")
) {by_key};
create index "registers_merged_by_kept" on "registers_merged" ("kept");

create table "registers_seeded" (
  "register" {text} not null,
  "digest" {bytes} not null,
  primary key ("register", "digest")
) {by_key};

create table "registers_load" (
  "register" {text} not null,
  "digest" {bytes} not null,
  "taken" {int} not null,
  "written" {int} not null,
  "rejected" {int} not null,
  "reject_bytes" {int} not null,
  "moved_at" {int} not null,
  "finished_at" {int},
  "version" {int} not null,
  primary key ("register", "digest")
) {by_key};

create table "registers_awaited" (
  "register" {text} not null,
  "value" {text} not null,
  "record" {bytes} not null,
  primary key ("register", "value")
) {by_key};

create table "registers_ticket" (
  "register" {text} not null,
  "ticket" {bytes} not null,
  "steward" {text} not null,
  "record" {bytes},
  "subject" {bytes},
  "field" {text},
  "said" {text} not null,
  "opened_by" {text} not null,
  "case_id" {bytes},
  "status" {text} not null,
  "opened_at" {int} not null,
  "due_at" {int} not null,
  "answer" {text},
  "answered_at" {int},
  "act" {bytes} not null,
  "rule" {text},
  "opener" {bytes},
  "stops_sharing" {int},
  "version" {int} not null,
  primary key ("register", "ticket")
) {by_key};
create index "registers_ticket_by_steward_status_due_at" on "registers_ticket" ("steward", "status", "due_at");
create index "registers_ticket_by_status_due_at" on "registers_ticket" ("status", "due_at");
create index "registers_ticket_by_record" on "registers_ticket" ("record");
create index "registers_ticket_by_subject" on "registers_ticket" ("subject");
create index "registers_ticket_by_case_id" on "registers_ticket" ("case_id");

create table "registers_ticket_open" (
  "record" {bytes} not null,
  "register" {text} not null,
  "rule" {text} not null,
  "ticket" {bytes} not null,
  primary key ("record", "register", "rule")
) {by_key};
create index "registers_ticket_open_by_register_rule_record" on "registers_ticket_open" ("register", "rule", "record");

create table "registers_run" (
  "register" {text} not null,
  "run" {bytes} not null,
  "at" {int} not null,
  "as_of" {text} not null,
  "law" {text} not null,
  "rows" {int} not null,
  "flawless" {int} not null,
  primary key ("register", "run")
) {by_key};

create table "registers_run_figure" (
  "register" {text} not null,
  "run" {bytes} not null,
  "measure" {text} not null,
  "of" {text} not null,
  "word" {text} not null,
  "head" {int} not null,
  "at" {int} not null,
  "good" {int} not null,
  "whole" {int} not null,
  "negative" {int},
  "median" {int},
  "p95" {int},
  "p99" {int},
  primary key ("register", "run", "measure", "of")
) {by_key};
create index "registers_run_figure_by_register_word_head_run" on "registers_run_figure" ("register", "word", "head", "run");

create table "registers_run_rule" (
  "register" {text} not null,
  "run" {bytes} not null,
  "rule" {text} not null,
  "place" {int} not null,
  "level" {text} not null,
  "words" {text} not null,
  "kind" {text} not null,
  "fields" {text} not null,
  "applied" {int} not null,
  "failing" {int} not null,
  "groups" {int},
  "unmeasured" {text},
  primary key ("register", "run", "rule")
) {by_key};

create table "registers_run_kept" (
  "register" {text} not null,
  "run" {bytes} not null,
  "what" {text} not null,
  "kept" {bytes} not null,
  primary key ("register", "run", "what")
) {by_key};
