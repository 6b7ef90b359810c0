create table "ledger_entry" (
  "entry" {bytes} not null,
  "at" {int} not null,
  "kind" {text} not null,
  "actor" {bytes},
  "role" {text} not null,
  "office" {text},
  "purpose" {text} not null,
  "ground" {text} not null,
  "law" {text} not null,
  "touches" {text} not null,
  "facts" {text} not null,
  primary key ("entry")
) {by_key};

create table "ledger_touch" (
  "subject" {bytes} not null,
  "entry" {bytes} not null,
  primary key ("subject", "entry")
) {by_key};

create table "ledger_salt" (
  "entry" {bytes} not null,
  "salt" {bytes} not null,
  primary key ("entry")
) {by_key};

create table "ledger_pending" (
  "entry" {bytes} not null,
  "leaf" {bytes} not null,
  primary key ("entry")
) {by_key};

create table "ledger_leaf" (
  "number" {int} not null,
  "entry" {bytes} not null,
  "leaf" {bytes} not null,
  primary key ("number")
) {by_key};
create index "ledger_leaf_by_entry" on "ledger_leaf" ("entry");

create table "ledger_tree" (
  "tree" {int} not null,
  "frontier" {bytes} not null,
  "checkpoint" {text},
  "version" {int} not null,
  primary key ("tree")
) {by_key};

create table "ledger_tile" (
  "level" {int} not null,
  "number" {int} not null,
  "hashes" {bytes} not null,
  "version" {int} not null,
  primary key ("level", "number")
) {by_key};

create table "ledger_key" (
  "number" {int} not null,
  "old_key" {text} not null,
  "new_key" {text} not null,
  "entry" {bytes} not null,
  "note" {text},
  "version" {int} not null,
  primary key ("number")
) {by_key};
