// For callers' pages: shows a link within the page, and gives back the token that the customer is handed.
//
//   <script src="https://ats.example.com/connect/embed.js"></script>
//   const token = await UnifiedAts.connect(link);
//
// The page's origin has to be among CONNECT_ORIGINS of the service.
"use strict";

const UnifiedAts = {
  /** Rejects with an Error when the customer closes the dialog before they are done. */
  connect(link, { title = "Connect an account", closeLabel = "Close" } = {}) {
    const origin = new URL(link).origin;
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", title);
    Object.assign(dialog.style, { width: "min(44rem, 100%)", height: "min(50rem, 100%)", padding: "0", border: "0" });
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = closeLabel;
    Object.assign(close.style, { display: "block", height: "2.5rem", marginLeft: "auto" });
    close.addEventListener("click", () => dialog.close());
    const frame = document.createElement("iframe");
    frame.title = title;
    frame.src = link;
    frame.referrerPolicy = "no-referrer";
    Object.assign(frame.style, { display: "block", width: "100%", height: "calc(100% - 2.5rem)", border: "0" });
    dialog.append(close, frame);

    return new Promise((resolve, reject) => {
      const listen = (event) => {
        const isOurs = event.origin === origin && event.source === frame.contentWindow;
        if (!isOurs || event.data?.type !== "unified-ats:connected") return;
        resolve(event.data.token);
        dialog.close();
      };
      window.addEventListener("message", listen);
      dialog.addEventListener("close", () => {
        window.removeEventListener("message", listen);
        dialog.remove();
        reject(new Error("The dialog was closed before an account was connected."));
      });
      document.body.append(dialog);
      dialog.showModal();
    });
  },
};
