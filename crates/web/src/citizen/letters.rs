//! Notices in words, for the inbox; and the mail that says only that there is one.

use base::Instant;
use notices::Notice;

use super::case_step_text;
use super::texts::Texts;
use crate::house::House;
use crate::words::{Key, Lang, Words};

/// The kinds that are known: subject and body.
const KINDS: [(&str, Key, Key); 11] = [
    (
        "case-opened",
        Key("notice-case-opened"),
        Key("notice-case-opened-body"),
    ),
    (
        "case-stepped",
        Key("notice-case-stepped"),
        Key("notice-case-stepped-body"),
    ),
    (
        "case-ended",
        Key("notice-case-ended"),
        Key("notice-case-ended-body"),
    ),
    (
        "case-apology",
        Key("notice-case-apology"),
        Key("notice-case-apology-body"),
    ),
    (
        "consent-asked",
        Key("notice-consent-asked"),
        Key("notice-consent-asked-body"),
    ),
    (
        "consent-answered",
        Key("notice-consent-answered"),
        Key("notice-consent-answered-body"),
    ),
    (
        "record-created",
        Key("notice-record-created"),
        Key("notice-record-created-body"),
    ),
    (
        "request-corrected",
        Key("notice-request-corrected"),
        Key("notice-request-corrected-body"),
    ),
    (
        "request-rejected",
        Key("notice-request-rejected"),
        Key("notice-request-rejected-body"),
    ),
    (
        "ticket-corrected",
        Key("notice-ticket-corrected"),
        Key("notice-ticket-corrected-body"),
    ),
    (
        "ticket-rejected",
        Key("notice-ticket-rejected"),
        Key("notice-ticket-rejected-body"),
    ),
];

/// Subject and body of a notice in a language. They may be personal: for the person's page alone.
pub fn letter(house: &House, lang: Lang, notice: &Notice) -> (String, String) {
    let texts = Texts {
        house,
        say: house.words.say(lang),
    };
    let say = texts.say;
    let arg = |name: &str| {
        let found = notice.args.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let procedure = arg("procedure");
    let named = |key: String, known: bool| {
        if known {
            say.pack_if(&key).unwrap_or_default()
        } else {
            String::new()
        }
    };
    let stage = named(
        format!("stage-{procedure}-{}", arg("stage")),
        !arg("stage").is_empty(),
    );
    let step = arg("action");
    let step = if step.is_empty() {
        String::new()
    } else {
        case_step_text(texts, procedure, step)
    };
    let consent = named(
        format!("consent-{procedure}-{}", arg("consent")),
        !arg("consent").is_empty(),
    );
    let outcome = match arg("outcome") {
        "granted" => say.t("citizen-outcome-granted"),
        "refused" => say.t("citizen-outcome-refused"),
        "withdrawn" => say.t("citizen-outcome-withdrawn"),
        _ => String::new(),
    };
    let promised = Instant::parse(arg("promised")).map_or_else(String::new, |at| texts.due(at).0);
    let answer = if arg("answer") == "yes" {
        say.t("citizen-consent-yes")
    } else {
        say.t("citizen-consent-no")
    };
    let title = if procedure.is_empty() {
        String::new()
    } else {
        texts.procedure(procedure)
    };
    let register = if arg("register").is_empty() {
        String::new()
    } else {
        texts.register(arg("register"))
    };
    let values = [
        ("register", register.into()),
        ("procedure", title.into()),
        ("stage", stage.into()),
        ("action", step.into()),
        ("consent", consent.into()),
        ("outcome", outcome.into()),
        ("promised", promised.into()),
        ("answer", answer.into()),
        ("said", arg("said").to_owned().into()),
    ];
    let known = KINDS.iter().find(|(kind, ..)| *kind == notice.kind);
    let (subject, body) = known.map_or(
        (Key("notice-other"), Key("notice-other-body")),
        |(_, subject, body)| (*subject, *body),
    );
    (say.packv(subject.0, &values), say.packv(body.0, &values))
}

/// Subject and body of the mail that says that there is news, and where: nothing of whom or what.
pub fn news_mail(words: &Words, lang: Lang, public_url: &str) -> (String, String) {
    let say = words.say(lang);
    let inbox = format!("{public_url}/inbox");
    let site = [("site", say.t("site-name").into())];
    (
        say.tv("citizen-mail", &site),
        say.tv("citizen-mail-body", &[("url", inbox.into())]),
    )
}
