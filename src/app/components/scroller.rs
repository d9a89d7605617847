//! A region of its own for what is wider than the page: it scrolls, and its right edge says so while there is more.

use super::super::tasks::pictures;
use super::super::text::Key;
use super::use_words;
use yew::prelude::*;

/// Props of [`Scroller`].
#[derive(Properties, PartialEq)]
pub struct ScrollerProps {
    /// What stands in it: a table of …
    pub label: AttrValue,
    /// More classes of the region.
    #[prop_or_default]
    pub class: Classes,
    /// The region, for who wants to know where it is scrolled to.
    #[prop_or_default]
    pub node: NodeRef,
    /// It was scrolled.
    #[prop_or_default]
    pub onscroll: Option<Callback<Event>>,
    /// The table.
    pub children: Html,
}

/// The region and its edge.
#[component]
pub fn Scroller(props: &ScrollerProps) -> Html {
    let label = use_words().f(Key::TableOf, &[&props.label]);
    html! {
        <div class={classes!("scroller-frame", props.class.contains("no-print").then_some("no-print"))}>
            <div ref={&props.node} onscroll={props.onscroll.clone()} class={classes!("scroller", props.class.clone())} role="region" tabindex="0" aria-label={label}>
                { props.children.clone() }
            </div>
            <Edge of={props.node.clone()} />
        </div>
    }
}

/// Props of [`Edge`].
#[derive(Properties, PartialEq)]
struct EdgeProps {
    of: NodeRef,
}

/// The right edge, there while something of the region is beyond it. It is a component of its own, so that the table is not drawn anew
/// when it comes and goes.
#[component]
fn Edge(props: &EdgeProps) -> Html {
    let more = use_state_eq(|| false);
    {
        let more = more.setter();
        use_effect_with(props.of.clone(), move |of| {
            let watch = pictures::on_overflow(of, move |found| more.set(found));
            move || drop(watch)
        });
    }
    html! {
        if *more {
            <span class="scroller-edge" aria-hidden="true"><span class="scroller-arrow">{ "›" }</span></span>
        }
    }
}
