create table "files_blob" (
  "digest" {bytes} not null,
  "bytes" {bytes} not null,
  primary key ("digest")
) {by_key};

create table "files_file" (
  "file" {bytes} not null,
  "case_id" {bytes} not null,
  "owner" {bytes} not null,
  "item" {text} not null,
  "name" {text} not null,
  "kind" {text} not null,
  "size" {int} not null,
  "digest" {bytes} not null,
  "received_at" {int} not null,
  primary key ("file")
) {by_key};
create index "files_file_by_case_id_file" on "files_file" ("case_id", "file");
