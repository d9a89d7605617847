//! Form fields that show what the state says, also after a change that did not come through.

use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// One entry of a [`Select`].
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// Its value.
    pub value: AttrValue,
    /// Its words.
    pub label: AttrValue,
    /// The group it stands in; entries of one group follow one another.
    pub group: Option<AttrValue>,
}

impl Choice {
    /// An entry without a group.
    pub fn new(value: impl Into<AttrValue>, label: impl Into<AttrValue>) -> Self {
        Self { value: value.into(), label: label.into(), group: None }
    }

    /// The same entry in `group`.
    #[must_use]
    pub fn in_group(mut self, group: impl Into<AttrValue>) -> Self {
        self.group = Some(group.into());
        self
    }
}

/// Props of [`Select`].
#[derive(Properties, PartialEq)]
pub struct SelectProps {
    /// Its id, for a label of its own.
    #[prop_or_default]
    pub id: Option<AttrValue>,
    /// Its name for screen readers, where no label stands beside it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    /// What can be chosen.
    pub choices: Rc<Vec<Choice>>,
    /// What is chosen.
    pub value: AttrValue,
    /// Another was chosen.
    pub on_change: Callback<String>,
    /// Classes beside `select`.
    #[prop_or_default]
    pub class: Classes,
}

/// A select that always shows `value`.
#[component]
pub fn Select(props: &SelectProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        let value = props.value.clone();
        // After every render: the browser shows what was clicked even when the state did not follow.
        use_effect(move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        });
    }
    let on_change = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_change.emit(select.value());
            }
        })
    };
    let option = |choice: &Choice| {
        html! {
            <option value={choice.value.clone()} selected={choice.value == props.value}>{ &choice.label }</option>
        }
    };
    let mut groups: Vec<(Option<AttrValue>, Vec<Html>)> = Vec::new();
    for choice in props.choices.iter() {
        match groups.last_mut() {
            Some((group, options)) if *group == choice.group => options.push(option(choice)),
            _ => groups.push((choice.group.clone(), vec![option(choice)])),
        }
    }
    html! {
        <select ref={node} id={props.id.clone()} aria-label={props.label.clone()} class={classes!("select", props.class.clone())} onchange={on_change}>
            { for groups.into_iter().map(|(group, options)| match group {
                Some(group) => html! { <optgroup label={group}>{ for options }</optgroup> },
                None => html! { { for options } },
            }) }
        </select>
    }
}
