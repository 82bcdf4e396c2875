// Uses a running sandbox through Looker's official SDK, as any other client of Looker would.
//   npm ci && node check.mjs http://127.0.0.1:5081 [client id] [client secret]
// Ends with 0 when every step did what Looker's documentation says; else names the steps and ends with 1.
import assert from "node:assert/strict";
import { LookerNodeSDK, NodeSettings } from "@looker/sdk-node";
import { DelimArray } from "@looker/sdk-rtl";

const [url = "http://127.0.0.1:5081", clientId = "sandbox-client", clientSecret = "sandbox-secret"] = process.argv.slice(2);

class Settings extends NodeSettings {
  constructor(secret) {
    super("", { base_url: url, verify_ssl: "false", timeout: "30" });
    this.secret = secret;
  }
  readConfig() {
    return { base_url: url, client_id: clientId, client_secret: this.secret };
  }
}

const sdk = LookerNodeSDK.init40(new Settings(clientSecret));
const mark = Date.now().toString(36);
const email = `sdk.${mark}@example.com`;
const failed = [];
let steps = 0;
let user;
let group;

async function step(name, run) {
  steps++;
  try {
    await run();
    console.log(`ok    ${name}`);
  } catch (e) {
    failed.push(name);
    console.log(`FAIL  ${name}: ${e?.stack ?? e}`);
  }
}

async function refused(promise) {
  const answer = await promise;
  assert.equal(answer.ok, false, "an error was expected");
  return answer.error;
}

await step("log in and read oneself", async () => {
  const me = await sdk.ok(sdk.me("id,display_name,role_ids"));
  assert.equal(typeof me.id, "string");
  assert.deepEqual(Object.keys(me).sort(), ["display_name", "id", "role_ids"]);
});

await step("a wrong secret cannot log in", async () => {
  const stranger = LookerNodeSDK.init40(new Settings("wrong"));
  await assert.rejects(async () => stranger.ok(stranger.me()));
});

await step("versions", async () => {
  const versions = await sdk.ok(sdk.versions());
  assert.match(versions.looker_release_version, /^\d+\.\d+/);
});

await step("create a user", async () => {
  user = await sdk.ok(sdk.create_user({ first_name: "Sdk", last_name: mark, is_disabled: false }));
  assert.equal(user.display_name, `Sdk ${mark}`);
  assert.equal(user.email, null);
});

await step("give an email credential", async () => {
  const credential = await sdk.ok(sdk.create_user_credentials_email(user.id, { email }));
  assert.equal(credential.email, email);
  assert.equal((await sdk.ok(sdk.user(user.id, "email"))).email, email);
});

await step("an address belongs to one user only", async () => {
  const other = await sdk.ok(sdk.create_user({ first_name: "Other", last_name: mark }));
  await refused(sdk.create_user_credentials_email(other.id, { email: email.toUpperCase() }));
  await sdk.ok(sdk.delete_user(other.id));
});

await step("change the address", async () => {
  const credential = await sdk.ok(sdk.update_user_credentials_email(user.id, { email: `new.${email}` }));
  assert.equal(credential.email, `new.${email}`);
});

await step("look up by credential", async () => {
  const found = await sdk.ok(sdk.user_for_credential("email", `new.${email}`, "id"));
  assert.deepEqual(found, { id: user.id });
});

await step("search with wildcards", async () => {
  const found = await sdk.ok(sdk.search_users({ first_name: "S_k", last_name: `${mark.slice(0, 4)}%`, fields: "id,credentials_email(email)" }));
  assert.ok(found.some((u) => u.id === user.id && u.credentials_email.email === `new.${email}` && Object.keys(u.credentials_email).length === 1));
});

await step("names that are null become empty", async () => {
  const changed = await sdk.ok(sdk.update_user(user.id, { first_name: null }));
  assert.equal(changed.first_name, "");
  assert.equal(changed.display_name, null);
});

await step("a whole record can be sent back", async () => {
  const whole = await sdk.ok(sdk.user(user.id));
  const changed = await sdk.ok(sdk.update_user(user.id, { ...whole, first_name: "Again" }));
  assert.equal(changed.first_name, "Again");
});

await step("disable and enable", async () => {
  assert.equal((await sdk.ok(sdk.update_user(user.id, { is_disabled: true }))).is_disabled, true);
  assert.ok((await sdk.ok(sdk.search_users({ last_name: mark, is_disabled: true }))).length === 1);
  assert.equal((await sdk.ok(sdk.update_user(user.id, { is_disabled: false }))).is_disabled, false);
});

