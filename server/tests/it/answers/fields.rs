//! An answer as the names of its fields and the kinds of their values.

use parley_test_support::HttpResponse;
use serde_json::Value;
use std::{collections::BTreeSet, fmt::Write as _};

/// The status, and a line for each field.
pub(crate) fn fields(question: &str, answer: &HttpResponse) -> String {
    let mut text = format!("  {}\n", answer.status.as_u16());
    let mut found = BTreeSet::new();
    match serde_json::from_str(&answer.body) {
        // What it describes is looked at where it is answered; how a machine is doing differs from one to the next.
        Ok(_) if question.ends_with("openapi.json") || question.ends_with("look_at_server") => {}
        Ok(value) => walk("", &value, &mut found),
        Err(_) => {}
    }
    for field in found {
        writeln!(text, "  {field}").unwrap();
    }
    text
}

fn walk(path: &str, value: &Value, found: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Object(object) => {
            for (name, value) in object {
                let dot = if path.is_empty() { "" } else { "." };
                walk(&format!("{path}{dot}{name}"), value, found);
            }
            return;
        }
        Value::Array(values) => {
            for value in values {
                walk(&format!("{path}[]"), value, found);
            }
            return;
        }
        Value::Null => "nothing",
        Value::Bool(_) => "yes or no",
        Value::Number(_) => "number",
        Value::String(_) => "text",
    };
    found.insert(format!("{path}: {kind}"));
}

/// Whether a field is a key of the database by its name and kind.
pub(crate) fn is_key(line: &str) -> bool {
    let Some(path) = line.trim().strip_suffix(": number") else {
        return false;
    };
    let name = path.rsplit(['.', ']']).next().unwrap_or_default();
    name == "id" || name == "key" || name.ends_with("_id")
}
