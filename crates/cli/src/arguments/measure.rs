//! The arguments of `facegan measure`.

use clap::Args;

use super::machine::Backend;

#[derive(Debug, Args)]
pub struct Measuring {
    /// What to measure: a backend with facegan's own kernels
    #[arg(long, value_enum, default_value_t = Backend::usual())]
    pub backend: Backend,
    /// Print JSON, for programs and to send
    #[arg(long)]
    pub json: bool,
}
