//! What is shown for the eye: scales with round ticks, places of marks that would cover one another, Lorenz curves,
//! reference limits, the sums of an overview, and what changed between two years. Numbers only: no words, no colours, and no verdict comes from here.

mod change;
mod lorenz;
mod needs;
mod places;
mod scale;

pub use change::{
    Alignment, Alone, Count, Four, Measure, Member, Mover, Pair, Parts, Side, align, coefficients, counts, movers,
};
pub use lorenz::{LorenzPoint, lorenz};
pub use needs::{Need, Remedy, needs, remedy};
pub use places::{apart, levels, ranked, reference_spread, standings};
pub use scale::{Scale, Ticks, ticks};

#[cfg(test)]
mod tests;
