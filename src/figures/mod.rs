//! What is shown for the eye: scales with round ticks, places of marks that would cover one another, Lorenz curves,
//! reference limits, and the sums of an overview. Numbers only: no words, no colours, and no verdict comes from here.

mod lorenz;
mod needs;
mod places;
mod scale;

pub use lorenz::{LorenzPoint, lorenz};
pub use needs::{Need, Remedy, needs, remedy};
pub use places::{apart, levels, ranked, reference_spread};
pub use scale::{Scale, Ticks, ticks};

#[cfg(test)]
mod tests;
