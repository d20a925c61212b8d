// Ties the library's scripts for passkeys (allauth) to a form: <form data-passkey="addForm|authenticateForm|loginForm">
// with a button [data-passkey-button]. Where the browser knows no passkeys the form stays out of sight.
const form = document.querySelector("form[data-passkey]");
if (form && window.PublicKeyCredential) {
  const ids = { credential: form.elements.credential.id };
  if (form.elements.passwordless) ids.passwordless = form.elements.passwordless.id;
  if (document.getElementById("js_data")) ids.data = "js_data";
  for (const name of ["add", "authenticate", "login"]) ids[name] = form.querySelector("[data-passkey-button]").id;
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids });
  form.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("[data-passkey-says]").hidden = false;
});
