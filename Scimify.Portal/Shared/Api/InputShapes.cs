using Scimify.Core.Integrations;
using Scimify.Core.Provisioning.Mappings;
using Scimify.Core.Tokens;

namespace Scimify.Portal.Shared.Api;

/// <summary>Every body and query string of the API.</summary>
internal static class InputShapes
{
    private static readonly InputMember Address = new("instanceName", InputKind.Text, "First part of the host name: \"mycompany\" for https://mycompany.cloud.looker.com. This or baseUrl.")
    {
        Nullable = true,
        Example = "mycompany",
    };

    private static readonly InputMember BaseUrl = new("baseUrl", InputKind.Text, "Origin of Looker's API; https, port 443 unless given. This or instanceName.") { Nullable = true };

    private static readonly InputMember ClientId = new("clientId", InputKind.Text, "Client ID of an API key that belongs to a Looker admin.") { Required = true, Example = "k8XqvY2mTz" };

    private static readonly InputMember ClientSecret = new("clientSecret", InputKind.Text, "Kept encrypted and never shown again.") { Required = true, WriteOnly = true, Example = "the key's secret" };

    private static readonly InputMember GroupDescription = new("groupDescription", InputKind.Text, "Text shown for groups; {tenant_id} stands for the organization's UUID. Null: the default.")
    {
        Nullable = true,
        Example = IntegrationService.DefaultGroupDescription,
    };

    private static readonly InputMember IntegrationFilter = new("integration", InputKind.Uuid, "Of this integration only; a deleted one too.");

    private static readonly InputMember From = new("from", InputKind.Time, "At or after this time.");

    private static readonly InputMember To = new("to", InputKind.Time, "Before this time.");

    private static readonly InputMember Cursor = new("cursor", InputKind.Text, "nextCursor of the answer before.");

    private static readonly InputMember PageSize = new("pageSize", InputKind.WholeNumber, "Items in one answer; 50 when left out.") { Least = 1, Most = PageRequest.MaxSize };

    private static readonly InputMember Page = new("page", InputKind.WholeNumber, "From 1.") { Least = 1, Most = PageRequest.MaxPage };

    public static readonly InputShape DeletionGuard = new("DeletionGuardInput",
        new("enabled", InputKind.Flag, "Whether mass removals are held."),
        new("maxCount", InputKind.WholeNumber, "People disabled or deleted within the window.") { Least = 0, Most = 1_000_000 },
        new("maxPercent", InputKind.WholeNumber, "The same, in percent of the active people.") { Least = 0, Most = 100 },
        new("memberMaxPercent", InputKind.WholeNumber, "Members removed from one group within the window, in percent.") { Least = 0, Most = 100 },
        new("windowMinutes", InputKind.WholeNumber, "Length of the window.") { Least = 1, Most = 10_080 });

    public static readonly InputShape Policies = new("PoliciesInput",
        new("adoption", InputKind.Text, "What happens to a Looker account that exists already.") { Words = PolicyRules.Adoption },
        new("onDelete", InputKind.Text, "What SCIM DELETE does to the Looker user.") { Words = PolicyRules.OnDelete },
        new("emailSource", InputKind.Text, "Where the Looker e-mail address comes from.") { Words = PolicyRules.EmailSource },
        new("strict", InputKind.Flag, "Refuse what the RFC does not allow, even where it is understood."),
        new("endSessions", InputKind.Flag, "End the sessions of a person who was disabled."),
        new("removeApiKeys", InputKind.Flag, "Delete the API keys of a person who was disabled."),
        new("deletionGuard", InputKind.Object, "When removals wait for a person.") { Shape = DeletionGuard },
        new("drift", InputKind.Text, "What happens to differences found in Looker.") { Words = PolicyRules.Drift },
        new("callsInFlight", InputKind.WholeNumber, "Calls to Looker at once; null: the installation's default.") { Nullable = true, Least = 1, Most = PolicyRules.MaxCallsInFlight },
        new("callsPerSecond", InputKind.WholeNumber, "Calls to Looker per second; null: the installation's default.") { Nullable = true, Least = 1, Most = PolicyRules.MaxCallsPerSecond },
        new("monthlyCallBudget", InputKind.WholeNumber, "Calls to Looker in a month; null: no budget.") { Nullable = true, Least = 1, Most = PolicyRules.MaxMonthlyCallBudget });

    private static readonly InputMember PoliciesMember = new("policies", InputKind.Object, "Only the members that are to differ.") { Shape = Policies };

