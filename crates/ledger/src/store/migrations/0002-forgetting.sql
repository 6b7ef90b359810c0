-- One row that everybody writes who takes somebody out of entries, so that two do not do it at once.
create table "ledger_forgetting" (
  "ledger" {int} not null,
  "version" {int} not null,
  primary key ("ledger")
) {by_key};
