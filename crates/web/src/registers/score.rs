//! The six words of a register as people read them: the weakest first, never an average.

use base::quality::Word;
use maud::{Markup, html};
use registers::{Figure, Headline};

use super::named;
use crate::citizen::texts::Texts;

/// A share in per cent with one digit. Rounded down: what is not whole never reads as 100.
pub(super) fn percent(texts: Texts<'_>, figure: &Figure) -> String {
    let Some(share) = figure.value() else {
        return "–".to_owned();
    };
    texts.say.percent((share * 1000.0).floor() / 1000.0, 1)
}

/// So many of so many.
pub(super) fn of_all(texts: Texts<'_>, figure: &Figure) -> String {
    let (good, whole) = (figure.share.good, figure.share.whole);
    let parts = [
        ("good", number(texts, good).into()),
        ("whole", number(texts, whole).into()),
    ];
    texts.say.tv("registers-of-all", &parts)
}

/// A count.
pub(super) fn number(texts: Texts<'_>, count: u64) -> String {
    texts.say.number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// Six short bars, one for each word; one that was not measured says so.
pub(super) fn strip(texts: Texts<'_>, headline: &Headline) -> Markup {
    let say = texts.say;
    let figure = |word: Word| {
        let mut figures = headline.words.iter();
        figures.find(|figure| figure.measure.word() == word)
    };
    html! {
        @if let Some(weakest) = headline.weakest() {
            p class="mc-register__score" {
                (say.tv("registers-weakest", &[
                    ("word", named::word(texts, weakest.measure.word()).into()),
                    ("share", percent(texts, weakest).into()),
                ]))
            }
        }
        dl class="mc-words" {
            @for word in Word::ALL {
                div class="mc-words__one" {
                    dt { (named::word(texts, word)) }
                    dd {
                        @match figure(word) {
                            Some(figure) => { (bar(figure.value().unwrap_or(0.0))) (percent(texts, figure)) }
                            None => { (bar(0.0)) span class="mc-quiet" { (say.t("registers-word-unmeasured")) } }
                        }
                    }
                }
            }
        }
    }
}

fn bar(share: f64) -> Markup {
    html! {
        svg class="mc-words__bar" height="6" aria-hidden="true" focusable="false" {
            rect class="mc-bars__track" width="100%" height="6" rx="3" {}
            rect class="mc-bars__fill" width={ (format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)) "%" } height="6" rx="3" {}
        }
    }
}
