using System.Net;
using System.Text.Json.Nodes;

namespace Scimify.Portal.CommandLine.AsCode;

/// <summary>What the objects of a list are part of: an integration, which may be new and get its ID while the plan is carried out.</summary>
internal sealed class Parent(string name, string? uuid)
{
    public string Name { get; } = name;

    public string? Uuid { get; set; } = uuid;

    public IReadOnlyList<string> Ids => Uuid is null ? [] : [Uuid];
}

/// <summary>Compares a list of the file with the same list of the server.</summary>
internal sealed class ListPlanner(ApiConnection api, ConfigurationDocument file, SecretSource secrets, ConfigurationPlan plan, bool prunes)
{
    private static readonly FieldChange[] None = [];

    private const string TokenStops = "This is the person of the token, which stops working.";
    private const string TokenLoses = "This is the person of the token, which loses rights.";

    /// <summary>Whose token it is; null until it matters, empty if the server does not say.</summary>
    private string? _caller;

    /// <param name="parent">Null for objects of the organization.</param>
    /// <param name="wanted">The items of the file.</param>
    /// <param name="path">Where they are in the file.</param>
    /// <param name="without">Items of the file to pass over if the server has no such object.</param>
    /// <returns>Each item of the file with its ID, which is null for a new one until it is created.</returns>
    /// <exception cref="ApiRefusedException">The list cannot be read.</exception>
    /// <exception cref="VerbException">Objects cannot be told apart, or a secret is missing.</exception>
    public async Task<IReadOnlyList<(Parent Object, JsonObject Item, int Index)>> PlanAsync(
        ObjectKind kind, Parent? parent, IReadOnlyList<JsonObject> wanted, string path, CancellationToken ct, Func<JsonObject, Task<bool>>? without = null)
    {
        var present = await PresentAsync(api, kind, parent, ct);
        var (planned, seen, names) = (new List<(Parent, JsonObject, int)>(), new HashSet<string>(kind.Keys), new Dictionary<string, int>());

        // Two keys can have one name: long ones are clipped, and addresses shortened.
        string Name(string key)
        {
            var name = $"{(parent is null ? "" : parent.Name + "/")}{kind.Section}/{kind.NameOf(key)}";
            names[name] = names.GetValueOrDefault(name) + 1;
            return names[name] == 1 ? name : $"{name} ({names[name]})";
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            var (item, at, key) = (wanted[i], $"{path}.{i}", kind.KeyOf(wanted[i]));
            if (!seen.Add(key))
            {
                throw file.Problem(at, $"has the same {kind.Key} as another item of {kind.Section}.");
            }

            var entry = new Parent(Name(key), present.TryGetValue(key, out var resource) ? Uuid(resource) : null);
            if (resource is not null)
            {
                await ChangeAsync(kind, parent, entry.Name, item, resource, at, ct);
            }
            else if (without is null || !await without(item))
            {
                Create(kind, parent, entry, item, at);
            }

            planned.Add((entry, item, i));
        }

        foreach (var (key, resource) in present.Where(one => !seen.Contains(one.Key)).OrderBy(one => one.Key, StringComparer.OrdinalIgnoreCase))
        {
            await DeleteAsync(kind, parent, Name(key), resource, ct);
        }

        return planned;
    }

    /// <summary>The objects that a file can have, by key.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonObject>> PresentAsync(ApiConnection api, ObjectKind kind, Parent? parent, CancellationToken ct)
    {
        var present = new Dictionary<string, JsonObject>(kind.Keys);
        if (parent is { Uuid: null })
        {
            return present;
        }

        foreach (var resource in (await api.ListAsync(kind.List, parent?.Ids ?? [], ct, hasPages: kind.HasPages)).Where(kind.IsCovered))
        {
            var key = kind.KeyOf(resource);
            if (kind.IsHidden(key))
            {
                throw new ApiRefusedException(kind.List with { Permission = Core.People.Permission.ManageIntegrations }, HttpStatusCode.Forbidden, "it shows only the beginnings of the addresses", null);
            }

            if (!present.TryAdd(key, resource))
            {
                throw new VerbException($"The server has several {(parent is null ? "" : parent.Name + "/")}{kind.Section} with the {kind.Key} {kind.NameOf(key)}, which a file cannot tell apart. Rename or remove one of them in the console");
            }
        }

        return present;
    }

