create table "api_idempotency" (
  "actor" {bytes} not null,
  "key" {text} not null,
  "request" {bytes} not null,
  "status" {int} not null,
  "location" {text},
  "body" {text} not null,
  "at" {int} not null,
  primary key ("actor", "key")
) {by_key};
create index "api_idempotency_by_at" on "api_idempotency" ("at");
