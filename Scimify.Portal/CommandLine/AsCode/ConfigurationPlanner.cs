using System.Text.Json.Nodes;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>A policy that REST API and file both have: one object, which always exists.</summary>
/// <param name="Section">The member of the file.</param>
internal sealed record PolicyKind(string Section, ApiRoute Get, ApiRoute Change, int Rank)
{
    public static readonly PolicyKind Tokens = new("tokenPolicy", ApiRoutes.TokenPolicy, ApiRoutes.ChangeTokenPolicy, StepRank.Organization);
    public static readonly PolicyKind PersonalTokens = new("personalAccessTokenPolicy", ApiRoutes.PersonalTokenPolicy, ApiRoutes.ChangePersonalTokenPolicy, StepRank.Organization);
    public static readonly PolicyKind SignIn = new("signInPolicy", ApiRoutes.SignInPolicy, ApiRoutes.ChangeSignInPolicy, StepRank.SignIn);

    /// <summary>Of an integration.</summary>
    public static readonly PolicyKind Saml = new("samlRequiresApproval", ApiRoutes.SamlPolicy, ApiRoutes.ChangeSamlPolicy, StepRank.PartOfIntegration);

    public static IReadOnlyList<PolicyKind> OfOrganization { get; } = [Tokens, PersonalTokens, SignIn];
}

/// <summary>Compares a whole file with a server. Only reads.</summary>
internal sealed class ConfigurationPlanner(ApiConnection api, ConfigurationDocument file, SecretSource secrets, bool prunes)
{
    /// <summary>Lists of the organization that stand for themselves.</summary>
    public static IReadOnlyList<ObjectKind> Lists { get; } = [new PersonKind(), new SignInProviderKind(), new WebhookKind(), new LogStreamKind()];

    public static IntegrationKind Integrations { get; } = new();

    public static ProtectedAccountKind ProtectedAccounts { get; } = new();

    public static OAuthClientKind OAuthClients { get; } = new();

    public static SamlDraftKind SamlDrafts { get; } = new();

    private readonly ConfigurationPlan _plan = new();

    /// <exception cref="VerbException">The file and the server cannot be compared, a section cannot be read, or a secret is missing.</exception>
    public async Task<ConfigurationPlan> PlanAsync(CancellationToken ct)
    {
        var lists = new ListPlanner(api, file, secrets, _plan, prunes);
        if (file.Root["integrations"] is JsonArray integrations)
        {
            await ReadAsync("integrations", () => IntegrationsAsync(lists, Objects(integrations), ct));
        }

        foreach (var kind in Lists)
        {
            if (file.Root[kind.Section] is JsonArray items)
            {
                await ReadAsync(kind.Section, () => lists.PlanAsync(kind, null, Objects(items), kind.Section, ct));
            }
        }

        foreach (var kind in PolicyKind.OfOrganization)
        {
            if (file.Root[kind.Section] is JsonObject wanted)
            {
                await ReadAsync(kind.Section, () => PolicyAsync(kind, null, wanted, kind.Section, ct));
            }
        }

        if (secrets.Unknown.FirstOrDefault() is { } unknown)
        {
            throw new VerbException($"--renew-secret names {DisplayText.Of(unknown)}, to which no object refers that the server has and the file too");
        }

        return _plan;
    }

    public static IReadOnlyList<JsonObject> Objects(JsonArray items) => [.. items.OfType<JsonObject>()];

    private static async Task ReadAsync(string section, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (ApiRefusedException e)
        {
            throw new VerbException($"{section} cannot be read. {(e.Status == System.Net.HttpStatusCode.Forbidden ? e.Sentence.TrimEnd('.') : e.Sentence)}{(e.Status == System.Net.HttpStatusCode.Forbidden ? ". Name the other sections with --section, or use another token" : "")}");
        }
    }

    private static Task PartAsync(Parent integration, string part, Func<Task> read) => ReadAsync($"{integration.Name}/{part}", read);

    private async Task IntegrationsAsync(ListPlanner lists, IReadOnlyList<JsonObject> wanted, CancellationToken ct)
    {
        foreach (var (integration, item, index) in await lists.PlanAsync(Integrations, null, wanted, Integrations.Section, ct))
        {
            var path = $"{Integrations.Section}.{index}";
            if (item[ProtectedAccounts.Section] is JsonArray addresses)
            {
                var items = addresses.Select(address => new JsonObject { [ProtectedAccounts.Key] = address!.DeepClone() }).ToList();
                await PartAsync(integration, ProtectedAccounts.Section, () => lists.PlanAsync(ProtectedAccounts, integration, items, $"{path}.{ProtectedAccounts.Section}", ct));
            }

            if (item["mappings"] is JsonObject mappings)
            {
                await PartAsync(integration, "mappings", () => new MappingPlanner(api, file, _plan, prunes).PlanAsync(integration, mappings, $"{path}.mappings", ct));
            }

            if (item[OAuthClients.Section] is JsonArray clients)
            {
                await PartAsync(integration, OAuthClients.Section, () => lists.PlanAsync(OAuthClients, integration, Objects(clients), $"{path}.{OAuthClients.Section}", ct));
            }

            // A new integration asks for no approval, and whoever creates one need not be an owner.
            if (item["samlRequiresApproval"] is { } approval && (integration.Uuid is not null || approval.GetValue<bool>()))
            {
                await PartAsync(integration, PolicyKind.Saml.Section, () => PolicyAsync(PolicyKind.Saml, integration, new JsonObject { ["requiresApproval"] = approval.DeepClone() }, $"{path}.samlRequiresApproval", ct));
            }

            if (item[SamlDrafts.Section] is JsonArray drafts)
            {
                await PartAsync(integration, SamlDrafts.Section, () => SamlDraftsAsync(lists, integration, Objects(drafts), $"{path}.{SamlDrafts.Section}", ct));
            }
        }
    }

    /// <summary>A draft that is no longer open and whose changes Looker has was applied, and is not made again.</summary>
    private async Task SamlDraftsAsync(ListPlanner lists, Parent integration, IReadOnlyList<JsonObject> wanted, string path, CancellationToken ct)
    {
        JsonObject? looker = null;
        await lists.PlanAsync(SamlDrafts, integration, wanted, path, ct, async draft =>
        {
            if (integration.Uuid is null)
            {
                return false;
            }

            looker ??= (await api.SendAsync(ApiRoutes.SamlConfig, integration.Ids, null, null, ct)).Results;
            return draft["changes"] is JsonObject changes && changes.All(change => JsonNode.DeepEquals(change.Value, looker[change.Key]));
        });
    }

    private async Task PolicyAsync(PolicyKind kind, Parent? integration, JsonObject wanted, string name, CancellationToken ct)
    {
        var present = integration is { Uuid: null } ? null : (await api.SendAsync(kind.Get, integration?.Ids ?? [], null, null, ct)).Results;
        var fields = Difference.Of(wanted, present ?? [], (_, text) => text, _ => false);
        if (fields.Count == 0)
        {
            return;
        }

        var shown = integration is null ? name : $"{integration.Name}/{kind.Section}";
        _plan.Add(new PlanStep(kind.Rank, [new PlannedChange(ChangeKind.Change, shown, fields)], async (context, token) =>
        {
            if (present is not null && !JsonNode.DeepEquals((await context.Api.SendAsync(kind.Get, integration?.Ids ?? [], null, null, token)).Results, present))
            {
                throw new ChangedInBetweenException();
            }

            await context.Api.SendAsync(kind.Change, integration?.Ids ?? [], Difference.Merge(fields), null, token);
        }));
    }
}
