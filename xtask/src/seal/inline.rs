//! Scripts within a page, which its policy forbids, as files of their own.

use anyhow::{Context, Result};

/// The page with every inline script replaced by one that names a file, and the text of each. `name` names a text.
///
/// # Errors
/// When a script does not end.
pub fn moved_out(page: &str, name: impl Fn(&str) -> String) -> Result<(String, Vec<String>)> {
    let mut kept = String::new();
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((before, script)) = rest.split_once("<script") {
        let (attributes, script) = script.split_once('>').context("a script's tag does not end")?;
        let (text, after) = script.split_once("</script>").context("a script does not end")?;
        rest = after;
        kept.push_str(before);
        if attributes.split_whitespace().any(|attribute| attribute.starts_with("src=")) {
            kept.push_str(&format!("<script{attributes}>{text}</script>"));
        } else {
            let text = text.trim();
            kept.push_str(&format!("<script{attributes} src=\"./{}\"></script>", name(text)));
            scripts.push(text.to_owned());
        }
    }
    kept.push_str(rest);
    Ok((kept, scripts))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> String {
        format!("{}.js", text.len())
    }

    #[test]
    fn inline_scripts_become_files_and_others_stay() {
        let page = "<head><script type=\"module\">\nstart();\n</script><script src=\"./a.js\"></script></head>\n<body>\
                    <script>two()</script></body>";
        let (kept, scripts) = moved_out(page, named).unwrap();
        assert_eq!(
            kept,
            "<head><script type=\"module\" src=\"./8.js\"></script><script src=\"./a.js\"></script></head>\n<body>\
             <script src=\"./5.js\"></script></body>"
        );
        assert_eq!(scripts, ["start();", "two()"]);
    }

    #[test]
    fn a_page_without_scripts_stays_as_it_is() {
        let page = "<head></head><body>A page.</body>";
        assert_eq!(moved_out(page, named).unwrap(), (page.to_owned(), vec![]));
    }

    #[test]
    fn a_script_without_an_end_is_an_error() {
        assert!(moved_out("<script>start()", named).is_err());
    }
}
