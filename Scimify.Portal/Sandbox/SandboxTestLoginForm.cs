using System.Globalization;

namespace Scimify.Portal.Sandbox;

/// <summary>The input on the page for test logins.</summary>
/// <param name="Email">Empty if nothing was entered yet.</param>
/// <param name="More">Other attributes as <c>name=value</c>, one on each line.</param>
/// <param name="Certificate">Empty for one that Looker accepts.</param>
/// <param name="ClockAhead">How far the identity provider's clock is ahead, in seconds.</param>
internal sealed record SandboxTestLoginForm(
    string Email, string NameId, string First, string Last, string Groups, string EmailName, string FirstName, string LastName, string GroupsName, string More, string Issuer, string Audience, string Certificate, string ClockAhead)
{
    /// <summary>Attributes have the names of the live configuration, as the identity provider is assumed to send them. Issuer and audience match unless somebody enters others.</summary>
    public static SandboxTestLoginForm Of(SandboxWorld world, SandboxSaml test, IQueryCollection query)
    {
        var email = Text("email") ?? "";
        return new(
            email,
            Text("nameId") ?? "",
            Text("first") ?? "",
            Text("last") ?? "",
            Text("groups") ?? "",
            Text("emailName") ?? Member("user_attribute_map_email", "email"),
            Text("firstName") ?? Member("user_attribute_map_first_name", "firstName"),
            Text("lastName") ?? Member("user_attribute_map_last_name", "lastName"),
            Text("groupsName") ?? Member("groups_attribute", "groups"),
            Text("more") ?? "",
            Text("issuer") ?? test.Members["idp_issuer"]?.ToString() ?? "",
            Text("audience") ?? test.Members["idp_audience"]?.ToString() ?? "",
            Text("certificate") ?? "",
            Text("clockAhead") ?? "0")
        {
            Account = world.TryFindByEmail(email, out var user) ? user : null,
        };

        string? Text(string name) => query.TryGetValue(name, out var values) ? values.ToString().Trim() : null;

        string Member(string name, string otherwise) =>
            world.LiveSaml.Members[name]?.ToString() is { Length: > 0 } live ? live : test.Members[name]?.ToString() is { Length: > 0 } own ? own : otherwise;
    }

    /// <summary>The account with the entered address; null if there is none.</summary>
    public SandboxUser? Account { get; private init; }

    public SandboxIdpAnswer Answer
    {
        get
        {
            var attributes = new Dictionary<string, string[]>(StringComparer.Ordinal)
            {
                [EmailName] = [Email],
                [FirstName] = [First.Length > 0 ? First : Account?.FirstName ?? "First"],
                [LastName] = [Last.Length > 0 ? Last : Account?.LastName ?? "Last"],
            };
            if (Groups.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } groups)
            {
                attributes[GroupsName] = groups;
            }

            foreach (var line in More.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var parts = line.Split('=', 2, StringSplitOptions.TrimEntries);
                attributes[parts[0]] = [parts.ElementAtOrDefault(1) ?? ""];
            }

            attributes.Remove("");
            var ahead = int.TryParse(ClockAhead, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0;
            return new(Issuer, Audience, Certificate.Length == 0 ? null : Certificate, TimeSpan.FromSeconds(ahead), NameId.Length == 0 ? Email : NameId, attributes);
        }
    }
}
