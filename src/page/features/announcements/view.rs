//! The live regions, which only screen readers see.

use leptos::prelude::*;

use super::speech::Keep;
use super::voice::Voice;
use crate::page::context::use_page;

#[component]
pub fn Announcements() -> impl IntoView {
    let page = use_page();
    let (status, problems) = (Voice::new(Keep::Latest), Voice::new(Keep::All));
    let sentence = Memo::new(move |_| {
        let visit = page.visit();
        page.app.with(|app| app.announcement(visit))
    });
    Effect::new(move |_| status.say(sentence.get()));
    Effect::new(move |told: Option<usize>| {
        let (new, next) = page.alerts.since(told.unwrap_or_default());
        new.into_iter().for_each(|problem| problems.say(format!("{} {}", problem.what, problem.advice)));
        if page.alerts.is_empty() {
            problems.fall_silent();
        }
        next
    });
    view! {
        <p class="hidden" role="status" id="announced-status">{status.text}</p>
        <p class="hidden" role="alert" id="announced-problems">{problems.text}</p>
    }
}
