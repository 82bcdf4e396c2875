using Scimify.Core.People;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>A route of the REST API.</summary>
/// <param name="Template">Below <c>/api/v1</c>, with the IDs in braces.</param>
/// <param name="Permission">What the role must have. The server decides; this is for the sentence that says what was missing.</param>
internal sealed record ApiRoute(HttpMethod Method, string Template, Permission Permission)
{
    public override string ToString() => $"{Method} {Template}";

    /// <param name="ids">One for each pair of braces.</param>
    public string PathOf(params IReadOnlyList<string> ids)
    {
        var (parts, next) = (Template.Split('/'), 0);
        return string.Join('/', parts.Select(part => part.StartsWith('{') ? Uri.EscapeDataString(ids[next++]) : part));
    }
}

/// <summary>The routes that configuration as code uses (docs/contracts.md, "REST API").</summary>
internal static class ApiRoutes
{
    public static readonly ApiRoute Integrations = Get("/integrations", Permission.ReadIntegrations);
    public static readonly ApiRoute Integration = Get("/integrations/{uuid}", Permission.ReadIntegrations);
    public static readonly ApiRoute CreateIntegration = Post("/integrations", Permission.ManageIntegrations);
    public static readonly ApiRoute ChangeIntegration = Patch("/integrations/{uuid}", Permission.ManageIntegrations);
    public static readonly ApiRoute DeleteIntegration = Delete("/integrations/{uuid}", Permission.ManageIntegrations);

    public static readonly ApiRoute ProtectedAccounts = Get("/integrations/{uuid}/protected-accounts", Permission.ReadDirectory);
    public static readonly ApiRoute AddProtectedAccount = Post("/integrations/{uuid}/protected-accounts", Permission.ManageIntegrations);
    public static readonly ApiRoute RemoveProtectedAccount = Delete("/integrations/{uuid}/protected-accounts/{accountUuid}", Permission.ManageIntegrations);

    public static readonly ApiRoute Mappings = Get("/integrations/{uuid}/mappings", Permission.ReadDirectory);
    public static readonly ApiRoute MappingChoices = Get("/integrations/{uuid}/mappings/choices", Permission.ManageDirectory);
    public static readonly ApiRoute ReplaceMappings = new(HttpMethod.Put, "/integrations/{uuid}/mappings", Permission.ManageDirectory);
    public static readonly ApiRoute Links = Get("/integrations/{uuid}/links", Permission.ReadDirectory);

    public static readonly ApiRoute OAuthClients = Get("/integrations/{uuid}/oauth-clients", Permission.ReadTokens);
    public static readonly ApiRoute OAuthClient = Get("/integrations/{uuid}/oauth-clients/{clientUuid}", Permission.ReadTokens);
    public static readonly ApiRoute CreateOAuthClient = Post("/integrations/{uuid}/oauth-clients", Permission.ManageTokens);
    public static readonly ApiRoute ChangeOAuthClient = Patch("/integrations/{uuid}/oauth-clients/{clientUuid}", Permission.ManageTokens);
    public static readonly ApiRoute DeleteOAuthClient = Delete("/integrations/{uuid}/oauth-clients/{clientUuid}", Permission.ManageTokens);

    public static readonly ApiRoute SamlPolicy = Get("/integrations/{uuid}/saml-policy", Permission.ReadSaml);
    public static readonly ApiRoute ChangeSamlPolicy = Patch("/integrations/{uuid}/saml-policy", Permission.ManageOrganization);
    public static readonly ApiRoute SamlConfig = Get("/integrations/{uuid}/saml-config", Permission.ReadSaml);
    public static readonly ApiRoute SamlDrafts = Get("/integrations/{uuid}/saml-drafts", Permission.ReadSaml);
    public static readonly ApiRoute CreateSamlDraft = Post("/integrations/{uuid}/saml-drafts", Permission.ManageSaml);
    public static readonly ApiRoute ChangeSamlDraft = Patch("/integrations/{uuid}/saml-drafts/{draftUuid}", Permission.ManageSaml);
    public static readonly ApiRoute DiscardSamlDraft = Delete("/integrations/{uuid}/saml-drafts/{draftUuid}", Permission.ManageSaml);

    public static readonly ApiRoute People = Get("/people", Permission.ReadPeople);
    public static readonly ApiRoute Person = Get("/people/{uuid}", Permission.ReadPeople);
    public static readonly ApiRoute InvitePerson = Post("/people", Permission.ManagePeople);
    public static readonly ApiRoute ChangePerson = Patch("/people/{uuid}", Permission.ManagePeople);
    public static readonly ApiRoute RemovePerson = Delete("/people/{uuid}", Permission.ManagePeople);

    public static readonly ApiRoute OwnTokens = Get("/personal-access-tokens", Permission.ReadIntegrations);

    public static readonly ApiRoute Providers = Get("/providers", Permission.ManageOrganization);
    public static readonly ApiRoute Provider = Get("/providers/{uuid}", Permission.ManageOrganization);
    public static readonly ApiRoute CreateProvider = Post("/providers", Permission.ManageOrganization);
    public static readonly ApiRoute ChangeProvider = Patch("/providers/{uuid}", Permission.ManageOrganization);
    public static readonly ApiRoute RemoveProvider = Delete("/providers/{uuid}", Permission.ManageOrganization);

    public static readonly ApiRoute Webhooks = Get("/webhooks", Permission.ReadIntegrations);
    public static readonly ApiRoute CreateWebhook = Post("/webhooks", Permission.ManageOrganization);
    public static readonly ApiRoute ChangeWebhook = Patch("/webhooks/{uuid}", Permission.ManageOrganization);
    public static readonly ApiRoute RemoveWebhook = Delete("/webhooks/{uuid}", Permission.ManageOrganization);

    public static readonly ApiRoute LogStreams = Get("/log-streams", Permission.ReadIntegrations);
    public static readonly ApiRoute CreateLogStream = Post("/log-streams", Permission.ManageOrganization);
    public static readonly ApiRoute RemoveLogStream = Delete("/log-streams/{uuid}", Permission.ManageOrganization);

    public static readonly ApiRoute TokenPolicy = Get("/scim/token-policy", Permission.ReadTokens);
    public static readonly ApiRoute ChangeTokenPolicy = Patch("/scim/token-policy", Permission.ManageOrganization);
    public static readonly ApiRoute PersonalTokenPolicy = Get("/personal-access-token-policy", Permission.ReadIntegrations);
    public static readonly ApiRoute ChangePersonalTokenPolicy = Patch("/personal-access-token-policy", Permission.ManageOrganization);
    public static readonly ApiRoute SignInPolicy = Get("/sign-in-policy", Permission.ReadPeople);
    public static readonly ApiRoute ChangeSignInPolicy = Patch("/sign-in-policy", Permission.ManageOrganization);

    /// <summary>Every one of them.</summary>
    public static IReadOnlyList<ApiRoute> All { get; } = [.. typeof(ApiRoutes).GetFields().Select(field => field.GetValue(null)).OfType<ApiRoute>()];

    private static ApiRoute Get(string template, Permission permission) => new(HttpMethod.Get, template, permission);

    private static ApiRoute Post(string template, Permission permission) => new(HttpMethod.Post, template, permission);

    private static ApiRoute Patch(string template, Permission permission) => new(HttpMethod.Patch, template, permission);

    private static ApiRoute Delete(string template, Permission permission) => new(HttpMethod.Delete, template, permission);
}