    private static string Uuid(JsonObject resource) => resource["uuid"]!.ToString();

    private static IReadOnlyList<string> Ids(Parent? parent, string uuid) => [.. parent?.Ids ?? [], uuid];

    private static IReadOnlyList<FieldChange> Differences(ObjectKind kind, JsonObject item, JsonObject resource) =>
        Difference.Of(kind.Sent(item), kind.Shown(resource), kind.Comparable, kind.IsWhole);

    private void Create(ObjectKind kind, Parent? parent, Parent entry, JsonObject item, string at)
    {
        var name = entry.Name;
        var sent = kind.Sent(item);
        var fields = kind.Possible(Difference.Leaves(sent, kind.IsWhole), item, null, name, plan.LeaveToPerson);
        var secret = SecretOf(kind, item, at, name);
        IReadOnlyList<FieldChange> shown = [.. fields.Select(kind.Told), .. secret is null ? None : [SecretChange(kind, item)]];
        plan.Add(new PlanStep(kind.RankOf(item), [new PlannedChange(ChangeKind.Create, name, shown)], async (context, token) =>
        {
            await RequireAbsentAsync(kind, parent, item, context.Api, token);
            var body = kind.CreateBody(sent, fields);
            Put(body, kind, secret);
            var answer = await context.Api.CreateAsync(kind.Create, parent?.Ids ?? [], body, token);
            entry.Uuid = Uuid(answer.Results);
            if (kind.NewSecret is { } member && answer.Results[member]?.ToString() is { } made && context.NewSecrets is { } newSecrets)
            {
                await newSecrets.AddAsync(name, kind.KeyOf(item), member, made);
            }

            await kind.AfterCreateAsync(item, answer.Results, name, context, token);
            await TellOtherAsync(kind, item, body, answer.Results, name, context);
        })
        {
            MakesSecret = kind.MakesSecret(item),
        });
    }

    private async Task ChangeAsync(ObjectKind kind, Parent? parent, string name, JsonObject item, JsonObject listed, string at, CancellationToken ct)
    {
        if (Differences(kind, item, listed).Count == 0 && !IsRenewed(kind, item))
        {
            return;
        }

        var (resource, tag) = await FreshAsync(kind, parent, listed, ct);
        var fields = kind.Possible(Differences(kind, item, resource), item, resource, name, plan.LeaveToPerson);
        var isRenewed = IsRenewed(kind, item);
        if ((fields.Count == 0 && !isRenewed) || kind.Change is not { } route)
        {
            return;
        }

        var secret = isRenewed || kind.NeedsSecret(fields) ? SecretOf(kind, item, at, name) : null;
        IReadOnlyList<FieldChange> shown = [.. fields.Select(kind.Told), .. secret is null ? None : [SecretChange(kind, item)]];
        var note = await IsCallerAsync(kind, resource, ct) ? CallerNote(fields) : null;
        var change = new PlannedChange(ChangeKind.Change, name, shown) { Notes = note is null ? [] : [note] };
        plan.Add(new PlanStep(note is null ? kind.RankOf(item) : StepRank.Caller, [change], async (context, token) =>
        {
            await RequireSameAsync(kind, parent, resource, context.Api, token);
            var body = kind.ChangeBody(fields, resource);
            Put(body, kind, secret);
            var answer = await context.Api.SendAsync(route, Ids(parent, Uuid(resource)), body, tag, token);
            await TellOtherAsync(kind, item, body, answer.Results, name, context);
        }));
    }

    private async Task DeleteAsync(ObjectKind kind, Parent? parent, string name, JsonObject listed, CancellationToken ct)
    {
        if (!prunes)
        {
            plan.LeaveAlone(name);
            return;
        }

        var (resource, tag) = await FreshAsync(kind, parent, listed, ct);
        var isCaller = await IsCallerAsync(kind, resource, ct);
        var change = new PlannedChange(ChangeKind.Delete, name, None) { Notes = [.. new[] { kind.DeletionNote, isCaller ? TokenStops : null }.OfType<string>()] };
        plan.Add(new PlanStep(isCaller ? StepRank.Caller : kind.DeletionRank, [change], async (context, token) =>
        {
            await RequireSameAsync(kind, parent, resource, context.Api, token);
            await context.Api.SendAsync(kind.Delete, Ids(parent, Uuid(resource)), null, tag, token);
        }));
    }

