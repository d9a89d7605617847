//! The Lorenz curve of a resource over pupils: how much of it the worst provided share of the pupils has.

/// A point of the curve: what all schools up to one of them have together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LorenzPoint {
    /// Index of that school among those given.
    pub member: usize,
    /// Their share of all pupils, 0 to 1.
    pub pupils: f64,
    /// Their share of the whole resource, 0 to 1.
    pub total: f64,
}

/// The points behind (0, 0), from the school with the least per pupil to the one with the most; equals as given. Of
/// members as (pupils, value per pupil or per hundred). Nothing where there is no resource or no pupil.
pub fn lorenz(members: &[(u32, f64)]) -> Vec<LorenzPoint> {
    let total_of = |(pupils, value): (u32, f64)| f64::from(pupils) * value.max(0.0);
    let all_pupils: f64 = members.iter().map(|one| f64::from(one.0)).sum();
    let all: f64 = members.iter().copied().map(total_of).sum();
    if all_pupils <= 0.0 || all <= 0.0 || !all.is_finite() {
        return Vec::new();
    }
    let values: Vec<f64> = members.iter().map(|one| one.1).collect();
    let (mut pupils, mut total) = (0.0, 0.0);
    super::ranked(&values)
        .into_iter()
        .filter_map(|member| Some((member, *members.get(member)?)))
        .map(|(member, one)| {
            pupils += f64::from(one.0);
            total += total_of(one);
            LorenzPoint { member, pupils: (pupils / all_pupils).min(1.0), total: (total / all).min(1.0) }
        })
        .collect()
}
