//! A button that asks back before it does what cannot be taken back.

use leptos::prelude::*;

/// A button that acts when it is pressed a second time; `label` is what it does, `of` what it does that to.
#[component]
pub fn Twice(
    label: &'static str,
    of: String,
    #[prop(optional, into)] disabled: Signal<bool>,
    act: Callback<()>,
) -> impl IntoView {
    let asks = RwSignal::new(false);
    let shown = move || if asks.get() { format!("Really {}", label.to_lowercase()) } else { label.to_owned() };
    let click = move |_| {
        if asks.get_untracked() {
            act.run(());
        } else {
            asks.set(true);
        }
    };
    view! {
        <button
            type="button" class:danger=move || asks.get() aria-label=move || format!("{}: {of}", shown())
            disabled=move || disabled.get() on:click=click on:blur=move |_| asks.set(false)
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    asks.set(false);
                }
            }
        >{shown}</button>
    }
}