    private async Task<bool> IsCallerAsync(ObjectKind kind, JsonObject resource, CancellationToken ct)
    {
        if (kind is not PersonKind)
        {
            return false;
        }

        _caller ??= ((await api.SendAsync(ApiRoutes.OwnTokens, [], null, null, ct, "?page=1&pageSize=1")).Results["items"] as JsonArray)?.FirstOrDefault()?["personEmail"]?.ToString() ?? "";
        return kind.Keys.Equals(kind.KeyOf(resource), _caller);
    }

    private static string? CallerNote(IReadOnlyList<FieldChange> fields) =>
        fields.Any(field => field.Field == "locked" && field.After?.GetValue<bool>() == true) ? TokenStops
        : fields.Any(field => field.Field == "role") ? TokenLoses
        : null;

    /// <summary>Where the server would make a second object of the same key, which a file could no longer tell from the first.</summary>
    private static async Task RequireAbsentAsync(ObjectKind kind, Parent? parent, JsonObject item, ApiConnection api, CancellationToken ct)
    {
        if (!kind.HasUniqueKeys && (await PresentAsync(api, kind, parent, ct)).ContainsKey(kind.KeyOf(item)))
        {
            throw new ChangedInBetweenException();
        }
    }

    /// <summary>Otherwise the next plan would have the same change again, without a word why.</summary>
    private static async Task TellOtherAsync(ObjectKind kind, JsonObject item, JsonObject sent, JsonObject answer, string name, ApplyContext context)
    {
        foreach (var other in Differences(kind, item, answer).Where(other => other.Before is not null && sent.ContainsKey(other.Field.Split('.')[0])).Select(kind.Told))
        {
            await context.Tell($"{name}: the server wrote {other.Field} as {DisplayText.Of(other.Before)}. Write it so in the file, or every plan changes it again.");
        }
    }

    /// <summary>The object with the entity tag of exactly this state.</summary>
    private async Task<(JsonObject Resource, string? Tag)> FreshAsync(ObjectKind kind, Parent? parent, JsonObject listed, CancellationToken ct)
    {
        if (kind.Get is not { } route)
        {
            return (listed, null);
        }

        var answer = await api.SendAsync(route, Ids(parent, Uuid(listed)), null, null, ct);
        return (answer.Results, answer.Tag);
    }

    /// <summary>For objects without an entity tag that can change: looks at once before the change.</summary>
    private static async Task RequireSameAsync(ObjectKind kind, Parent? parent, JsonObject planned, ApiConnection api, CancellationToken ct)
    {
        if (kind.Get is not null || kind.Change is null)
        {
            return;
        }

        var now = (await api.ListAsync(kind.List, parent?.Ids ?? [], ct, hasPages: kind.HasPages)).FirstOrDefault(resource => Uuid(resource) == Uuid(planned));
        if (now is null || !JsonNode.DeepEquals(kind.Shown(now), kind.Shown(planned)) || !JsonNode.DeepEquals(now["version"], planned["version"]))
        {
            throw new ChangedInBetweenException();
        }
    }

    private bool IsRenewed(ObjectKind kind, JsonObject item) => kind.Secret is { } member && item[member] is JsonObject reference && secrets.IsRenewed(reference);

    private string? SecretOf(ObjectKind kind, JsonObject item, string at, string name) => kind.Secret is not { } member ? null
        : item[member] is JsonObject reference ? secrets.Read(reference, $"{name}: {member}")
        : throw file.Problem(at, $"needs {member}, because it is new, or its address or client ID changes: {{ env: NAME }} or {{ file: PATH }}.");

    private static FieldChange SecretChange(ObjectKind kind, JsonObject item) => new(kind.Secret!, "(not shown)", SecretSource.Words((JsonObject)item[kind.Secret!]!));

    private static void Put(JsonObject body, ObjectKind kind, string? secret)
    {
        if (secret is not null)
        {
            body[kind.Secret!] = secret;
        }
    }
}