    public static readonly InputShape NewIntegration = new("NewIntegration",
        new("name", InputKind.Text, "1 to 100 characters, unique in the organization without regard to case.") { Required = true, Example = "Production" },
        Address,
        BaseUrl,
        ClientId,
        ClientSecret,
        GroupDescription,
        new("mode", InputKind.Text, "live when left out.") { Words = IntegrationModes.Names },
        PoliciesMember);

    public static readonly InputShape IntegrationChange = new("IntegrationChange",
        new("name", InputKind.Text, "1 to 100 characters, unique in the organization without regard to case."),
        Address with { Example = null },
        BaseUrl,
        ClientId with { Required = false, Example = null },
        ClientSecret with { Required = false, Example = null },
        GroupDescription with { Example = null },
        new("mode", InputKind.Text, "paused queues changes, live applies what stands.") { Words = IntegrationModes.Names, Example = "paused" },
        PoliciesMember);

    public static readonly InputShape LookerConnection = new("LookerConnection", Address, BaseUrl, ClientId, ClientSecret);

    private static readonly InputMember Scopes = new("scopes", InputKind.TextList, "What the token reaches: users, groups or both; with read-only, for reading alone.")
    {
        Words = TokenScopeRules.Names,
    };

    private static readonly InputMember AllowedNetworks = new("allowedNetworks", InputKind.TextList, "From where the token may be used: networks in CIDR notation, or addresses. Empty: from everywhere.");

    public static readonly InputShape NewToken = new("NewToken",
        new("description", InputKind.Text, "1 to 255 characters.") { Required = true, Example = "Okta" },
        new("expiresAt", InputKind.Time, "In the future; null: never; left out: the default of the token policy.") { Nullable = true, Example = "2027-11-21T00:00:00.000Z" },
        new("integrationUuid", InputKind.Uuid, "May be left out where there is one integration.") { Nullable = true },
        Scopes,
        AllowedNetworks);

    public static readonly InputShape TokenChange = new("TokenChange",
        new("description", InputKind.Text, "1 to 255 characters."),
        Scopes,
        AllowedNetworks);

    public static readonly InputShape TokenRotation = new("TokenRotation",
        new("expiresAt", InputKind.Time, "When the new secret expires; in the future.") { Required = true, Example = "2027-11-21T00:00:00.000Z" },
        new("overlapMinutes", InputKind.WholeNumber, "How long the old secret works too, but not beyond its own expiry; 0 when left out.") { Least = 0, Most = TokenService.MaxOverlapMinutes });

    public static readonly InputShape TokenPolicyChange = new("TokenPolicyChange",
        new("neverAllowed", InputKind.Flag, "Whether a token may have no expiry."),
        new("maxDays", InputKind.WholeNumber, "Longest life of a token that expires; null: no limit.") { Nullable = true, Least = 1, Most = TokenPolicy.MostDays, Example = 365 },
        new("defaultDays", InputKind.WholeNumber, "Life of a token whose expiresAt is left out; null: no expiry.") { Nullable = true, Least = 1, Most = TokenPolicy.MostDays, Example = 180 });

    public static readonly InputShape None = new("None");

    public static readonly string[] RoleNames = Enum.GetNames<Core.People.PortalRole>();

    public static readonly InputShape NewWebhook = new("NewWebhook",
        new InputMember("url", InputKind.Text, "Where messages are posted to; https.") { Required = true, Example = "https://hooks.example.com/scimify" });

    public static readonly InputShape NewPerson = new("NewPerson",
        new("email", InputKind.Text, "The address to sign in with.") { Required = true, Example = "ada@example.com" },
        new("role", InputKind.Text, "What the person may do.") { Required = true, Words = RoleNames, Example = "Auditor" },
        new("password", InputKind.Text, "At least 12 characters; when left out, one is made and told once.") { WriteOnly = true });

    public static readonly InputShape PersonChange = new("PersonChange",
        new("role", InputKind.Text, "What the person may do.") { Words = RoleNames, Example = "Operator" },
        new("locked", InputKind.Flag, "A locked person's sessions end and their tokens stop."));

    public static readonly InputShape NewPersonalToken = new("NewPersonalToken",
        new("name", InputKind.Text, "1 to 255 characters.") { Required = true, Example = "Nightly report" },
        new("expiresAt", InputKind.Time, "Null or left out: never.") { Nullable = true });

