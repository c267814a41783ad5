//! `GET /api/v1/docs`: the same document for people. The page loads nothing: no script, no style, no image.

use super::{ApiState, document::document, error::ApiError, html::Html};
use axum::{
    extract::State,
    response::{Html as HtmlAnswer, IntoResponse, Response},
};
use serde_json::{Map, Value};

const HEAD: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
                    <meta name=\"viewport\" content=\"width=device-width\">\n<title>Parley: the HTTP API</title>\n\
                    </head>\n<body>\n<main>\n";
const TOKEN_EXAMPLE: &str = "curl -H 'Content-Type: application/json' \
                             -d '{\"grant_type\": \"password\", \"name\": \"…\", \"password\": \"…\"}' ";

pub(crate) async fn docs(State(state): State<ApiState>) -> Response {
    match serde_json::to_value(document(&state.issuer)) {
        Ok(document) => HtmlAnswer(page(&document, &state.issuer)).into_response(),
        Err(_) => ApiError::broken("the document is no JSON").into_response(),
    }
}

fn page(document: &Value, issuer: &str) -> String {
    let mut html = Html::default();
    html.raw(HEAD).element("h1", "The HTTP API of this server");
    html.prose("p", text(&document["info"]["description"]));
    html.raw("<p>For programs: <a href=\"/api/v1/openapi.json\">OpenAPI</a></p>\n");
    html.raw("<p>To begin:</p>\n");
    // No `pre`: without a style only a paragraph breaks its lines where a window is narrow.
    let example = ["`", TOKEN_EXAMPLE, issuer, super::TOKEN_PATH, "`"].concat();
    html.prose("p", &example);
    for (path, methods) in fields(&document["paths"]) {
        for (method, operation) in fields(methods) {
            let name = [&method.to_uppercase(), " ", path].concat();
            describe_operation(&mut html, &name, operation);
        }
    }
    html.element("h2", "What is sent and answered");
    for (name, schema) in fields(&document["components"]["schemas"]) {
        html.element("h3", name);
        describe_schema(&mut html, schema);
    }
    html.raw("</main>\n</body>\n</html>\n");
    html.into_string()
}

fn describe_operation(html: &mut Html, name: &str, operation: &Value) {
    html.element("h2", name);
    html.prose("p", text(&operation["summary"]));
    html.prose("p", text(&operation["description"]));
    if operation["security"].is_array() {
        html.prose("p", "Needs `Authorization: Bearer …`.");
    }
    for parameter in list(&operation["parameters"]) {
        let name = text(&parameter["name"]);
        let says = [
            "Query `",
            name,
            "`: ",
            text(&parameter["description"]),
            &bounds(&parameter["schema"]),
        ];
        html.prose("p", &says.concat());
    }
    if let Some(body) = body_of(&operation["requestBody"]) {
        html.prose("p", &["Body: `", body, "`"].concat());
    }
    html.raw("<ul>\n");
    for (status, response) in fields(&operation["responses"]) {
        let body = body_of(response).map_or_else(String::new, |body| format!(" Body: `{body}`"));
        let says = [status, ": ", text(&response["description"]), &body];
        html.prose("li", &says.concat());
    }
    html.raw("</ul>\n");
}

fn describe_schema(html: &mut Html, schema: &Value) {
    html.prose("p", text(&schema["description"]));
    let values: Vec<&str> = list(&schema["enum"]).map(text).collect();
    if !values.is_empty() {
        html.prose("p", &format!("One of: `{}`", values.join("`, `")));
    }
    for one in list(&schema["oneOf"]) {
        html.raw("<p>Either:</p>\n");
        describe_schema(html, one);
    }
    let properties = fields(&schema["properties"]).collect::<Vec<_>>();
    if properties.is_empty() {
        return;
    }
    html.raw("<ul>\n");
    for (name, property) in properties {
        let is_required = list(&schema["required"]).any(|required| text(required) == name);
        let optional = if is_required { "" } else { " (may be missing)" };
        let says = text(&property["description"]);
        let kind = kind_of(property);
        let bounds = bounds(property);
        html.prose("li", &format!("`{name}`{optional}: {kind}. {says}{bounds}"));
    }
    html.raw("</ul>\n");
}

/// The type of a property in words.
fn kind_of(property: &Value) -> String {
    if let Some(name) = name_of(property) {
        return format!("`{name}`");
    }
    let values: Vec<&str> = list(&property["enum"]).map(text).collect();
    if !values.is_empty() {
        return format!("`{}`", values.join("` or `"));
    }
    let kind = &property["type"];
    match kind.as_str() {
        Some("array") => ["list of ", &kind_of(&property["items"])].concat(),
        Some(kind) => kind.to_owned(),
        None if kind.is_array() => list(kind).map(text).collect::<Vec<_>>().join(" or "),
        None => list(&property["allOf"]).map(kind_of).collect(),
    }
}

fn bounds(schema: &Value) -> String {
    let words = [
        ("default", "Usually"),
        ("minimum", "At least"),
        ("maximum", "At most"),
        ("maxLength", "Characters at most:"),
    ];
    let mut bounds = String::new();
    for (key, words) in words {
        if let Some(bound) = schema.get(key) {
            bounds.extend([" ", words, " ", &bound.to_string(), "."]);
        }
    }
    bounds
}

fn body_of(value: &Value) -> Option<&str> {
    name_of(&value["content"]["application/json"]["schema"])
}

fn name_of(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://meet.example.org";

    fn real() -> String {
        page(&serde_json::to_value(document(ISSUER)).unwrap(), ISSUER)
    }

    #[test]
    fn the_page_loads_nothing_and_names_no_other_host() {
        let page = real();
        for loading in [
            "<script", "<style", "<link", "<img", "src=", "style=", " on",
        ] {
            let tags = page.split('<').filter_map(|tag| tag.split('>').next());
            let loading = loading.trim_start_matches('<');
            assert_eq!(
                tags.filter(|tag| tag.contains(loading)).count(),
                0,
                "{loading}"
            );
        }
        for (at, _) in page.match_indices("://") {
            assert!(page[..at + 3 + "meet.example.org".len()].ends_with(ISSUER));
        }
    }

    #[test]
    fn everything_in_the_document_is_on_the_page() {
        let document = serde_json::to_value(document(ISSUER)).unwrap();
        let page = real();
        for (path, _) in fields(&document["paths"]) {
            assert!(page.contains(&format!(" {path}</h2>")), "{path}");
        }
        for (name, schema) in fields(&document["components"]["schemas"]) {
            assert!(page.contains(&format!("<h3>{name}</h3>")), "{name}");
            for (field, _) in fields(&schema["properties"]) {
                assert!(page.contains(&format!("<code>{field}</code>")), "{field}");
            }
        }
        assert!(page.contains("<code>grant_type</code>: <code>refresh_token</code>"));
    }
}
