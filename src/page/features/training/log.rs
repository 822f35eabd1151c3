//! The tutorial's log.

use leptos::html::Pre;
use leptos::prelude::*;

use crate::page::context::use_page;
use crate::page::widgets::clipboard::copy;

/// The log follows its end while it is scrolled no further from it than this, in pixels.
const AT_END: i32 = 8;

#[component]
pub fn Log() -> impl IntoView {
    let page = use_page();
    let node = NodeRef::<Pre>::new();
    Effect::new(move |shown: Option<usize>| {
        let Some(element) = node.get() else { return 0 };
        page.training.log.with(|log| {
            // Only what is new is added: the browser would lay out the whole text again for every line.
            let start = shown.filter(|shown| (1..=log.len()).contains(shown));
            let follow = element.scroll_top() + element.client_height() + AT_END >= element.scroll_height();
            match start {
                Some(start) => page.check("The log could not be shown", element.append_with_str_1(&log[start..])),
                None => element.set_text_content(Some(log)),
            }
            if follow {
                element.set_scroll_top(element.scroll_height());
            }
            log.len()
        })
    });
    let empty = Memo::new(move |_| page.training.log.with(String::is_empty));
    view! {
        <section class="panel" aria-labelledby="log-title">
            <div class="title-row">
                <h2 id="log-title">"Log"</h2>
                <button type="button" disabled=empty on:click=move |_| copy(page, page.training.log.get_untracked())>"Copy log"</button>
            </div>
            <pre node_ref=node role="log" aria-label="Training log" tabindex="0"></pre>
        </section>
    }
}
