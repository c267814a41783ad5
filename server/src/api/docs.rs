//! `GET /api/v1/docs`: the same document for people. The page loads the site's own style and icon, and no script.

use super::{ApiState, document::document, error::ApiError, html::Html};
use axum::{
    extract::State,
    response::{Html as HtmlAnswer, IntoResponse, Response},
};
use http::{HeaderMap, header};
use leptos::config::LeptosOptions;
use parley_app::components::theme::Theme;
use serde_json::{Map, Value};

const HEAD: &str = "<head>\n<meta charset=\"utf-8\">\n\
                    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\n\
                    <meta name=\"color-scheme\" content=\"light dark\">\n<title>HTTP API · Parley</title>\n\
                    <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\">\n";
const BAR: &str = "<header class=\"appbar\"><div class=\"appbar__inner\">\
                   <a class=\"brand\" href=\"/\" aria-label=\"Parley home\"><img src=\"/favicon.svg\" alt=\"\">Parley</a>\
                   </div></header>\n";
const TOKEN_EXAMPLE: &str = "curl -H 'Content-Type: application/json' \
                             -d '{\"grant_type\": \"password\", \"name\": \"…\", \"password\": \"…\"}' ";

/// How the page is dressed: as the others are.
struct Look {
    /// The address of the site's style sheet.
    styles: String,
    /// What whoever looks at it has chosen.
    theme: Option<Theme>,
}

impl Look {
    fn of(options: &LeptosOptions, headers: &HeaderMap) -> Self {
        let cookies = headers.get(header::COOKIE).and_then(|it| it.to_str().ok());
        Self {
            styles: format!("/{}/{}.css", options.site_pkg_dir, options.output_name),
            theme: cookies.and_then(Theme::from_cookies),
        }
    }
}

pub(crate) async fn docs(
    State(state): State<ApiState>,
    State(options): State<LeptosOptions>,
    headers: HeaderMap,
) -> Response {
    let look = Look::of(&options, &headers);
    match serde_json::to_value(document(&state.issuer)) {
        Ok(document) => HtmlAnswer(page(&document, &state.issuer, &look)).into_response(),
        Err(_) => ApiError::broken("the document is no JSON").into_response(),
    }
}

fn page(document: &Value, issuer: &str, look: &Look) -> String {
    let mut html = Html::default();
    dress(&mut html, look);
    html.raw("<body>\n").raw(BAR);
    html.raw("<main class=\"page docs\">\n<header class=\"page__head\"><div>\n");
    html.element("h1", "The HTTP API of this server");
    html.raw("</div></header>\n<section class=\"card\">\n");
    html.prose("p", text(&document["info"]["description"]));
    html.raw("<p>For programs: <a href=\"/api/v1/openapi.json\">OpenAPI</a></p>\n");
    html.raw("<p>To begin:</p>\n<pre class=\"docs__example\"><code>");
    html.text(&[TOKEN_EXAMPLE, issuer, super::TOKEN_PATH].concat());
    html.raw("</code></pre>\n</section>\n");
    for (path, methods) in fields(&document["paths"]) {
        for (method, operation) in fields(methods) {
            describe_operation(&mut html, &method.to_uppercase(), path, operation);
        }
    }
    html.raw("<section class=\"card\">\n")
        .element("h2", "What is sent and answered");
    for (name, schema) in fields(&document["components"]["schemas"]) {
        html.element("h3", name);
        describe_schema(&mut html, schema);
    }
    html.raw("</section>\n</main>\n</body>\n</html>\n");
    html.into_string()
}

fn dress(html: &mut Html, look: &Look) {
    html.raw("<!DOCTYPE html>\n<html lang=\"en\"");
    if let Some(theme) = look.theme {
        html.raw(" data-theme=\"").text(theme.as_str()).raw("\"");
    }
    html.raw(">\n").raw(HEAD);
    html.raw("<link rel=\"stylesheet\" href=\"")
        .text(&look.styles)
        .raw("\">\n</head>\n");
}

fn describe_operation(html: &mut Html, method: &str, path: &str, operation: &Value) {
    html.raw("<section class=\"card\">\n<h2><span class=\"badge\" data-tone=\"fill\">")
        .text(method)
        .raw("</span> ")
        .text(path)
        .raw("</h2>\n");
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
    html.raw("</ul>\n</section>\n");
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
        let look = Look {
            styles: "/pkg/1a2b/parley.css".to_owned(),
            theme: Some(Theme::Dark),
        };
        let document = serde_json::to_value(document(ISSUER)).unwrap();
        page(&document, ISSUER, &look)
    }

    #[test]
    fn the_page_loads_the_sites_own_style_and_icon_and_names_no_other_host() {
        let page = real();
        let tags = || page.split('<').filter_map(|tag| tag.split('>').next());
        for loading in ["script", "style ", "style=", " on"] {
            assert_eq!(tags().find(|tag| tag.contains(loading)), None, "{loading}");
        }
        let loaded = tags().filter(|tag| tag.starts_with("link ") || tag.contains("src="));
        assert_eq!(
            loaded.collect::<Vec<_>>(),
            [
                "link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"",
                "link rel=\"stylesheet\" href=\"/pkg/1a2b/parley.css\"",
                "img src=\"/favicon.svg\" alt=\"\"",
            ]
        );
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\" data-theme=\"dark\">"));
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
