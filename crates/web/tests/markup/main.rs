//! The HTML itself: our components against govuk-frontend's published examples, and every component on
//! one page in every language.

#![cfg(test)]

mod draw;
mod fixtures;
mod gallery;
mod html;
mod sample;
