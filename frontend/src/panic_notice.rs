//! The notice that a person sees after a panic, made by the browser alone: what Leptos drew may no longer be right.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(inline_js = r#"
export function show_panic_notice(text, action) {
  if (document.getElementById("panic-notice")) return;
  const notice = document.createElement("div");
  notice.id = "panic-notice";
  notice.className = "panic-notice";
  notice.setAttribute("role", "alert");
  notice.append(text + " ");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = action;
  button.onclick = () => location.reload();
  notice.append(button);
  document.body.append(notice);
}
"#)]
extern "C" {
    fn show_panic_notice(text: &str, action: &str);
}

/// Writes a panic to the console and tells the person what to do.
pub(crate) fn set_hook() {
    std::panic::set_hook(Box::new(|panic| {
        console_error_panic_hook::hook(panic);
        show_panic_notice("Something went wrong.", "Load the page again");
    }));
}
