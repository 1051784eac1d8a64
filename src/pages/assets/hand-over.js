// Hands the token to the page around this one, if it is of an origin that may have it: browsers deliver to no other.
"use strict";

const token = document.getElementById("token");
if (token && window.parent !== window) {
  for (const origin of token.dataset.origins.split(" ").filter(Boolean)) {
    window.parent.postMessage({ type: "unified-ats:connected", token: token.textContent }, origin);
  }
}
