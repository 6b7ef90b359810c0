create table "identity_account" (
  "account" {bytes} not null,
  "login" {text} not null,
  "attempt" {bytes} not null,
  "email" {text},
  "name_shown" {text},
  "subject" {bytes},
  "level" {int} not null,
  "language" {text} not null,
  "password" {text} not null,
  "epoch" {int} not null,
  "made_at" {int} not null,
  "version" {int} not null,
  primary key ("account")
) {by_key};
create index "identity_account_by_subject" on "identity_account" ("subject");

create table "identity_login" (
  "login" {text} not null,
  "account" {bytes} not null,
  primary key ("login")
) {by_key};

create table "identity_email" (
  "email" {text} not null,
  "account" {bytes} not null,
  primary key ("email")
) {by_key};

create table "identity_post" (
  "account" {bytes} not null,
  "role" {text} not null,
  "office" {text} not null,
  primary key ("account", "role", "office")
) {by_key};
create index "identity_post_by_office_role" on "identity_post" ("office", "role");

create table "identity_attempt" (
  "login" {bytes} not null,
  "failures" {int} not null,
  "at" {int} not null,
  "locked_until" {int},
  "version" {int} not null,
  primary key ("login")
) {by_key};
create index "identity_attempt_by_at" on "identity_attempt" ("at");

create table "identity_session" (
  "token" {bytes} not null,
  "account" {bytes} not null,
  "epoch" {int} not null,
  "made_at" {int} not null,
  "seen_at" {int} not null,
  "expires_at" {int} not null,
  "agent" {text} not null,
  "role" {text},
  "office" {text},
  "version" {int} not null,
  primary key ("token")
) {by_key};
create index "identity_session_by_account" on "identity_session" ("account");
create index "identity_session_by_expires_at" on "identity_session" ("expires_at");

create table "identity_recovery" (
  "token" {bytes} not null,
  "account" {bytes},
  "expires_at" {int} not null,
  "version" {int} not null,
  primary key ("token")
) {by_key};
create index "identity_recovery_by_account" on "identity_recovery" ("account");
create index "identity_recovery_by_expires_at" on "identity_recovery" ("expires_at");

create table "identity_ceremony" (
  "ceremony" {bytes} not null,
  "account" {bytes},
  "state" {text} not null,
  "expires_at" {int} not null,
  "version" {int} not null,
  primary key ("ceremony")
) {by_key};
create index "identity_ceremony_by_expires_at" on "identity_ceremony" ("expires_at");

create table "identity_passkey" (
  "credential" {bytes} not null,
  "account" {bytes} not null,
  "name" {text} not null,
  "passkey" {text} not null,
  "made_at" {int} not null,
  "used_at" {int},
  "version" {int} not null,
  primary key ("credential")
) {by_key};
create index "identity_passkey_by_account" on "identity_passkey" ("account");

create table "identity_credential" (
  "credential" {bytes} not null,
  "agency" {text} not null,
  "public_key" {bytes} not null,
  "made_at" {int} not null,
  "valid_until" {int} not null,
  "version" {int} not null,
  primary key ("credential")
) {by_key};
create index "identity_credential_by_agency" on "identity_credential" ("agency");

create table "identity_press" (
  "press" {bytes} not null,
  "led_to" {text} not null,
  "expires_at" {int} not null,
  "version" {int} not null,
  primary key ("press")
) {by_key};
create index "identity_press_by_expires_at" on "identity_press" ("expires_at");
