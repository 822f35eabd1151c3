//! What the browser lets the published page do: fetch its own files, run its own scripts and its wasm, show pictures
//! from memory, and nothing else.

/// The content security policy. Pictures of kept runs are shown from memory, through `blob:` addresses.
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
                          connect-src 'self'; style-src 'self'; img-src 'self' blob:; manifest-src 'self'; \
                          base-uri 'none'; form-action 'none'";

/// The element that puts a page under the policy, from there on.
pub fn element() -> String {
    format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">")
}
