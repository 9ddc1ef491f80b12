//! Whole documents of JSON stay JSON, whatever their layout.

use evenkeel_yaml::{Change, Route, Value, apply};
use proptest::prelude::*;
use serde_json::Value as Json;

use super::properties::{cases, runner};

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        "[a-z#:,{\\[ \"\\\\\u{e9}]{0,8}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            proptest::collection::vec(inner, 0..4).prop_map(|values| {
                let named = values.into_iter().enumerate();
                Json::Object(
                    named
                        .map(|(number, value)| (format!("k {number}"), value))
                        .collect(),
                )
            }),
        ]
    })
}

#[test]
fn json_documents_stay_json() {
    let document = (json(), 0..3usize, any::<bool>())
        .prop_filter("a document is an object or a list", |(json, ..)| {
            json.is_object() || json.is_array()
        });
    let result = runner(cases()).run(&document, |(json, layout, ends_line)| {
        let mut text = match layout {
            0 => json.to_string(),
            1 => serde_json::to_string_pretty(&json).unwrap(),
            _ => json.to_string().replace(',', ", ").replace(":[", ": ["),
        };
        // The third layout is only for texts that hold none of what it spaces out.
        if serde_json::from_str::<Json>(&text).ok().as_ref() != Some(&json) {
            text = json.to_string();
        }
        if ends_line {
            text.push('\n');
        }
        let mut places = Vec::new();
        collect(&json, &Route::root(), String::new(), &mut places);
        let changes: Vec<Change> = places
            .iter()
            .map(|(route, _, is_list)| change(route, *is_list))
            .collect();
        for ((_, pointer, is_list), change) in places.iter().zip(&changes) {
            let mut expected = json.clone();
            expect(&mut expected, pointer, *is_list);
            read_back(&text, std::slice::from_ref(change), &expected);
        }
        let mut expected = json.clone();
        for (_, pointer, is_list) in places.iter().rev() {
            expect(&mut expected, pointer, *is_list);
        }
        read_back(&text, &changes, &expected);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Every list, every object and every null, which becomes an object.
fn collect(json: &Json, route: &Route, pointer: String, places: &mut Vec<(Route, String, bool)>) {
    match json {
        Json::Array(items) => {
            places.push((route.clone(), pointer.clone(), true));
            for (index, item) in items.iter().enumerate() {
                collect(
                    item,
                    &route.index(index),
                    format!("{pointer}/{index}"),
                    places,
                );
            }
        }
        Json::Object(entries) => {
            places.push((route.clone(), pointer.clone(), false));
            for (key, value) in entries {
                collect(value, &route.key(key), format!("{pointer}/{key}"), places);
            }
        }
        Json::Null => places.push((route.clone(), pointer, false)),
        _ => {}
    }
}

fn change(route: &Route, is_list: bool) -> Change {
    let value = Value::map([("x", Value::from_iter([1, 2])), ("y", Value::from("on"))]);
    if is_list {
        Change::Append {
            at: route.clone(),
            value,
        }
    } else {
        Change::insert(route.clone(), "new: \"key\"", value)
    }
}

fn expect(json: &mut Json, pointer: &str, is_list: bool) {
    let value = serde_json::json!({"x": [1, 2], "y": "on"});
    let place = json.pointer_mut(pointer).unwrap();
    if is_list {
        place.as_array_mut().unwrap().push(value);
    } else {
        if place.is_null() {
            *place = serde_json::json!({});
        }
        place
            .as_object_mut()
            .unwrap()
            .insert("new: \"key\"".into(), value);
    }
}

fn read_back(text: &str, changes: &[Change], expected: &Json) {
    let applied = apply(text, changes).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    let got: Json = serde_json::from_str(&applied.text)
        .unwrap_or_else(|error| panic!("no JSON any more, {error}:\n{}", applied.text));
    assert_eq!(&got, expected, "{text}");
    let lines = text.lines().count();
    assert!(
        lines > 1 || applied.text.lines().count() == 1,
        "one line stays one line"
    );
}
