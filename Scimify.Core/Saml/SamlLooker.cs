using System.Text.Json;
using System.Text.Json.Nodes;
using Scimify.Core.Looker;
using Scimify.Core.Requests;
using Scimify.Core.Scim.Values;

namespace Scimify.Core.Saml;

/// <summary>The calls to Looker that the SAML configuration needs.</summary>
internal static class SamlLooker
{
    public static async Task<SamlDocument> ReadAsync(LookerClient client, CancellationToken ct)
    {
        using var answer = await client.GetSamlConfigAsync(ct);
        return SamlDocument.Read(answer);
    }

    /// <summary>Takes a few calls, however many users there are.</summary>
    public static async Task<SamlAdministrators> AdministratorsAsync(LookerClient client, CancellationToken ct)
    {
        var ids = new HashSet<string>();
        foreach (var role in (await client.ListRolesAsync(ct)).Where(r => r.IsAdmin))
        {
            ids.UnionWith(await client.GetRoleUserIdsAsync(role.Id, directOnly: false, ct));
        }

        var people = (await client.GetUsersAsync(ids, ct)).Where(u => u.IsPerson && !u.IsDisabled).ToList();
        return new(people.Count, people.Count(p => p.EmailCredential is not null), people.Count(p => p.SamlCredential is not null));
    }

    /// <exception cref="ValidationFailedException">Looker cannot fetch or read the metadata.</exception>
    public static async Task<SamlMetadata> MetadataAsync(LookerClient client, string? xml, Uri? url, CancellationToken ct)
    {
        try
        {
            using var answer = url is null ? await client.ParseSamlMetadataAsync(xml!, ct) : await client.FetchSamlMetadataAsync(url, ct);
            return SamlMetadata.Read(JsonObject.Create(answer.RootElement.Clone())!);
        }
        catch (LookerRejectedException e) when (e.Status is 400 or 422)
        {
            throw ValidationFailedException.Of(url is null ? "xml" : "url", $"must be metadata that Looker can read: {(e.LookerMessage.Length > 0 ? e.LookerMessage : e.Message)}");
        }
    }

    public static async Task<SamlChoices> ChoicesAsync(LookerClient client, CancellationToken ct)
    {
        var groups = new List<SamlChoice>();
        await foreach (var page in client.ListGroupsAsync(ct))
        {
            groups.AddRange(page.Select(SamlChoice.Of));
        }

        return new(
            Ordered((await client.ListRolesAsync(ct)).Select(r => new SamlChoice(r.Id, r.Name))),
            Ordered(groups),
            Ordered((await client.ListUserAttributesAsync(ct)).Select(SamlChoice.Of)));

        static IReadOnlyList<SamlChoice> Ordered(IEnumerable<SamlChoice> choices) =>
            [.. choices.OrderBy(c => c.Name, StringComparer.OrdinalIgnoreCase).ThenBy(c => c.Id, StringComparer.Ordinal)];
    }

    /// <summary>Reads users in bulk if SCIM has any, and roles only if a setting makes them matter.</summary>
    public static async Task<SamlSituation> SituationAsync(LookerClient client, SamlDocument document, SamlDirectory directory, DateTimeOffset now, CancellationToken ct)
    {
        var people = new List<SamlPerson>();
        var addresses = new Dictionary<string, string>();
        var strangers = new List<SamlDouble>();
        await foreach (var page in directory.Users.Count > 0 ? client.ListUsersAsync(ct) : AsyncEnumerable.Empty<IReadOnlyList<LookerUser>>())
        {
            foreach (var user in page.Where(u => !u.IsDisabled))
            {
                if (directory.Users.TryGetValue(user.Id, out var name))
                {
                    people.Add(new(user.Id, name, user.Email, user.EmailCredential is not null, user.SamlCredential is not null, user.SamlCredential?.SamlUserId, user.GroupIds));
                    foreach (var address in user.Addresses)
                    {
                        addresses[ScimText.Normalise(address)] = name;
                    }
                }
                else if (user.IsPerson && !directory.Linked.Contains(user.Id))
                {
                    strangers.AddRange(user.Addresses.Select(address => new SamlDouble(user.Id, "", address)));
                }
            }
        }

        var doubles = strangers.Where(s => addresses.ContainsKey(ScimText.Normalise(s.Address))).Select(s => s with { Name = addresses[ScimText.Normalise(s.Address)] });

        var settings = document.Settings;
        var needsGroups = directory.Groups.Count > 0 && !settings.Flag(SamlFields.AllowRolesFromNormalGroups, absent: true);
        var needsUsers = people.Count > 0 && (!settings.Flag(SamlFields.AllowDirectRoles, absent: true) || settings.Flag(SamlFields.SetRolesFromGroups));
        var (groups, users) = (new HashSet<string>(), new HashSet<string>());
        foreach (var role in needsGroups || needsUsers ? await client.ListRolesAsync(ct) : [])
        {
            if (needsGroups)
            {
                groups.UnionWith((await client.GetRoleGroupsAsync(role.Id, ct)).Select(g => g.Id));
            }

            if (needsUsers)
            {
                users.UnionWith(await client.GetRoleUserIdsAsync(role.Id, directOnly: true, ct));
            }
        }

        return new([.. people.OrderBy(p => p.Name, StringComparer.Ordinal)], [.. doubles.DistinctBy(d => d.LookerId)], directory.Groups, directory.WithoutAddress, groups, users, document.MirroredGroups, directory.Kept, now);
    }
}

/// <summary>Looker's document as it came, and its settings.</summary>
/// <param name="Revision">Changes whenever the settings change, or Looker says that they were saved.</param>
public sealed record SamlDocument(JsonObject Json, SamlSettings Settings, string Revision)
{
    public string? ModifiedAt => Text(SamlFields.ModifiedAt);

    /// <summary>The ID of a Looker user.</summary>
    public string? ModifiedBy => Text(SamlFields.ModifiedBy);

    public IReadOnlyList<SamlMirroredGroup> MirroredGroups =>
    [
        .. (Json["groups"] as JsonArray ?? Json[SamlFields.GroupsWithRoleIds] as JsonArray ?? []).OfType<JsonObject>()
            .Where(g => SamlValues.Id(g["looker_group_id"]) is not null)
            .Select(g => new SamlMirroredGroup(SamlValues.Id(g["looker_group_id"])!, SamlValues.LookerName(g))),
    ];

    public static SamlDocument Read(JsonDocument answer)
    {
        var json = JsonObject.Create(answer.RootElement.Clone())!;
        var settings = SamlSettings.Read(json);
        return new(json, settings, SamlSettings.Hash($"{settings.Fingerprint}\n{json[SamlFields.ModifiedAt]}\n{json[SamlFields.ModifiedBy]}"));
    }

    /// <summary>The document with its revision, as the REST API returns it.</summary>
    public JsonObject WithRevision()
    {
        var shown = (JsonObject)Json.DeepClone();
        shown["revision"] = Revision;
        return shown;
    }

    private string? Text(string name) => Json[name]?.ToString() is { Length: > 0 } text ? text : null;
}
