//! One walk a behaviour, each in a browser of its own.

mod accessibility;
mod adapters;
mod advice;
mod animations;
mod announcements;
mod before_crates;
mod charts;
mod continuing;
mod downloads;
mod errors;
mod faces;
mod files;
mod focus;
mod latent;
mod layout;
mod leaves;
mod manners;
mod moving;
mod odd;
mod planning;
mod runs;
mod settings;
mod smoothness;
mod surviving;
mod timeline;
mod training;