await step("pages of users", async () => {
  const first = await sdk.ok(sdk.all_users({ fields: "id", limit: 2, offset: 0, sorts: "id" }));
  const second = await sdk.ok(sdk.all_users({ fields: "id", limit: 2, offset: 2, sorts: "id" }));
  assert.equal(new Set([...first, ...second].map((u) => u.id)).size, 4);
});

await step("create a group; its name is taken then", async () => {
  group = await sdk.ok(sdk.create_group({ name: `Sdk ${mark}` }));
  const error = await refused(sdk.create_group({ name: `SDK ${mark.toUpperCase()}` }));
  assert.match(error.message, /Validation Failed|exists/);
});

await step("members, one by one", async () => {
  await sdk.ok(sdk.add_group_user(group.id, { user_id: user.id }));
  assert.deepEqual(await sdk.ok(sdk.all_group_users({ group_id: group.id, fields: "id" })), [{ id: user.id }]);
  assert.ok((await sdk.ok(sdk.user(user.id, "group_ids"))).group_ids.includes(group.id));
  await sdk.ok(sdk.delete_group_user(group.id, user.id));
  assert.deepEqual(await sdk.ok(sdk.all_group_users({ group_id: group.id })), []);
});

await step("search groups", async () => {
  const found = await sdk.ok(sdk.search_groups({ name: `sdk ${mark}` }));
  assert.equal(found[0].id, group.id);
});

await step("roles of a group", async () => {
  const role = (await sdk.ok(sdk.all_roles({ fields: "id,name" }))).find((r) => r.name === "Viewer");
  const before = await sdk.ok(sdk.role_groups(role.id, "id"));
  await sdk.ok(sdk.set_role_groups(role.id, [...before.map((g) => g.id), group.id]));
  assert.ok((await sdk.ok(sdk.role_groups(role.id, "id"))).some((g) => g.id === group.id));
  await sdk.ok(sdk.set_role_groups(role.id, before.map((g) => g.id)));
});

await step("user attributes", async () => {
  const attribute = (await sdk.ok(sdk.all_user_attributes({}))).find((a) => a.name === "department");
  await sdk.ok(sdk.set_user_attribute_user_value(user.id, attribute.id, { value: "Sales" }));
  const [value] = await sdk.ok(sdk.user_attribute_user_values({ user_id: user.id, user_attribute_ids: new DelimArray([attribute.id]) }));
  assert.equal(value.value, "Sales");
  assert.equal(value.source, "User");
});

await step("SAML configuration", async () => {
  const before = await sdk.ok(sdk.saml_config());
  const error = await refused(sdk.update_saml_config({ enabled: true, idp_url: null, idp_cert: null, idp_issuer: null }));
  assert.ok(error.errors.some((e) => e.field === "idp_url" && e.code === "missing_field"));
  const after = await sdk.ok(sdk.update_saml_config({ idp_audience: `urn:sdk:${mark}` }));
  assert.equal(after.idp_audience, `urn:sdk:${mark}`);
  assert.equal(after.enabled, before.enabled);
  assert.ok(after.modified_at && after.modified_by);
});

await step("SAML test configuration", async () => {
  const test = await sdk.ok(sdk.create_saml_test_config({ idp_url: "https://idp.example.com/sso" }));
  assert.ok(test.test_slug);
  assert.equal((await sdk.ok(sdk.saml_test_config(test.test_slug))).idp_url, "https://idp.example.com/sso");
  await sdk.ok(sdk.delete_saml_test_config(test.test_slug));
  await refused(sdk.saml_test_config(test.test_slug));
});

await step("SAML metadata", async () => {
  const xml = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com">
    <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
      <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>QUJD</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
      <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
    </md:IDPSSODescriptor></md:EntityDescriptor>`;
  const parsed = await sdk.ok(sdk.parse_saml_idp_metadata(xml));
  assert.equal(parsed.idp_issuer, "https://idp.example.com");
  assert.deepEqual(parsed.idp_cert_multi.signing, ["QUJD"]);
});

await step("delete; it is gone then", async () => {
  await sdk.ok(sdk.delete_group(group.id));
  await sdk.ok(sdk.delete_user(user.id));
  const error = await refused(sdk.user(user.id));
  assert.match(error.message, /Not found/i);
});

await step("one cannot delete oneself", async () => {
  const me = await sdk.ok(sdk.me("id"));
  await refused(sdk.delete_user(me.id));
});

await step("log out", async () => {
  assert.equal(await sdk.authSession.logout(), true);
});

console.log(failed.length === 0 ? `All ${steps} steps passed.` : `${failed.length} of ${steps} steps failed: ${failed.join("; ")}`);
process.exit(failed.length === 0 ? 0 : 1);
