//! A small page by hand: every text goes through [`Html::text`], which escapes it.

/// HTML that is being written.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// Markup of ours.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// One element around a text.
    pub(super) fn element(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.raw("<").raw(name).raw(">").text(text);
        self.raw("</").raw(name).raw(">\n")
    }

    /// A text in which what stands between backticks is code.
    pub(super) fn prose(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.raw("<").raw(name).raw(">");
        for (index, part) in text.split('`').enumerate() {
            if index % 2 == 1 {
                self.raw("<code>").text(part).raw("</code>");
            } else {
                self.text(part);
            }
        }
        self.raw("</").raw(name).raw(">\n")
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t044_a_text_never_becomes_markup() {
        let mut html = Html::default();
        html.prose("p", "<script>'a' & \"b\"</script> `<i>`");
        assert_eq!(
            html.into_string(),
            "<p>&lt;script&gt;&#39;a&#39; &amp; &quot;b&quot;&lt;/script&gt; <code>&lt;i&gt;</code></p>\n"
        );
    }
}
