//! A table of the settings in which the compared runs differ: a row a setting, a column a run.

use leptos::prelude::*;

use super::actions::ComparedRun;
use super::differences::{Difference, differences};
use crate::page::features::charts::swatch::run_swatch;

#[component]
pub fn SettingsThatDiffer(runs: Memo<Vec<ComparedRun>>) -> impl IntoView {
    let rows = Memo::new(move |_| {
        runs.with(|runs| differences(&runs.iter().map(|compared| &compared.run).collect::<Vec<_>>()))
    });
    let any = Memo::new(move |_| rows.with(|rows| !rows.is_empty()));
    view! {
        <Show
            when=move || any.get()
            fallback=|| view! { <p class="quiet">"These runs have the same settings."</p> }
        >
            <table class="differences">
                <caption>"Settings that differ"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Setting"</th>
                        {move || runs.get().into_iter().map(heading).collect_view()}
                    </tr>
                </thead>
                <tbody>{move || rows.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </Show>
    }
}

fn heading(ComparedRun { name, colour, .. }: ComparedRun) -> impl IntoView {
    view! { <th scope="col">{run_swatch(colour)}{name}</th> }
}

fn row(Difference { setting, values }: Difference) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">{setting}</th>
            {values.into_iter().map(|value| view! { <td>{value}</td> }).collect_view()}
        </tr>
    }
}
