namespace Scimify.Core.Scim.Dialects;

/// <summary>
/// What clients send beyond the RFCs, one row each. <see cref="Dialect.Tolerant"/> accepts the rows in <see cref="All"/>, and
/// <see cref="Dialect.Strict"/> refuses them. The rows in <see cref="Standard"/> only report what the RFCs tell a server to
/// leave out.
/// </summary>
public static class VendorQuirks
{
    public static readonly VendorQuirk OperationCase = new("op-case", "the op of a PATCH operation in capitals", "Entra ID");
    public static readonly VendorQuirk StringBoolean = new("string-boolean", "a boolean as text in any case", "Entra ID");
    public static readonly VendorQuirk DigitBoolean = new("digit-boolean", "1 or 0 in place of a boolean, as a number or as text", "exports of HR systems");
    public static readonly VendorQuirk NumberForText = new("number-for-text", "a number in place of text", "Entra ID (employeeNumber), exports of HR systems");
    public static readonly VendorQuirk DottedKey = new("dotted-key", "a key with a dot for a sub-attribute", "Entra ID (aadOptscim062020)");
    public static readonly VendorQuirk UrnKey = new("urn-key", "a key that is a schema URN with an attribute", "Entra ID (aadOptscim062020)");
    public static readonly VendorQuirk UrnDotPath = new("urn-dot-path", "a path with a dot after the schema URN", "Entra ID (inbound provisioning)");
    public static readonly VendorQuirk BareExtensionAttribute = new("bare-extension-attribute", "an attribute of an extension without its URN", "Entra ID");
    public static readonly VendorQuirk MisspeltUrn = new("misspelt-urn", "a known misspelling of an extension's URN", "Entra ID (documentation)");
    public static readonly VendorQuirk UnknownSchema = new("unknown-schema", "a schema URI that the server does not know", "Entra ID (ADSCIM group schema)");
    public static readonly VendorQuirk NoSchemas = new("no-schemas", "a body without schemas, or without the one it must have", "scimgateway, authentik");
    public static readonly VendorQuirk UndeclaredExtension = new("undeclared-extension", "an extension that schemas does not list", "several");
    public static readonly VendorQuirk UnknownAttribute = new("unknown-attribute", "an attribute that no schema has; it is left out", "several");
    public static readonly VendorQuirk UnknownPath = new("unknown-path", "a path to an attribute that no schema has; the operation is left out", "Entra ID");
    public static readonly VendorQuirk WithoutEffect = new("without-effect", "roles or entitlements, which have no effect in Looker; they are left out", "Entra ID");
    public static readonly VendorQuirk CreateOnFilter = new("create-on-filter", "a path filter by type or primary that matches nothing; the value is made", "Entra ID");
    public static readonly VendorQuirk KeepFilterAttributes = new("keep-filter-attributes", "a replaced value without the attributes that its path selects by; they are kept", "Entra ID");
    public static readonly VendorQuirk RemoveWithValue = new("remove-with-value", "a remove operation that lists in value what to remove", "Entra ID, JumpCloud");
    public static readonly VendorQuirk RemoveAbsent = new("remove-absent", "the removal of a value that is not there", "Entra ID, Okta");
    public static readonly VendorQuirk BareValue = new("bare-value", "a bare value in place of an object with value", "Entra ID (manager)");
    public static readonly VendorQuirk WrappedValue = new("wrapped-value", "an object with value in place of the value itself", "Entra ID (without aadOptscim062020)");
    public static readonly VendorQuirk ArrayForSingle = new("array-for-single", "an array with one value for a single-valued attribute", "Entra ID (manager)");
    public static readonly VendorQuirk SingleForArray = new("single-for-array", "a value in place of an array", "several");
    public static readonly VendorQuirk EmptyReference = new("empty-reference", "an empty reference, which clears the attribute", "Entra ID (manager)");
    public static readonly VendorQuirk ReadOnlyInValue = new("read-only-in-value", "a readOnly attribute in the value of an operation without path; it is left out", "Okta, authentik");
    public static readonly VendorQuirk ReadOnlyMember = new("read-only-member", "an operation on the display name of a member; it is left out", "several");
    public static readonly VendorQuirk SecondPrimary = new("second-primary", "a second primary value; the last one is primary", "several");
    public static readonly VendorQuirk EmptyPath = new("empty-path", "an empty path", "several");
    public static readonly VendorQuirk EmptyFilter = new("empty-filter", "an empty filter, which is none", "several");
    public static readonly VendorQuirk UnknownMember = new("unknown-member", "a member who is no user of the integration; the others are members", "Okta, Entra ID, authentik");
    public static readonly VendorQuirk NoOperations = new("no-operations", "a PATCH without operations", "several");

    public static readonly VendorQuirk OperationWithoutPath = new("operation-without-path", "a PATCH operation without a path (RFC 7644 section 3.5.2)", "Okta, Entra ID");
    public static readonly VendorQuirk MergingReplace = new("merging-replace", "a replaced complex value keeps the sub-attributes that are not given (RFC 7644 section 3.5.2.3)", "");
    public static readonly VendorQuirk UnknownAsPath = new("unknown-as-path", "invalidPath or invalidValue for what no schema has (RFC 7644 section 3.12)", "");

    public static readonly VendorQuirk ReadOnlyIgnored = new("read-only-ignored", "a readOnly attribute; it is left out (RFC 7644 section 3.3)", "");
    public static readonly VendorQuirk PasswordDropped = new("password-dropped", "a password; it is not kept", "Okta");
    public static readonly VendorQuirk ActiveKept = new("active-kept", "an absent, null or removed active; it stays as it was", "Okta");
    public static readonly VendorQuirk Trimmed = new("trimmed", "white space around an address; it is left out", "several");

    public static readonly IReadOnlyList<VendorQuirk> All =
    [
        OperationCase, StringBoolean, DigitBoolean, NumberForText, DottedKey, UrnKey, UrnDotPath, BareExtensionAttribute, MisspeltUrn, UnknownSchema,
        NoSchemas, UndeclaredExtension, UnknownAttribute, UnknownPath, WithoutEffect, CreateOnFilter, KeepFilterAttributes, RemoveWithValue, RemoveAbsent,
        BareValue, WrappedValue, ArrayForSingle, SingleForArray, EmptyReference, ReadOnlyInValue, ReadOnlyMember, SecondPrimary, EmptyPath, EmptyFilter,
        NoOperations,
    ];

    /// <summary>What only the directory can tell. Accepted with <see cref="All"/>.</summary>
    public static readonly IReadOnlyList<VendorQuirk> OfDirectory = [UnknownMember];

    /// <summary>What the RFCs allow and the interoperability profile (sections 4.4, 5.4.1.1 and 5.4.2.1) does not. Only <see cref="Dialect.Interop"/> does otherwise, so it is not noted.</summary>
    public static readonly IReadOnlyList<VendorQuirk> OutsideInterop = [OperationWithoutPath, MergingReplace, UnknownAsPath];

    public static readonly IReadOnlyList<VendorQuirk> Standard = [ReadOnlyIgnored, PasswordDropped, ActiveKept, Trimmed];
}