    public static readonly InputShape Reconcile = new("Reconcile",
        new InputMember("repair", InputKind.Flag, "Put managed state right as well; members added by hand stay. false when left out."));

    public static readonly InputShape Drift = new("Drift",
        new("kind", InputKind.Text, "Of this kind only.") { Words = Enum.GetNames<Core.Provisioning.Drift.DriftKind>() },
        Page,
        PageSize);

    public static readonly InputShape Pages = new("Pages", Page, PageSize);

    public static readonly InputShape Links = new("Links",
        new("resourceType", InputKind.Text, "Users or groups only.") { Words = ["User", "Group"] },
        new("syncState", InputKind.Text, "In this state only. A group counts with its memberships.") { Words = SyncStates.Names },
        new("q", InputKind.Text, "Part of the name, e-mail address or externalId, or the whole SCIM or Looker id."),
        Page,
        PageSize);

    private static readonly InputMember SamlRevision = new("revision", InputKind.Text, "What the change is based on, as saml-config shows it.") { Required = true };

    private static readonly InputMember SamlConfirm = new("confirm", InputKind.Flag, "true: it takes effect at once for everybody who signs in to Looker.") { Required = true, Example = true };

    private static readonly InputMember SamlOverride = new("override", InputKind.Text, "Name of the integration: an owner goes on against the lock-out guard. It is recorded.");

    public static readonly InputShape SamlChange = new("SamlChange",
        SamlRevision,
        SamlConfirm,
        new("changes", InputKind.Document, "Looker's own snake_case members, only those that change; a list is the whole new list.") { Required = true },
        SamlOverride);

    public static readonly InputShape SamlRestore = new("SamlRestore", SamlRevision, SamlConfirm, SamlOverride);

    private static readonly InputMember SamlDraftVersion = new("version", InputKind.WholeNumber, "Version of the draft that was looked at.") { Required = true, Example = 1 };

    private static readonly InputMember SamlChanges = new("changes", InputKind.Document, "Looker's own snake_case members, all that the draft changes.");

    public static readonly InputShape NewSamlDraft = new("NewSamlDraft",
        new("title", InputKind.Text, "1 to 100 characters.") { Required = true, Example = "New certificate" },
        SamlChanges);

    public static readonly InputShape SamlDraftChange = new("SamlDraftChange",
        SamlDraftVersion,
        new("title", InputKind.Text, "1 to 100 characters."),
        SamlChanges,
        new("rebase", InputKind.Flag, "true: what Looker has now becomes what the draft starts from; its differences were seen."));

    public static readonly InputShape SamlTestResult = new("SamlTestResult",
        new InputMember("passed", InputKind.Flag, "Whether the login with the test configuration succeeded.") { Required = true, Example = true });

    public static readonly InputShape SamlApproval = new("SamlApproval", SamlDraftVersion);

    public static readonly InputShape SamlApply = new("SamlApply", SamlDraftVersion, SamlRevision, SamlConfirm, SamlOverride);

    public static readonly InputShape SamlMetadata = new("SamlMetadata",
        new("xml", InputKind.Text, "The metadata itself, at most 1 MB. This or url."),
        new("url", InputKind.Text, "https address from which Looker fetches it. This or xml."),
        new("keepCertificates", InputKind.Flag, "true: the present certificates stay beside the new ones, while the identity provider changes over."));

    public static readonly InputShape SamlPolicyChange = new("SamlPolicyChange",
        new InputMember("requiresApproval", InputKind.Flag, "Whether a change needs a second person.") { Required = true, Example = true });

    public static readonly InputShape MappedAttribute = new("MappedAttributeInput",
        new("lookerAttribute", InputKind.Text, "Looker's name of the user attribute.") { Required = true },
        new("source", InputKind.Text, "Where the value comes from.") { Required = true, Words = MappingRules.Sources },
        new("value", InputKind.Text, "The path of a SCIM attribute, the constant, or a template such as {userName}@{department}.") { Nullable = true },
        new("kind", InputKind.Text, "managed: kept equal; seeded: written once and then left alone. managed when left out.") { Words = MappingRules.Kinds });

    public static readonly InputShape MappedGroup = new("MappedGroupInput",
        new("group", InputKind.Uuid, "SCIM id of the group.") { Required = true },
        new("roles", InputKind.TextList, "Looker's ids of the roles that it is to have.") { Required = true });

