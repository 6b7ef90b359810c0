create table "notices_notice" (
  "person" {bytes} not null,
  "notice" {bytes} not null,
  "at" {int} not null,
  "kind" {text} not null,
  "args" {text} not null,
  "case_id" {bytes},
  "read_at" {int},
  "version" {int} not null,
  primary key ("person", "notice")
) {by_key};
create index "notices_notice_by_person_read_at" on "notices_notice" ("person", "read_at");

create table "notices_mail" (
  "mail" {bytes} not null,
  "at" {int} not null,
  "address" {text} not null,
  "subject" {text} not null,
  "body" {text} not null,
  primary key ("mail")
) {by_key};
