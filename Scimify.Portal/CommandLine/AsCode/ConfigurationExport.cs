using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Scimify.Portal.Shared.Inputs;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>Writes what a server has in the form of a file: the same state gives the same bytes. A secret becomes the name of a variable.</summary>
internal sealed class ConfigurationExport(ApiConnection api)
{
    private readonly List<string> _left = [];
    private readonly HashSet<string> _variables = [];

    /// <summary>Sections that the token may not read, each with the reason.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <param name="sections">Empty for all.</param>
    /// <returns>The YAML, which ends with a line feed.</returns>
    /// <exception cref="VerbException">Objects of the server cannot be told apart by name.</exception>
    public async Task<string> RunAsync(IReadOnlyCollection<string> sections, CancellationToken ct)
    {
        var root = new JsonObject { ["version"] = ConfigurationFile.Form };
        foreach (var section in ConfigurationDocument.Sections.Where(section => sections.Count == 0 || sections.Contains(section)))
        {
            if (await TryAsync(section, () => SectionAsync(section, ct)) is { } value)
            {
                root[section] = value;
            }
        }

        var text = new StringBuilder("# Made by \"scimify export config\". What is left out stays as it is on the server.\n");
        foreach (var sentence in _left)
        {
            text.Append("# Not exported: ").Append(DisplayText.Whole(sentence)).Append('\n');
        }

        return text.Append(YamlText.Of(root)).ToString();
    }

    private async Task<JsonNode?> SectionAsync(string section, CancellationToken ct)
    {
        if (PolicyKind.OfOrganization.FirstOrDefault(kind => kind.Section == section) is { } policy)
        {
            var resource = (await api.SendAsync(policy.Get, [], null, null, ct)).Results;
            return Members(resource, InputType.Of(typeof(ConfigurationFile)).Find(section)!.Item!);
        }

        return section == ConfigurationPlanner.Integrations.Section
            ? await IntegrationsAsync(ct)
            : await ListAsync(ConfigurationPlanner.Lists.Single(kind => kind.Section == section), null, ct);
    }

    private async Task<JsonArray> IntegrationsAsync(CancellationToken ct)
    {
        var items = new JsonArray();
        foreach (var (resource, shown) in await ShownAsync(ConfigurationPlanner.Integrations, null, ct))
        {
            var integration = new Parent(shown["name"]!.ToString(), resource["uuid"]!.ToString());
            var item = Members(IntegrationKind.Exported(shown), ConfigurationPlanner.Integrations.Item);
            await PartAsync(item, integration, "protectedAccounts", async () => new JsonArray([.. (await ListAsync(ConfigurationPlanner.ProtectedAccounts, integration, ct)).Select(one => one!["address"]!.DeepClone())]));
            await PartAsync(item, integration, "mappings", async () => MappingPlanner.Shown((await api.SendAsync(ApiRoutes.Mappings, integration.Ids, null, null, ct)).Results));
            await PartAsync(item, integration, "oauthClients", async () => await ListAsync(ConfigurationPlanner.OAuthClients, integration, ct));
            await PartAsync(item, integration, "samlRequiresApproval", async () => (await api.SendAsync(ApiRoutes.SamlPolicy, integration.Ids, null, null, ct)).Results["requiresApproval"]!.DeepClone());
            await PartAsync(item, integration, "samlDrafts", async () => await ListAsync(ConfigurationPlanner.SamlDrafts, integration, ct));
            items.Add(item);
        }

        return items;
    }

    private async Task PartAsync(JsonObject item, Parent integration, string part, Func<Task<JsonNode>> read)
    {
        if (await TryAsync($"{part} of {integration.Name}", async () => await read()) is { } value)
        {
            item[part] = value;
        }
    }

    private async Task<JsonNode?> TryAsync(string what, Func<Task<JsonNode?>> read)
    {
        try
        {
            return await read();
        }
        catch (ApiRefusedException e) when (e.Status == HttpStatusCode.Forbidden)
        {
            _left.Add($"{what}. {e.Sentence}");
            return null;
        }
        catch (ApiRefusedException e)
        {
            throw new VerbException($"{what} cannot be read. {e.Sentence}");
        }
    }

    private async Task<JsonArray> ListAsync(ObjectKind kind, Parent? parent, CancellationToken ct) =>
        new([.. (await ShownAsync(kind, parent, ct)).Select(one => Members(one.Shown, kind.Item))]);

    private async Task<IReadOnlyList<(JsonObject Resource, JsonObject Shown)>> ShownAsync(ObjectKind kind, Parent? parent, CancellationToken ct)
    {
        var found = new List<(JsonObject, JsonObject)>();
        var present = await ListPlanner.PresentAsync(api, kind, parent, ct);
        foreach (var (key, resource) in present.OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase).ThenBy(one => one.Key, StringComparer.Ordinal))
        {
            var shown = kind.Shown(resource);
            if (kind.Secret is { } member)
            {
                shown[member] = new JsonObject { ["env"] = Variable(kind.Section, key) };
            }

            found.Add((resource, shown));
        }

        return found;
    }

    /// <summary><c>INTEGRATIONS_PRODUCTION_SECRET</c>.</summary>
    private string Variable(string section, string key)
    {
        var words = string.Concat($"{section}_{key}".Select(c => char.IsAsciiLetterLower(c) ? (char)(c - 32) : char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) ? c : '_'));
        for (var n = 1; ; n++)
        {
            var name = n == 1 ? $"{words}_SECRET" : $"{words}_{n}_SECRET";
            if (_variables.Add(name))
            {
                return name;
            }
        }
    }

    /// <summary>The members that the record has too, in its order.</summary>
    private static JsonObject Members(JsonObject resource, InputType type)
    {
        var shown = new JsonObject();
        foreach (var member in type.Members.Where(member => resource.ContainsKey(member.Name)))
        {
            shown[member.Name] = resource[member.Name]?.DeepClone();
        }

        return shown;
    }
}
