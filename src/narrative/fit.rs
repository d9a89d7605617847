//! Which totals the shares of a group allow, and what counts follow.

use super::{
    Agreement, Alike, Basis, DEFAULT_LIMIT, Finding, Group, GroupFinding, Kind, MAX_DECIMALS, ShareCount, Side,
    Statement,
};
use crate::diagnostic::Text;
use crate::quantity::Decimal;

/// A number as printed: its digits and how many of them stand after the point, zeros at the end included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    text: String,
    value: Decimal,
    decimals: u32,
}

impl Printed {
    /// Reads `\d+(\.\d+)?` with at most [`MAX_DECIMALS`] decimals.
    pub(super) fn read(text: &str) -> Result<Self, ()> {
        let value: Decimal = text.parse().map_err(|_| ())?;
        let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let decimals = u32::try_from(decimals).ok().filter(|decimals| *decimals <= MAX_DECIMALS).ok_or(())?;
        Ok(Self { text: text.to_owned(), value, decimals })
    }

    /// As printed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The number.
    pub const fn value(&self) -> Decimal {
        self.value
    }

    /// Decimals printed.
    pub const fn decimals(&self) -> u32 {
        self.decimals
    }

    /// The smallest and the largest k for which 100·k/n, rounded half up, prints as this number; `None` when there is
    /// none. n is above zero.
    pub fn counts(&self, n: u32) -> Option<(u32, u32)> {
        // q units of the last decimal mean q − ½ ≤ k·unit/n < q + ½, with unit = 100·10^decimals.
        let (mantissa, scale) = self.value.parts();
        let q = mantissa.checked_mul(10u128.pow(self.decimals.checked_sub(scale)?))?;
        let twice = 2 * 10u128.pow(self.decimals + 2);
        let n = u128::from(n);
        let least = (2 * q).saturating_sub(1).checked_mul(n)?.div_ceil(twice);
        let most = (2 * q + 1).checked_mul(n)?.div_ceil(twice).checked_sub(1)?.min(n);
        (least <= most).then(|| Some((u32::try_from(least).ok()?, u32::try_from(most).ok()?))).flatten()
    }
}

struct Share<'a> {
    statement: &'a str,
    quantity: &'a str,
    printed: Printed,
}

/// A group, its shares and the totals that fit them.
pub(super) struct Fit<'a> {
    pub(super) group: &'a Group,
    shares: Vec<Share<'a>>,
    limit: u32,
    /// In rising order.
    solutions: Vec<u32>,
    total_fits: Option<bool>,
    used: Option<(u32, Basis)>,
}

impl<'a> Fit<'a> {
    /// The fit of `group` to its shares among `statements`.
    pub(super) fn of(group: &'a Group, statements: &'a [Statement]) -> Self {
        let shares: Vec<Share<'a>> = statements
            .iter()
            .filter_map(|statement| match &statement.kind {
                Kind::Share { group: of, quantity, percent } if *of == group.id => {
                    Some(Share { statement: &statement.id, quantity, printed: Printed::read(percent).ok()? })
                }
                _ => None,
            })
            .collect();
        let limit = group.at_most.unwrap_or(DEFAULT_LIMIT);
        let fits = |n: u32| shares.iter().all(|share| share.printed.counts(n).is_some());
        let solutions: Vec<u32> =
            if shares.is_empty() { Vec::new() } else { (1..=limit).filter(|n| fits(*n)).collect() };
        let total_fits = group.total.filter(|_| !shares.is_empty()).map(fits);
        let used = match (group.total, total_fits) {
            (Some(total), Some(true)) => Some((total, Basis::Stated)),
            _ => solutions.first().map(|n| (*n, if solutions.len() == 1 { Basis::Only } else { Basis::Smallest })),
        };
        Self { group, shares, limit, solutions, total_fits, used }
    }

    fn next_other(&self) -> Option<u32> {
        let smallest = self.solutions.first()?;
        self.solutions.iter().copied().find(|n| n % smallest != 0)
    }

