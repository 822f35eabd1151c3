//! A panel that folds into one line.

use leptos::prelude::*;

/// A panel with a heading of this id, open whenever `open` becomes true and folded whenever it becomes false; the person
/// opens and folds it in between. `line` is what the heading's line says of what is inside.
#[component]
pub fn Fold(
    id: &'static str,
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] open: Signal<bool>,
    #[prop(into)] line: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=id>
            <details class="fold" prop:open=move || open.get()>
                <summary><h2 id=id>{title}</h2><span class="quiet">{line}</span></summary>
                <div class="fold-body">{children()}</div>
            </details>
        </section>
    }
}
