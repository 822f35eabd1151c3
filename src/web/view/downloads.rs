//! Taking the networks and the numbers home.

use leptos::prelude::*;

use super::log::copy;
use super::use_page;
use crate::protocol::Export;
use crate::web::phase::Phase;

const SNIPPET: &str = "from safetensors.torch import load_file\n\
                       netG.load_state_dict(load_file(\"netG.safetensors\"), strict=True)";

#[component]
pub fn Downloads() -> impl IntoView {
    let page = use_page();
    let off = Memo::new(move |_| !page.phase.with(Phase::can_export));
    let files = [(Export::NetG, "Download netG"), (Export::NetD, "Download netD"), (Export::Losses, "Download losses")];
    let buttons = files.map(|(what, label)| {
        view! { <button type="button" disabled=off on:click=move |_| page.export(what)>{label}</button> }
    });
    view! {
        <section class="panel" aria-labelledby="downloads-title">
            <h2 id="downloads-title">"Take it home"</h2>
            <div class="buttons">{buttons}</div>
            <p class="quiet">"During a run or after it. The weights carry the tutorial’s names and load as they are:"</p>
            <div class="snippet">
                <pre role="region" tabindex="0" aria-label="Load it in PyTorch"><code>{SNIPPET}</code></pre>
                <button type="button" on:click=move |_| copy(page, SNIPPET.to_owned())>"Copy snippet"</button>
            </div>
        </section>
    }
}
