//! A table of measured numbers.

use leptos::prelude::*;

use facegan_core::table::Table;

/// A table in a box of its own, which scrolls where the window is narrow.
pub fn measured_table(Table { caption, columns, rows }: Table) -> impl IntoView {
    let headings = columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let row = |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let name = cells.next().map(|name| view! { <th scope="row">{name}</th> });
        view! { <tr>{name}{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    let rows = rows.into_iter().map(row).collect_view();
    let name = caption.clone();
    view! {
        <div class="measured" role="region" tabindex="0" aria-label=name>
            <table>
                <caption>{caption}</caption>
                <thead><tr>{headings}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}
