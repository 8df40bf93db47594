// Passkeys are the one thing of these pages that a form cannot do alone: it asks the browser, fills the form's
// hidden fields with the answer and sends it. https://www.w3.org/TR/webauthn-2/
"use strict";

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function askServer() {
  const response = await fetch("/admin/passkey-challenge/", { credentials: "same-origin" });
  if (!response.ok) throw new Error(`challenge: ${response.status}`);
  return response.json();
}

async function create(form, { challenge, host, account }) {
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: toBytes(challenge),
      rp: { id: host, name: document.title },
      user: { id: new TextEncoder().encode(account.id), name: account.login, displayName: account.name },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    },
  });
  form.elements.client_data.value = toText(response.clientDataJSON);
  form.elements.authenticator_data.value = toText(response.getAuthenticatorData());
}

async function get(form, { challenge, host }) {
  const { id, response } = await navigator.credentials.get({
    publicKey: { challenge: toBytes(challenge), rpId: host, userVerification: "required" },
  });
  form.elements.credential.value = id;
  form.elements.client_data.value = toText(response.clientDataJSON);
  form.elements.authenticator_data.value = toText(response.authenticatorData);
  form.elements.signature.value = toText(response.signature);
}

const actions = { create, get };

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const answer = await askServer();
      form.elements.challenge.value = answer.challenge;
      await actions[form.dataset.passkey](form, answer);
      // What waits until its sender is let in is in the form above.
      const carried = document.querySelector('input[name="carried"]');
      if (carried) form.append(carried);
      form.submit();
    } catch {
      form.querySelector(".error").hidden = false;
    }
  });
}
