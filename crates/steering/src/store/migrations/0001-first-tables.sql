create table "steering_position" (
  "indicator" {text} not null,
  "digest" {bytes} not null,
  "next" {int},
  "version" {int} not null,
  primary key ("indicator")
) {by_key};

create table "steering_figure" (
  "indicator" {text} not null,
  "month" {text} not null,
  "numerator" {int} not null,
  "denominator" {int} not null,
  "version" {int} not null,
  primary key ("indicator", "month")
) {by_key};

create table "steering_sample" (
  "indicator" {text} not null,
  "month" {text} not null,
  "entry" {bytes} not null,
  "counted" {int} not null,
  "at" {int} not null,
  primary key ("indicator", "month", "entry")
) {by_key};