    public static readonly InputShape Mappings = new("Mappings",
        new("version", InputKind.WholeNumber, "Of the mappings that were read; 409 when they have changed since. Left out: whatever they are.") { Least = 0 },
        new("attributes", InputKind.Objects, "All that are to be mapped; others are mapped no longer.")
        {
            Required = true,
            Most = MappingRules.MostAttributes,
            Shape = MappedAttribute,
            Example = new[] { new { lookerAttribute = "department", source = "attribute", value = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", kind = "managed" } },
        },
        new("groups", InputKind.Objects, "All groups that are to have roles; others lose those that they have through Scimify.")
        {
            Required = true,
            Most = MappingRules.MostGroups,
            Shape = MappedGroup,
            Example = new[] { new { group = "7d0c4b9e-5f61-4d9c-8a0b-0f2f5a7d3c91", roles = new[] { "4" } } },
        });

    public static readonly InputShape HeldDecision = new("HeldDecision",
        new("uuids", InputKind.Uuids, "These held changes; those that are held no longer are passed over. This or all.") { Most = 1_000 },
        new("all", InputKind.Flag, "true: all that are held now.") { Example = true });

    public static readonly InputShape Inventory = new("Inventory",
        new("resourceType", InputKind.Text, "Users or groups only.") { Words = ["User", "Group"] },
        new("state", InputKind.Text, "What it is to SCIM.") { Words = ["linked", "matches", "lookerOnly", "notAdoptable"] },
        new("q", InputKind.Text, "Part of the name or e-mail address, or the whole Looker id."),
        Page,
        PageSize);

    public static readonly InputShape NewProtectedAccount = new("NewProtectedAccount",
        new InputMember("address", InputKind.Text, "E-mail address of the Looker account.") { Required = true, Example = "emergency@example.com" });

    public static readonly InputShape Tokens = new("Tokens",
        new("includeRevoked", InputKind.Flag, "Revoked tokens too."),
        new("integrationUuid", InputKind.Uuid, "Of this integration only."));

    public static readonly InputShape ProvisioningLog = new("ProvisioningLog",
        IntegrationFilter,
        From,
        To,
        new("action", InputKind.Text, "What the request meant.") { Words = Enum.GetNames<Core.Audit.ProvisioningAction>() },
        new("status", InputKind.Text, "success, failure, an HTTP status such as 409, or a sync state."),
        new("q", InputKind.Text, "Part of the name or externalId, or the whole SCIM id."),
        new("token", InputKind.Uuid, "Made with this SCIM token."),
        new("requestId", InputKind.Uuid, "Scimify-Request-Id of the answer."),
        Cursor,
        PageSize);

    public static readonly InputShape AuditLog = new("AuditLog",
        IntegrationFilter with { Description = "What was done to this integration." },
        From,
        To,
        new("action", InputKind.Text, "Such as integration.update; integration.* for all of a kind."),
        new("q", InputKind.Text, "Part of the name of who did it or of what it was done to."),
        new("token", InputKind.Uuid, "What was done to this SCIM token."),
        Cursor,
        PageSize);

    public static readonly InputShape RejectedRequests = new("RejectedRequests",
        IntegrationFilter with { Description = "With a token of this integration, or with one that is nobody's." },
        Cursor,
        PageSize);

    /// <summary>By name, as <see cref="RequestBodyAttribute"/> and <see cref="QueryAttribute"/> refer to them.</summary>
    public static readonly IReadOnlyDictionary<string, InputShape> ByName = new[]
    {
        NewIntegration, IntegrationChange, LookerConnection, NewToken, None, Pages, Links, HeldDecision, Inventory, NewProtectedAccount, Reconcile, Drift, Tokens, ProvisioningLog, AuditLog, TokenChange, TokenRotation, TokenPolicyChange, RejectedRequests, NewWebhook, NewPerson, PersonChange, NewPersonalToken,
        SamlChange, SamlRestore, NewSamlDraft, SamlDraftChange, SamlTestResult, SamlApproval, SamlApply, SamlPolicyChange, SamlMetadata, Mappings,
    }.ToDictionary(shape => shape.Name);
}

/// <summary>The body that an action reads, by the name of its shape in <see cref="InputShapes"/>; for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequestBodyAttribute(string shape) : Attribute
{
    public InputShape Shape { get; } = InputShapes.ByName[shape];
}

/// <summary>The query string that an action reads, by the name of its shape in <see cref="InputShapes"/>; for the OpenAPI document.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class QueryAttribute(string shape) : Attribute
{
    public InputShape Shape { get; } = InputShapes.ByName[shape];
}