    /// The finding on the group.
    pub(super) fn finding(&self) -> GroupFinding {
        let counts = |n: u32| {
            let count = |share: &Share<'_>| {
                let (least, most) = share.printed.counts(n)?;
                Some(ShareCount {
                    statement: share.statement.to_owned(),
                    quantity: share.quantity.to_owned(),
                    percent: share.printed.text().to_owned(),
                    least,
                    most,
                })
            };
            self.shares.iter().filter_map(count).collect()
        };
        GroupFinding {
            id: self.group.id.clone(),
            name: self.group.name.clone(),
            limit: self.limit,
            solutions: u32::try_from(self.solutions.len()).unwrap_or(u32::MAX),
            smallest: self.solutions.first().copied(),
            all_multiples: !self.solutions.is_empty() && self.next_other().is_none(),
            next_other: self.next_other(),
            total: self.group.total,
            total_fits: self.total_fits,
            used: self.used.map(|(n, _)| n),
            basis: self.used.map(|(_, basis)| basis),
            counts: self.used.map(|(n, _)| counts(n)).unwrap_or_default(),
            explanation: self.explain(),
        }
    }

    fn explain(&self) -> Text {
        let (shares, limit) = (self.shares.len(), self.limit);
        if shares == 0 {
            return Text::new("这一组没有达标率，推算不出总数。", "This group has no shares to infer a total from.");
        }
        let mut text = Text::default();
        match (self.group.total, self.total_fits) {
            (Some(total), Some(true)) => {
                text.zh = format!("给定的总数{total}与全部{shares}个达标率相符。");
                text.en = format!("All {shares} shares fit the stated total of {total}.");
            }
            (Some(total), Some(false)) => {
                let odd: Vec<&str> = self
                    .shares
                    .iter()
                    .filter(|share| share.printed.counts(total).is_none())
                    .map(|share| share.quantity)
                    .collect();
                text.zh = format!("给定的总数{total}与达标率矛盾，不符的有：{}。", odd.join("、"));
                text.en = format!("The shares contradict the stated total of {total}: {}.", odd.join(", "));
            }
            _ => {}
        }
        let (zh, en) = match (self.solutions.as_slice(), self.next_other()) {
            ([], _) => (
                format!("{limit}以内没有一个总数能使{shares}个达标率同时成立：其中有误，或总数更大。"),
                format!("No total up to {limit} fits all {shares} shares: one is wrong, or the total is larger."),
            ),
            ([only], _) => (
                format!("{limit}以内只有总数{only}能使{shares}个达标率同时成立。"),
                format!("{only} is the only total up to {limit} that fits all {shares} shares."),
            ),
            ([smallest, ..], other) => {
                let count = self.solutions.len();
                let (zh, en) = other.map_or_else(
                    || (String::from("都是它的倍数"), String::from("all of them its multiples")),
                    |other| (format!("{other}以前的都是它的倍数"), format!("those below {other} its multiples")),
                );
                (
                    format!("能使{shares}个达标率同时成立的最小总数是{smallest}；{limit}以内共有{count}个，{zh}。"),
                    format!(
                        "{smallest} is the smallest total that fits all {shares} shares; up to {limit} there are {count}, {en}."
                    ),
                )
            }
        };
        if !text.en.is_empty() {
            text.en.push(' ');
        }
        Text { zh: text.zh + &zh, en: text.en + &en }
    }

    fn share(&self, quantity: &str) -> Option<&Share<'a>> {
        self.shares.iter().find(|share| share.quantity == quantity)
    }

    /// The finding on the group's own share of `quantity`.
    pub(super) fn of_share(&self, quantity: &str) -> Option<Finding> {
        let share = self.share(quantity)?;
        let percent = share.printed.text();
        let stated = self.group.total.filter(|_| self.total_fits == Some(false));
        let (verdict, explanation, expected) = if let Some(total) = stated {
            match share.printed.counts(total) {
                Some(range) => {
                    let count = shown(range);
                    let text = Text::new(
                        format!("{percent}%是给定总数{total}中的{count}。"),
                        format!("{percent} % is {count} of the stated {total}."),
                    );
                    (Agreement::Agrees, text, Some(count))
                }
                None => {
                    let text = Text::new(
                        format!("给定总数{total}中没有任何数目的比例是{percent}%。"),
                        format!("No count of the stated {total} is {percent} %."),
                    );
                    (Agreement::Contradicts, text, None)
                }
            }
        } else if let Some((n, _)) = self.used {
            let count = shown(share.printed.counts(n)?);
            let text =
                Text::new(format!("{percent}%是总数{n}中的{count}。"), format!("{percent} % is {count} of {n}."));
            (Agreement::Agrees, text, Some(count))
        } else if (1..=self.limit).any(|n| share.printed.counts(n).is_some()) {
            let text = Text::new(
                format!("{percent}%单独成立，但{}以内没有总数能使全组的达标率同时成立。", self.limit),
                format!(
                    "{percent} % alone is possible, but no total up to {} fits all shares of the group.",
                    self.limit
                ),
            );
            (Agreement::Undecided, text, None)
        } else {
            let text = Text::new(
                format!("{}以内没有总数能得出{percent}%。", self.limit),
                format!("No total up to {} gives {percent} %.", self.limit),
            );
            (Agreement::Contradicts, text, None)
        };
        let finding = Finding::new(verdict, explanation);
        Some(match expected {
            Some(expected) => finding.expecting(expected),
            None => finding,
        })
    }

    /// The finding on a count of `quantity`.
    pub(super) fn of_count(&self, quantity: &str, side: Side, count: u32, fits: &[Self]) -> Finding {
        let Some(share) = self.share(quantity) else {
            let name = &self.group.name;
            return Finding::new(
                Agreement::OtherQuantity,
                Text::new(
                    format!("“{name}”没有“{quantity}”的达标率，这个数无从比较，不算矛盾。"),
                    format!("{name} has no share of “{quantity}”: there is nothing to compare this count with."),
                ),
            );
        };
        let Some((n, met)) = self.used.and_then(|(n, _)| Some((n, share.printed.counts(n)?))) else {
            return Finding::new(
                Agreement::Undecided,
                Text::new(
                    "没有总数能使这一组的达标率同时成立，无法比较。",
                    "No total fits the shares of this group, so the count cannot be compared.",
                ),
            );
        };
        let expected = on(side, met, n);
        let percent = share.printed.text();
        let (zh, en) = (shown(on(Side::Met, met, n)), shown(on(Side::Short, met, n)));
        let computed = Text::new(
            format!("{percent}%、总数{n}，即达标{zh}、未达标{en}"),
            format!("{percent} % of {n} is {zh} meeting and {en} short"),
        );
        let note = self.note();
        if holds(expected, count) {
            let text = Text::new(
                format!("{}：{count}相符。{}", computed.zh, note.zh),
                format!("{}: {count} agrees. {}", computed.en, note.en),
            );
            return Finding::new(Agreement::Agrees, trimmed(text)).expecting(shown(expected));
        }
        let mut text = Text::new(
            format!("{}；文中{}数为{count}，不符。", computed.zh, side.zh()),
            format!("{}; the text has {count} {}, which contradicts it. ", computed.en, side.en()),
        );
        let equals = self.alike(quantity, side, count, fits);
        for one in &equals {
            let (zh, en) = if one.group == self.group.id && one.quantity == quantity {
                (
                    format!("{count}是{}的数，不是{}的数。", one.side.zh(), side.zh()),
                    format!("{count} is the number {}, not of those {}. ", one.side.en(), side.en()),
                )
            } else {
                let name = fits.iter().find(|fit| fit.group.id == one.group).map_or("", |fit| &fit.group.name);
                (
                    format!("{count}等于{name}“{}”{}的数。", one.quantity, one.side.zh()),
                    format!("{count} is the number {} “{}” in {name}. ", one.side.en(), one.quantity),
                )
            };
            text.zh.push_str(&zh);
            text.en.push_str(&en);
        }
        let others =
            if self.used.is_some_and(|(_, basis)| basis == Basis::Smallest) { self.solutions.as_slice() } else { &[] };
        let agrees_at = others
            .iter()
            .copied()
            .find(|n| share.printed.counts(*n).is_some_and(|met| holds(on(side, met, *n), count)));
        text.zh.push_str(&note.zh);
        text.en.push_str(&note.en);
        if let Some(n) = agrees_at {
            text.zh.push_str(&format!("若总数为{n}则相符。"));
            text.en.push_str(&format!(" It would agree with a total of {n}."));
        }
        let mut finding = Finding::new(Agreement::Contradicts, trimmed(text)).expecting(shown(expected));
        finding.equals = equals;
        finding.agrees_at = agrees_at;
        finding
    }

    /// Where the total came from, in words; nothing for a stated one.
    fn note(&self) -> Text {
        match self.used {
            Some((n, Basis::Smallest)) if self.group.total.is_some() => Text::new(
                format!("（给定的总数与达标率矛盾，此处用达标率同时成立的最小总数{n}。）"),
                format!("(The stated total contradicts the shares; {n} is the smallest that fits them.)"),
            ),
            Some((n, Basis::Smallest)) => Text::new(
                format!("（总数未给出，此处用达标率同时成立的最小总数{n}。）"),
                format!("(No total is stated; {n} is the smallest that fits all shares.)"),
            ),
            Some((n, Basis::Only)) if self.group.total.is_some() => Text::new(
                format!("（给定的总数与达标率矛盾，能同时成立的只有{n}。）"),
                format!("(The stated total contradicts the shares; only {n} fits them.)"),
            ),
            _ => Text::default(),
        }
    }

    /// Counts that `count` is equal to: the other side, other quantities of the group, the same quantity elsewhere.
    fn alike(&self, quantity: &str, side: Side, count: u32, fits: &[Self]) -> Vec<Alike> {
        let mut found = Vec::new();
        for fit in fits {
            let same_group = fit.group.id == self.group.id;
            let Some((n, _)) = fit.used else { continue };
            for share in &fit.shares {
                let same_quantity = share.quantity == quantity;
                let Some(met) = share.printed.counts(n).filter(|_| same_group || same_quantity) else { continue };
                for of in [Side::Met, Side::Short] {
                    let itself = same_group && same_quantity && of == side;
                    if !itself && on(of, met, n) == (count, count) {
                        let one = Alike { group: fit.group.id.clone(), quantity: share.quantity.to_owned(), side: of };
                        // The other side of the same share explains most.
                        let place = if same_group && same_quantity { 0 } else { found.len() };
                        found.insert(place, one);
                    }
                }
            }
        }
        found
    }
}

/// The counts of a side, of the counts that meet out of `n`.
const fn on(side: Side, (least, most): (u32, u32), n: u32) -> (u32, u32) {
    match side {
        Side::Met => (least, most),
        Side::Short => (n.saturating_sub(most), n.saturating_sub(least)),
    }
}

const fn holds((least, most): (u32, u32), count: u32) -> bool {
    least <= count && count <= most
}

/// `65`, or `175–184`.
fn shown((least, most): (u32, u32)) -> String {
    if least == most { least.to_string() } else { format!("{least}–{most}") }
}

fn trimmed(text: Text) -> Text {
    Text::new(text.zh.trim(), text.en.trim())
}
